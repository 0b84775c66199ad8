# Letting programs in, and the second step of signing in.
authorize-title = Let { $app } in?
authorize-lede = It wants to act for you, @{ $handle }, on { $site }.
authorize-not = It does not learn your password, and you can end its access in your settings.
authorize-goes-to = After your answer you go to { $to }
authorize-shows-code = After your yes you get a code for it.
authorize-website = About { $app }
authorize-yes = Let it in
authorize-no = Do not
authorize-other = Use another account
code-title = A code for { $app }
code-text = Copy it into { $app }. It works once, for ten minutes.
code-denied-title = Nothing was done
code-denied-text = { $app } has no access to your account.
second-step-title = One more step
second-step-code = Code
second-step-hint = The six figures on your device, or one of your recovery codes.

scopes-read = It may see:
scopes-write = It may change and add:
scopes-admin-read = As a moderator it may see:
scopes-admin-write = As a moderator it may change:
scopes-other = It may:
scope-everything = everything that you can
scope-accounts = accounts and your profile
scope-blocks = blocks
scope-bookmarks = bookmarks
scope-canonical-email-blocks = blocked e-mail addresses
scope-collections = collections
scope-conversations = conversations
scope-domain-allows = allowed servers
scope-domain-blocks = blocked servers
scope-email-domain-blocks = blocked e-mail domains
scope-favourites = favourites
scope-filters = filters
scope-follows = follows
scope-ip-blocks = blocked network addresses
scope-lists = lists
scope-media = pictures, videos and sounds
scope-mutes = mutes
scope-notifications = notifications
scope-reports = reports
scope-search = what a search finds
scope-statuses = posts
scope-profile = know who you are
scope-follow = see and change whom you follow, mute and block
scope-push = send your notifications to its device

settings-apps = Apps
apps-caption = Apps that may act for you
apps-empty = No app may act for you.
app-name = App
app-scopes = What it may do
app-since = Since
app-used = Last used
app-do = End its access
app-revoke = End its access

settings-two-factor = Second step
two-factor-lede = A code from a device of yours, besides your password, keeps out whoever learns the password.
two-factor-begin = Set it up
two-factor-scan = Scan the picture with an app for one-time codes, or open it on the device that has one.
two-factor-type = Type the six figures that the app shows.
two-factor-picture = QR code with the secret that stands below it
two-factor-secret = If you cannot scan it, type this secret:
two-factor-confirm = Switch it on
two-factor-on = { $n ->
    [one] Signing in takes a code. You have one recovery code left.
   *[other] Signing in takes a code. You have { $n } recovery codes left.
}
two-factor-switch-off = Switch it off
recovery-title = Your recovery codes
recovery-lede = Write them down or print them now; they are not shown again. Each works once when your device is not at hand.
recovery-new = New recovery codes
