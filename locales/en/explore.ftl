# Exploring: trends, public timelines, the directory, other servers, who liked what.
nav-explore = Explore
page-before = Page before
page-next = Next page
live-all = All servers
live-local-title = Public posts of this server
live-all-title = Public posts of all known servers
live-all-empty = No public posts have come in yet.
explore-title = Explore { $site }
explore-lede = What many talk about now, and people worth knowing.
explore-parts = What to explore
explore-posts-title = Posts many talk about
explore-tags-title = Hashtags many use now
explore-links-title = Pages many link to
explore-people-title = People worth knowing
explore-links = Pages
explore-people-count = { $n ->
    [one] one person in two days
   *[other] { $n } people in two days
}
explore-empty = Nothing stands out at the moment. Quiet days are fine.
explore-people-empty = Nobody has asked to be found yet.
explore-to-directory = Everybody who wants to be found
explore-how = Counted every few minutes from public posts of the last days; one person alone makes no trend.
directory-title = Directory
directory-lede = People who asked to be found.
directory-local = This server
directory-all = All known servers
directory-active = Last active first
directory-new = Newest first
directory-empty = Nobody has asked to be found yet.
peers-title = Servers known here
peers-lede = { $site } is one of many servers that talk to each other. These are the ones it has met.
peers-search = Part of a name
peers-nothing = No known server has that in its name.
peers-empty = This server has met no others yet.
peers-hidden = This server does not list the servers it knows.
quotes = { $n ->
    [one] 1 quote
   *[other] { $n } quotes
}
fans-which = Who did what
fans-reblogs = Who boosted this post by { $name }
fans-favourites = Who favourited this post by { $name }
fans-quotes = Posts that quote this one by { $name }
fans-tab-reblogs = Boosts
fans-tab-favourites = Favourites
fans-tab-quotes = Quotes
fans-no-quotes = Nobody has quoted it yet.
fans-remote = These are the ones this server knows of; { $host } may know more.
instance-peers = Show everybody which servers are known here
instance-crawlers = Ask programs that gather texts for language models to keep away
instance-crawlers-hint = It is written into robots.txt; whoever ignores that file is not stopped by it.
interact-follow-title = Follow { $name }
interact-post-title = Answer, boost or favourite a post by { $name }
interact-post = Reply, boost or favourite
interact-handle = Your handle
interact-hint = Your name and your server. It is used to find your server and is not kept.
interact-do = On to my server
interact-or-sign-in = Are you a member here?
interact-or-join = No account yet, or a member here?
interact-onward = It goes on at { $host }.
interact-go = On to { $host }
viewer-title = { $total ->
    [one] A picture by { $name }
   *[other] Picture { $n } of { $total } by { $name }
}
viewer-others = Other pictures of this post
viewer-previous = Picture before
viewer-next = Next picture
search-parts = What to show
search-all = Everything
