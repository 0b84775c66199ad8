again-title = Nothing is lost
again-stale = This form was open for too long, so nothing was done yet. Look through what you typed and send it once more.
again-signed-out = You are signed out, so nothing was done yet. Sign in on a new page, come back here, and send it once more.
again-files = Files cannot be kept: choose them again on the next page.
again-sign-in = Sign in on a new page
again-signed-in = I am signed in: send it
again-do = Send it
again-typed = What you typed
