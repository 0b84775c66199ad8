# What scripts in the browser say.
new-posts = { $n ->
    [one] { $n } new post
   *[other] { $n } new posts
}
draft-restored = Your draft is back: it was kept in this browser.
draft-discard = Throw it away
picture-taken = The picture is in. Say what it shows.
pictures-full = There is no room for another file.
copy-link = Copy link
copied-link = Copied
keys-title = Keys
keys-step = Next post, post before
keys-open = Open the post
keys-help = This list
keys-close = Close
first-title = To begin with
first-profile = Say who you are
first-profile-hint = A name, a picture and a sentence: people follow whom they can picture.
first-people-hint = Follow whom you like. For somebody of another server, type their handle, such as @name@server.example:
first-write = Write a first post
first-write-hint = What you noticed today is enough. A hashtag such as #introduction helps others to find you.
