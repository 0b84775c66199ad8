# Rules about what posts say, and what they hold back.
content-lead = Rules look at posts that come from other servers, and at those of members in their first 30 days. A new rule is a draft: try it on posts that are here, then switch it on.
content-caption = The newest first
content-new = New rule
content-name = Name
content-name-hint = For moderators only
content-looks-at = Looks at
content-does = Does
content-state = State
content-matches = Matches
content-none = No rule yet. Everything comes in that is not blocked elsewhere.
content-keyword = Words
content-regex = Regular expression
content-link = Domains of links, and all below them
content-new-account = New accounts that link or name too much
content-mentions = Many named who do not follow the author
content-report = Report to moderators
content-sensitive = Cover its pictures
content-warn = Put a content warning before it
content-hold = Hold it for review
content-reject = Do not take it
content-all = Other servers and new members
content-remote = Other servers
content-local = New members
content-draft = Draft
content-on = On
content-off = Off
content-pattern = Words, domains or expression
content-pattern-hint = Words and domains: one a line. Upper and lower case are the same.
content-links = More links than
content-people = More people named than
content-days = Only accounts known here for fewer days than
content-days-hint = Empty: any age
content-whose = Whose posts
content-warning-text = Content warning
content-warning-hint = What stands before the post, where that is what the rule does
content-last = Try on so many of the newest posts
content-last-hint = At most 10,000; empty: 1,000
content-try = Try it, changing nothing
content-save = Save
content-make = Save as a draft
content-trial = { $n } of { $of } posts match
content-took = It took { $n } ms.
content-cut = That is too long: not all posts were looked at.
content-switch-on = Switch it on
content-switch-off = Switch it off
content-delete = Delete the rule
review-reason = Why, for the record
review-approve = Let go what is chosen
review-reject = Reject what is chosen
review-pick = Choose this post
review-rule = Held by “{ $rule }”
review-original = At its server
review-account = The account
review-empty = Nothing waits.
held-title = Posts that wait
held-lead = A moderator reads these before anybody else does. You need not send them again.
held-none = Nothing of yours waits.
held-take-back = Take it back
content-matched = { $n ->
    [one] It matched once.
   *[other] It matched { $n } times.
}
review-wait = { $n ->
    [one] One post waits.
   *[other] { $n } posts wait.
}
review-files = { $n ->
    [one] one file
   *[other] { $n } files
}
