# Pages of a signed-in member.
reply = Reply
boost = Boost
favourite = Favourite
bookmark = Bookmark
react = React
react-title = React with an emoji
react-lede = Its author sees it, and so does everybody who can read the post. Another one takes its place.
react-other = Another emoji
react-hint = One emoji, or the name of one of this server's between colons.
more-for-post = More for this post

home-feed = Posts from people you follow
home-empty = You do not follow anybody who has written yet.
home-empty-do = See who writes here
compose-title = Write a post
compose-label = Write a post
compose-text = Your post
compose-reply = Your reply
compose-placeholder = What did you notice?
compose-limit = up to { $n } letters
reply-title = Reply to { $name }
to-legend = Who can read this
to-short-public = Everyone
to-short-unlisted = Quietly
to-short-followers = Followers
to-short-direct = Mentioned
to-public-name = Everyone
to-public-hint = On public pages and in search
to-unlisted-name = Quietly public
to-unlisted-hint = Anyone with the link, not on the live page
to-followers-name = Followers
to-followers-hint = Only people who follow you
to-direct-name = Mentioned people
to-direct-hint = Only those you name in the text
post-do = Post
post-do-unlisted = Post quietly
post-do-followers = Post to followers
post-do-direct = Send to mentioned
pictures = Pictures
pictures-hint = { $n ->
    [one] One picture. Say what it shows, for people who cannot see it.
   *[other] Up to { $n }. Say what each shows, for people who cannot see it.
}
picture-n = Picture { $n }
picture-alt-n = Description of picture { $n }
picture-alt-placeholder = What does it show?
warning = Content warning
warning-hint = Readers see this line first and open the post themselves.
language = Language:
language-written = Written in

edit-title = Edit a post
edit-lede = Everyone who can read the post can also read what it said before.
leave-as-is = Leave it as it is
delete-title = Delete this post?
delete-lede = It goes for good, with its pictures. Replies to it stay.
delete-do = Delete for good
keep-it = Keep it

notices-empty = Nothing has happened yet. Replies, boosts and new followers will be listed here.
mark-read = Mark all as read
requests-wait = { $n ->
    [one] Somebody asks to follow you.
   *[other] { $n } people ask to follow you.
}
and-others = { $n ->
    [one] and one other
   *[other] and { $n } others
}
note-mention = mentioned you
note-reply = replied
note-boost = boosted
note-favourite = favourited
note-reaction = { $others ->
    [0] reacted with
   *[other] reacted, the last with
}
note-follow = { $others ->
    [0] follows you
   *[other] follow you
}
note-follow-request = asks to follow you.
note-edit = edited a post you boosted
note-sign-up = { $others ->
    [0] asks to join.
   *[other] ask to join.
}
note-poll = asked in a poll you voted in. It is over.
note-own-poll = (you) asked in a poll. It is over.
note-quote = quoted you
note-post = posted
note-report = reported somebody.
note-severed = Follows between you and { $target } have ended: you lost { $followers } followers and { $following } whom you followed.

bookmarks-title = Bookmarks
bookmarks-lede = Nobody else knows what you keep here.
bookmarks-empty = No bookmarks. Posts you keep will be listed here.
favourites-title = Favourites
favourites-lede = The authors were told that you liked these.
favourites-empty = No favourites yet.
requests-title = Follow requests
requests-lede = People you accept can read what you write for followers.
requests-empty = Nobody is waiting for an answer.
blocks-title = Blocked people
blocks-lede = You do not see each other here. They are not told.
blocks-empty = You have not blocked anybody.
mutes-title = Muted people
mutes-lede = You do not see what they write. They are not told.
mutes-empty = You have not muted anybody.

settings-title = Settings
settings-profile = Profile
settings-password = Password
settings-sessions = Signed-in devices
settings-invites = Invitations
display-name = Name
display-name-hint = As others see it. Any name will do.
bio = About you
bio-hint = Up to { $n } letters. Mentions, tags and links work.
profile-fields = Four lines of your own
profile-fields-hint = For example your website, your pronouns, the town you live in.
field-name = Name
field-value = Value
field-name-n = Name of line { $n }
field-value-n = Value of line { $n }
avatar = Picture
avatar-hint = Square, JPEG, PNG, GIF or WebP. Where it was taken is removed from it.
header = Picture on top
header-hint = Five times as wide as high.
remove-picture = Remove the picture there is
profile-choices = Choices
locked = I answer follow requests by hand
locked-hint = Until you accept, nobody can read what you write for followers.
discoverable = I may be found
discoverable-hint = In lists of people and by search engines.
bot = This account is a program
bot-hint = Its posts are marked as automated.
see-profile = See your profile
current-password = Password you have now
new-password = New password
password-signs-out = All other devices are signed out when the password changes.
sessions-caption = Where you are signed in. Sign out what you do not recognise, then change your password.
session-device = Device
session-unknown = Unknown
session-address = Address
session-since = Since
session-seen = Last used
session-do = What to do
session-this = this one
session-revoke = Sign out
session-revoke-others = Sign out everywhere else
invite-uses = How many people
invite-uses-hint = Empty for any number.
invite-days = For how many days
invite-days-hint = Empty for no end.
invite-do = Make an invitation
invites-caption = Invitations you made
invites-empty = You have not invited anybody yet.
invite-link = Link
invite-used = Used
invite-until = Until
invite-of = { $n } of { $max }
invite-revoke = End it

sign-ups-title = People who ask to join
sign-ups-wait = { $n ->
    [one] One person asks to join.
   *[other] { $n } people ask to join, the longest waiting first.
}
sign-ups-empty = Nobody is waiting.
sign-up-unconfirmed = address not confirmed
sign-up-no-reason = (gave no reason)
sign-up-approve = Let @{ $handle } in
sign-up-reject = Turn down and delete

# Polls, quotes, pins
poll-hint = Two to eight answers. Leave the others empty.
poll-option-n = Answer { $n }
poll-lasts = It lasts
poll-5-minutes = 5 minutes
poll-30-minutes = 30 minutes
poll-1-hour = 1 hour
poll-6-hours = 6 hours
poll-1-day = 1 day
poll-3-days = 3 days
poll-7-days = 7 days
poll-30-days = 30 days
poll-multiple = Several answers can be chosen
vote = Vote
quote = Quote
quote-lede = You quote this post:
quote-revoke = Take your post out of this one
pin = Pin to your profile
unpin = Unpin

# Reports
report = Report
report-title = Report { $name }
report-lede = The moderators of this server read it. The person is not told.
report-comment = What is wrong
report-forward = Tell the moderators of { $host } too
report-forward-hint = They do not learn who you are.
report-do = Send the report
report-not = Not now

# Moving
settings-migration = Moving
aliases-title = Other accounts of yours
aliases-lede = Name an account here before you move from it to this one.
alias-handle = Handle of the other account
alias-hint = As in name@server.
alias-add = Add alias
alias-remove = Remove
move-title = Go on as another account
move-lede = Your followers will follow the other account in place of this one. Your posts stay here. You can do this once in { $n } days.
move-handle = Handle of the new account
move-hint = It has to name this account among its aliases first.
move-do = Move my followers
move-stay = Stay here after all
indexable = My public posts may be searched
indexable-hint = By words in them, here and on other servers.
show-application = Others may see which apps I write with
show-application-hint = The name of the app stands beside your posts in their apps.
