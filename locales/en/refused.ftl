# What is refused anywhere.
refused-nothing-here = There is nothing here.
refused-deleted = This was deleted.
refused-sign-in = Sign in to go on.
refused-too-many = Too many attempts. Wait a little and try again.
refused-busy = The server is busy or restarting. Try again in a moment.
refused-broken = Something went wrong on the server.
refused-changed-meanwhile = This changed meanwhile. Try again.
refused-file-large = This file is too large.
refused-files-away = The storage for files is away at the moment. Try again later.
refused-page-ids = There is no such page: max_id and min_id are whole numbers.
refused-page-number = There is no such page: page is a whole number, 1 to 25.
refused-moderators-only = This page is for moderators.
