# Pages that everybody reads.
front-title = Live posts
front-description = What people on { $site } are writing now. No account needed.
front-up-to = Up to
front-empty = Nobody has published anything here yet.
members = { $n ->
    [one] one member
   *[other] { $n } members
}
members-active = { $n ->
    [one] one member
   *[other] { $n } members
}, { $active ->
    [one] one wrote this week
   *[other] { $active } wrote this week
}
care = Care
public-posts = Posts
joining = Joining
joining-open = open to everyone
joining-approval = a moderator reads every request
joining-invite = by invitation
joining-closed = closed at the moment
software = Software

rules-title = House rules
rules-none = No rules have been written down yet.
tag-description = Public posts with #{ $tag } on { $site }.
tag-lede = Public posts with this tag
tag-empty = No public posts with this tag yet.
about-title = About { $site }
contact-title = Who to ask
contact-write = Write to
contact-ask = A member you can ask:
contact-none = No address has been given.
staff-lede = The people who look after this server:
privacy-title = What is kept
privacy-text = Reading needs no account, sets no cookie and is not counted by anyone outside. Members' posts, profiles and mail addresses are kept in this server's database until they delete them. Followers-only and direct posts can be read by the people they are for and by whoever runs a server they are sent to; they are not encrypted.

profile-description = Posts by { $name } on { $site }.
profile-locked = answers follow requests by hand
profile-empty = Nothing here yet.
follows-you = follows you
here-since = Here since
checked = checked
posts = { $n ->
    [one] one post
   *[other] { $n } posts
}
following-count = { $n } following
followers-count = { $n ->
    [one] one follower
   *[other] { $n } followers
}
which-posts = Which posts
tab-posts = Posts
tab-with-replies = With replies
tab-media = Media
featured-tags = Tags they use
which-people = Which people
tab-following = Following
tab-followers = Followers
followers-of = Followers of { $name }
followed-by = People { $name } follows
people-empty = Nobody yet.
people-hidden = Who they follow and who follows them is not shown.
follow = Follow
ask-to-follow = Ask to follow
unfollow = Unfollow
withdraw-request = Take back the request
mute = Mute
unmute = Unmute
block = Block
unblock = Unblock
remove-follower = Remove as follower
edit-profile = Edit profile
more-for-person = More for this person

post-title = { $name }: { $excerpt }
post-og-title = A post by { $name }
thread-earlier = Earlier in this conversation
thread-more-earlier = The conversation starts further up.
thread-replies = Replies
thread-go-on = Go on with this thread
by-author = wrote the first post
replies = { $n ->
    [one] 1 reply
   *[other] { $n } replies
}
replies-none = No replies yet
boosts = { $n ->
    [one] 1 boost
   *[other] { $n } boosts
}
favourites = { $n ->
    [one] 1 favourite
   *[other] { $n } favourites
}
reactions = { $n ->
    [one] reaction
   *[other] reactions
}
open-post = Open post
boosted = boosted
in-reply-to = In reply to
edited = Edited
to-unlisted = Not listed on public pages,
to-followers = Followers only,
to-direct = Only people mentioned,
warning-prefix = Content warning:
pictures-closed = { $n ->
    [one] A sensitive picture
   *[other] { $n } sensitive pictures
}
picture-undescribed = Picture without a description
picture-alt = Alt
picture-alt-more = , picture description
history-title = Edits of a post by { $name }
history-back = Back to the post
history-now = Now, since
history-first = At first,

error-400 = That request could not be read
error-400-text = Something in the address or the form was not as expected. Nothing was changed.
error-401 = Sign in to go on
error-401-text = This page is for members.
error-403 = This is not for you
error-403-text = You may not do this, or the page you came from was too old. Go back, load it again and try once more.
error-404 = There is nothing here
error-404-text = The address may have a mistake in it, or what was here has moved. Some posts can only be read after signing in.
error-405 = That does not work here
error-405-text = This address exists, but not for this kind of request.
error-409 = That clashes with something
error-409-text = What you asked for does not fit with what is there. Nothing was changed.
error-410 = This was deleted
error-410-text = Its author took it back.
error-413 = That is too large
error-413-text = What you sent is larger than this server accepts. Nothing was changed.
error-429 = A little slower
error-429-text = There were too many requests from you in a short time.
error-500 = Something went wrong on the server
error-500-text = It is not your doing. Nothing you sent was kept. If it happens again, tell the people who run this server.
error-503 = The server is busy or restarting
error-503-text = Try again in a moment. Nothing was changed.
error-retry = { $n ->
    [one] Try again in a second.
   *[other] Try again in { $n } seconds.
}
error-request-id = Number of this request for the people who run the server:

search-title = Search
search-for = { $query } — Search
search-label = Words, a handle or an address
search-hint = Words for people, hashtags and posts; @name@server for people elsewhere; the address of a page. from:name, has:media, before:2026-01-31 and the like narrow the posts down.
search-do = Find
search-people = People
search-tags = Hashtags
search-posts = Posts
there-since = There since
remote-lede = This is what { $host } has told this server so far.
original-profile = Open the profile on { $host }
original-post = Open on { $host }
media-video = Open the video
media-audio = Open the sound
media-other = Open the file

# Polls and quotes
poll = Poll
poll-results = Results
poll-over = over
poll-until = until
poll-endless = without an end
poll-yours = your answer
percent = { $n } %
votes = { $n ->
    [one] { $n } vote
   *[other] { $n } votes
}
voters = { $n ->
    [one] { $n } person voted
   *[other] { $n } people voted
}
quote-waiting = Quotes a post whose author has not agreed yet.
quote-refused = Quoted a post whose author does not want that.
quote-missing = Quotes a post that is not here.
quote-open = Open it
quote-files = { $n ->
    [one] { $n } picture
   *[other] { $n } pictures
}
pinned = Pinned
profile-moved = This account has moved to
