# What members are told about decisions and about their own reports.
note-strike = Those who look after this server decided something about your account.
note-report-settled = Somebody looked at a report of yours.
note-appeal-decided = Somebody decided about your appeal.
note-appeal = appeals against a decision.
note-read = Read it

mail-warning-cover-subject = Posts of yours on { $site } are covered
mail-warning-cover-text = those who look after { $site } decided that pictures of some of your posts are covered until somebody wants to see them.
mail-warning-delete-subject = Posts of yours on { $site } are deleted
mail-warning-delete-text = those who look after { $site } deleted some of your posts.
mail-appeal-approved-subject = Your appeal on { $site } was right
mail-appeal-approved-text = those who look after { $site } read your appeal and undid their decision.
mail-appeal-rejected-subject = Your appeal on { $site } was read
mail-appeal-rejected-text = those who look after { $site } read your appeal. Their decision stays as it is.
mail-appeal-page = Everything about it stands on this page:

reports-heading = { $n ->
    [0] No report waits
    [one] One report waits
   *[other] { $n } reports wait
}
reports-oldest = The oldest has waited for { $n ->
    [one] one hour.
   *[other] { $n } hours.
}
reports-free = { $n ->
    [0] Somebody looks after each.
    [one] One is nobody's yet.
   *[other] { $n } are nobody's yet.
}
reports-mine = { $n ->
    [0] None is yours.
    [one] One is yours.
   *[other] { $n } are yours.
}
reports-none-waits = Everything is settled.
reports-filter = Which reports
reports-filter-do = Show
reports-any = any
reports-state = State
reports-state-open = open
reports-state-resolved = settled
reports-assigned = Looked after by
reports-assigned-me = me
reports-assigned-nobody = nobody
reports-assigned-anybody = somebody
reports-category = About what
reports-about = About whom
reports-from = From
reports-local = people of this server
reports-remote = people of other servers
reports-person = About this account
reports-reporter = From this account
reports-domain = About people of the server
reports-caption = Reports, the newest first
reports-what = Report
reports-when = When
reports-posts = { $n ->
    [one] one post
   *[other] { $n } posts
}
reports-nothing-found = No such report.
category-spam = Unwanted messages
category-legal = Against the law
category-violation = Against the rules
category-other = Something else

report-number = Report { $id }
report-heading = { $by } reports { $about }
report-settled-by = Settled by { $by }
report-settled = Settled
report-settled-nothing = nothing was done
report-waits = It has waited for { $n ->
    [one] one hour.
   *[other] { $n } hours.
}
report-mine = It is yours.
report-has = { $by } looks after it.
report-free = Nobody looks after it yet.
report-take = Take it
report-give-back = Give it back
report-give-to = Moderator
report-give = Give it to them
report-reopen = Open it again
report-what = What was written
report-no-posts = The report names no posts.
evidence-deleted = deleted since
evidence-edited = edited since
evidence-file = File { $n } ({ $kind })
evidence-place = Read it in its place
report-said = What { $by } says
report-no-comment = (said nothing more)
report-rule = Rule { $n }: { $text }
report-told = The moderators of { $host } were told.
report-not-told = The moderators of { $host } were not told.
report-classify = Change what it is about
report-rules = Rules that were broken
report-history = What happened before with { $about }
history-this = This report
history-open = Still open
history-settled = Settled
party-reported = { $n ->
    [one] Reported once.
   *[other] Reported { $n } times.
}
party-reports = { $n ->
    [one] Reported somebody once.
   *[other] Reported somebody { $n } times.
}
party-heard = { $n ->
    [0] Nothing was done after it.
    [one] Something was done once.
   *[other] Something was done { $n } times.
}
party-strikes = { $n ->
    [0] No decision against them.
    [one] One decision against them.
   *[other] { $n } decisions against them.
}
strike-none = Warned
strike-disable = Frozen
strike-cover = Posts covered
strike-delete = Posts deleted
strike-sensitive = Pictures covered
strike-silence = Limited
strike-suspend = Suspended
strike-undone = undone
report-notes = Notes of moderators
report-no-notes = No notes yet.
report-new-note = New note
report-note-do = Save note
note-delete = Delete this note
report-tell = Tell { $host }
report-tell-words = What their moderators are told
report-tell-hint = It comes from this server. The reporter is not named; take out what gives them away.
report-tell-do = Tell the moderators of { $host }

decision-title = Your decision
decision-what = What to do with { $about }
verdict-none = Close, nothing to do
verdict-none-hint = { $by } is told that you looked.
verdict-warn = Warn
verdict-warn-hint = They get your words below. Nothing is hidden.
verdict-cover = Cover the reported posts
verdict-cover-hint = { $n ->
    [one] Pictures of one post are hidden until somebody asks for them.
   *[other] Pictures of { $n } posts are hidden until somebody asks for them.
}
verdict-delete = Delete the reported posts
verdict-delete-hint = { $n ->
    [one] One post goes for good. It stays here as evidence.
   *[other] { $n } posts go for good. They stay here as evidence.
}
verdict-sensitive = Cover all their pictures
verdict-sensitive-hint = { $n ->
    [one] One picture is hidden until somebody asks for it.
   *[other] { $n } pictures are hidden until somebody asks for them.
}
verdict-limit = Limit: hide from public pages
verdict-limit-hint = { $n ->
    [0] Nobody here follows them, so nobody sees them.
    [one] Only their one follower here still sees them.
   *[other] Only their { $n } followers here still see them.
}
verdict-freeze = Freeze
verdict-freeze-hint = { $n ->
    [one] They cannot sign in. Their one post stays.
   *[other] They cannot sign in. Their { $n } posts stay.
}
verdict-suspend = Suspend on this server
verdict-suspend-posts = { $n ->
    [one] One post goes from view.
   *[other] { $n } posts go from view.
}
verdict-suspend-media = { $n ->
    [one] So does one file.
   *[other] So do { $n } files.
}
verdict-suspend-follows = Followers here: { $followers }; they follow here: { $following }.
decision-preset = Template
decision-no-preset = none
decision-preset-texts = Read the templates
decision-words = Words to { $about }
decision-words-hint = Sent with your decision, after the template. Leave empty to send the standard text.
decision-forward = Also tell the moderators of { $host }, without the reporter's name
decision-also = Close all other open reports about { $about }, too
decision-note = Note for other moderators
decision-do = Decide and close the report
decision-kept = Every decision is kept in the record with your name. People of this server can appeal.

presets-title = Templates
presets-heading = { $n ->
    [0] No templates yet
    [one] One template
   *[other] { $n } templates
}
presets-lede = Words that are sent with decisions again and again.
preset-new = New template
preset-name = Title
preset-text = Text
preset-add = Add the template
preset-delete = Delete it

appeals-heading = { $n ->
    [0] No appeal waits
    [one] One appeal waits
   *[other] { $n } appeals wait
}
appeals-show-waiting = Show those that wait
appeals-show-decided = Show those that are decided
appeals-empty = No such appeal.
appeal-of = { $name } appeals
appeal-against = Against:
appeal-reply = Your answer
appeal-approve = Approve: undo the decision
appeal-reject = Reject: the decision stays
appeal-approved = approved
appeal-rejected = rejected
appeal-pending = waits

strikes-title = Decisions
strikes-empty = Nothing was decided about your account.
strike-appealed = Your appeal:
strike-answer = The answer:
strike-appeal = Why is it wrong?
strike-appeal-hint = Another person reads it, where there is one. You can appeal until
strike-appeal-do = Send the appeal
strike-appeal-over = The time for an appeal is over.
own-reports-title = Your reports
own-reports-caption = What you reported, the newest first
own-reports-outcome = What came of it
own-reports-empty = You reported nobody.
own-report-waiting = waits
own-report-looked = looked at, nothing had to be done
own-report-acted = looked at, and something was done
