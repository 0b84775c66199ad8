# What is refused about the house: its rules and texts, law, emoji, costs, forms, addresses.
refused-age-range = Use 0 to { $max } years.
refused-age-birth-date = Write your date of birth as year-month-day.
refused-age-too-young = You are not old enough to join: people here are { $minimum } or older.

refused-house-characters = Use at most { $max } characters.
refused-rule-empty = Write the rule.
refused-rule-many = There are { $max } rules already. Join some of them.
refused-rule-language = Use two letters of ISO 639-1, such as en or de.
refused-rule-languages = There are enough languages.
refused-announcement-long = Announcements have at most { $max } characters.
refused-announcement-end = The end has to be after the start.
refused-mailing-days = Use 1 to { $max } days.
refused-mailing-no-mail = This server sends no mail: mail.smtp_url is not set in its configuration.
refused-webhook-many = There are { $max } webhooks already.
refused-webhook-taken = There is a webhook with this address.
refused-webhook-address = Write a whole address, https://….
refused-webhook-events = Choose at least one.

refused-legal-text-empty = Write the text.
refused-legal-day-over = Choose today or a later day.
refused-legal-day-taken = There is a version of this day already.
refused-legal-notice-empty = Write what members are told.
refused-legal-no-account = There is no such account.
refused-legal-no-post = There is no such post.
refused-legal-why = Write why.
refused-hold-already = This is held already.
refused-export-reason = Write why, in at most { $max } characters.
refused-order-authority = Write who asks.
refused-order-country = Write the country as two letters, such as DE.
refused-order-received = Write the day on which it came.
refused-order-early = This day has not come yet.
refused-order-answered = It cannot be answered before it came.
refused-price-amount = Write an amount such as 3.80, with at most four places.

refused-emoji-shortcode = A shortcode has 2 to 100 letters, digits and underscores.
refused-emoji-category = A category has at most { $max } bytes.
refused-emoji-taken = There is an emoji :{ $name }: already.
refused-emoji-missing = There is no emoji :{ $name }: of this server.
refused-net-unreachable = The other server could not be reached.

refused-form-late = This form was open for too long. Look through it and send it again.
refused-form-late-or-no-cookies = This form was open for too long, or your browser blocks cookies. Go back, load the page again, and send the form once more.
refused-form-elsewhere = This form was sent from another site, so nothing was done.
refused-form-only = This address takes forms only.
refused-form-files-only = This address takes forms with files only.
refused-form-not-whole = The form did not arrive whole.
refused-form-slow = The form came too slowly.
refused-form-bytes = A form has at most { $max } bytes.
refused-form-large = This form is too large. Send fewer or smaller files.
refused-form-many-fields = This form has too many fields.
refused-form-not-text = The form has bytes in it that are not text.
refused-form-unreadable = The form could not be read.
refused-form-no-room = The server has no room for files at the moment. Try again later.

refused-network-closed = This server is not open to your network.
refused-url-long = The address is too long.
refused-url-not-text = The address has bytes in it that are not text.
