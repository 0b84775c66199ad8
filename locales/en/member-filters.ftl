# Filters, and from whom a member wants to hear.
filters-title = Filters
filters-lede = Words and posts that you do not want to read.
filters-empty = You have no filters.
filter-new = Make a filter
filter-make = Make it
filter-edit-title = Change a filter
filter-title = Name
filter-title-hint = It stands before what is folded.
filter-where = Where it holds
filter-in-home = Home and lists
filter-in-notifications = Notifications
filter-in-public = Public timelines
filter-in-thread = Conversations
filter-in-account = Profiles
filter-what = What it does
filter-warns = Fold
filter-warns-hint = The name of the filter stands before the post.
filter-hides = Leave out
filter-hides-hint = The post is not there at all.
filter-blurs = Close pictures
filter-blurs-hint = The words are shown, pictures stay closed.
filter-lasts = How long
filter-as-before = As long as before
for-good = For good
for-30-minutes = 30 minutes
for-1-hour = 1 hour
for-6-hours = 6 hours
for-1-day = 1 day
for-7-days = 7 days
for-30-days = 30 days
filter-words = Words
filter-words-hint = In any case. Empty a line to remove its word; save to get more lines.
filter-word-n = Word { $n }
filter-whole = Whole word
filter-posts = { $n ->
    [one] One post.
   *[other] { $n } posts.
}
filter-over = It has ended.
filter-until = Until
filter-caught = Posts in it
filter-caught-gone = A post that is not there any more.
filter-take-out = Take out
filter-delete = Delete this filter
filter-delete-do = Delete the filter
filter-this = Filter this post
filter-for-title = Filter a post
filter-for-lede = Put the post into one of your filters, or make one for it.
filter-put = Put it there
filtered = Filtered: { $titles }

notices-which = Which notifications
notices-all = All
notices-mentions = Mentions
notices-favourites = Favourites
notices-boosts = Boosts
notices-follows = Follows
notices-quotes = Quotes
notices-polls = Polls
notices-edits = Edits
notices-posts = New posts
notices-kept = { $n ->
    [one] Notifications of one person were kept aside.
   *[other] Notifications of { $n } people were kept aside.
}
notices-requests-title = Kept aside
notices-requests-lede = These people did something that you did not want to be told of at once.
notices-requests-empty = Nothing was kept aside.
notices-request-title = Kept aside: { $name }
notices-from = { $n ->
    [one] one notification
   *[other] { $n } notifications
}
notices-accept = Hear from them
notices-dismiss = Forget it
notices-policy-title = From whom you want to hear
notices-policy-lede = Choose for each group. People of whom you said that you want to hear are always told.
notices-not-following = People you do not follow
notices-not-followers = People who do not follow you, or not for three days yet
notices-new-accounts = Accounts made within the last thirty days
notices-private-mentions = Private posts that do not answer you
notices-limited-accounts = People whom moderators limited
notices-tell = Tell me
notices-keep = Keep aside
notices-drop = Forget
notices-clear = Remove all notifications
notices-clear-sure = I am sure. They cannot be brought back.
notices-clear-do = Remove them
