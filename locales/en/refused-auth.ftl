# What is refused at the door: joining, signing in, invitations, apps.
refused-username-none = Choose a username.
refused-username-letters = Usernames have letters a to z, digits and underscores.
refused-username-long = Usernames have at most { $max } characters.
refused-username-reserved = '{ $name }' is reserved.
refused-email-incomplete = This is not a complete e-mail address.
refused-email-long = E-mail addresses have at most { $max } characters.
refused-email-taken = This e-mail address belongs to somebody who is here already.
refused-email-throw-away = This is a throw-away address. Use one that you read.
refused-password-short = Passwords have at least { $min } characters.
refused-password-easy = This password is easy to guess. Try a few unrelated words.
refused-password-long = This password is { $length } bytes long; bcrypt reads only the first { $max }. Choose a shorter one.
refused-password-nul = Passwords cannot have a NUL character.
refused-password-wrong = This is not your password.

refused-captcha-none = Type the characters of the picture.
refused-captcha-wrong = These were not the characters. Here is another picture.
refused-captcha-late = This picture is no longer valid. Here is another one.
refused-proof-wrong = The check for automatic sign-ups did not pass. Send the form once more.
refused-proof-late = This form was open for too long. Send it once more.
refused-proof-spent = This proof was used already. Send the form once more.

refused-sign-up-closed = This server takes no new members.
refused-sign-up-rules = Read the rules and agree to them.
refused-sign-up-reason = Tell the moderators in a line or two why you want to join.
refused-sign-up-trap = Leave this field empty and send the form again. Only programs fill it in.
refused-sign-in-wrong = The name or the password is not right.
refused-sign-in-late = That took too long. Sign in again.
refused-sign-in-disabled = This account is disabled. Ask the people who run this server why.
refused-sign-in-unconfirmed = Confirm your e-mail address first: open the link in the mail we have sent you.
refused-sign-in-unapproved = A moderator has not looked at your request to join yet. You can sign in after that.
refused-second-step-code = This is not the code, or it was used already. Wait for the next one.
refused-second-step-on = The second step is switched on already.

refused-link-over = This link was used already or is too old.
refused-set-up-over = This link was used already or is too old. A new one is printed each time the server starts without an owner.
refused-reset-no-mail = This server sends no mail. Ask the people who run it for a new password.

refused-invite-needed = You need an invitation to join here.
refused-invite-over = This invitation does not work any more.
refused-invite-ended = This invitation has ended already.
refused-invite-many = You have { $max } open invitations. End one of them first.
refused-invite-number = Choose a number from 1 to { $max }.
refused-door-domain = “{ $word }” is not a mail domain.
refused-door-many = Choose at most { $max } mail domains.
refused-door-limit = Choose a number from 0 to { $max }.

refused-app-unknown = The app that sent you here is not known to this server. Begin again in the app.
refused-app-address = The app wants to send you to an address that it has not named before, so nothing was done.
refused-app-request = The request is missing a required parameter, includes an unsupported parameter value, or is otherwise malformed.
refused-app-challenge = A code challenge (RFC 7636) is missing or wrong; the code_challenge_method has to be S256.
refused-app-response = The authorization server does not support this response type.
refused-app-scope = The requested scope is invalid, unknown, or malformed.
