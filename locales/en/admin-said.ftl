# What those who look after the server are told when they did something.
did-announcement-kept = The announcement is kept.
did-announcement-changed = The announcement is changed.
did-announcement-told = Everybody is told now.
did-announcement-untold = Nobody is told any more.
did-announcement-deleted = The announcement is deleted.
did-content-drafted = The rule is a draft. Try it, then switch it on.
did-rule-changed = The rule is changed.
did-content-on = The rule is on: it looks at every new post from now on.
did-content-off = The rule is off.
did-content-gone = The rule is gone. What it held goes on waiting.
did-list-fetched-first = The list is fetched now. Nothing of it holds before it is applied.
did-list-fetched = The list is fetched now.
did-list-applied = The list is being applied.
did-list-declined = This list makes no rule about it.
did-list-changed = Saved. The list is read anew.
did-list-left = The subscription has ended.
did-allow-only = Only the servers below may talk to this one now.
did-allow-all = Every server may talk to this one now, unless a rule says otherwise.
did-domain-rule-none = There is no such rule any more.
did-rule-ended = The rule has ended.
did-import-begun = The rules are being made. This page shows how far that is.
did-import-before = This file is applied already.
did-import-discarded = The file is put away. Nothing has changed.
did-relay-asked = The relay is asked.
did-relay-left = The relay is left.
did-budgets-saved = The budgets hold now.
did-appeal-granted = The decision is undone, and they are told.
did-appeal-refused = The decision stays, and they are told.
did-sent-before = This was sent before. It was done once.
did-webhook-added = The webhook is added. Its secret stands below.
did-webhook-changed = The webhook is changed.
did-webhook-on = The webhook is on.
did-webhook-off = The webhook is off.
did-webhook-rotated = There is a new secret. The old one is good for nothing now.
did-webhook-deleted = The webhook is deleted.
did-emoji-copied = The emoji is copied: everybody can write with it.
did-emoji-on = The emoji is shown.
did-emoji-off = The emoji is plain text now.
did-emoji-filed = The emoji stands under its heading.
did-emoji-gone = The emoji is gone.
did-invite-before = This invitation was made already.
did-holds-now = This holds from now on.
did-rule-holds = The rule holds from now on.
did-mailbox-blocked = Nobody joins with this mailbox from now on.
did-draft-kept = The draft is kept. Nobody else sees it yet.
did-draft-gone = The draft is gone.
did-text-published = The new version is published.
did-prices-saved = The prices hold now.
did-mail-kept = The mail is kept. It is not sent yet.
did-mail-tried = A mail is on its way to you alone.
did-mail-sending = The mail is being sent.
did-mail-stopped = It is stopped. Who got it has it; nobody else gets it.
did-noted = It is noted.
did-hold-made = From now on nothing of it is deleted for good.
did-hold-lifted = The hold is lifted.
did-export-begun = The archive is being made. Look again in a minute.
did-rule-added = The rule is added.
did-translation-kept = The translation is kept.
did-rule-up = The rule is moved up.
did-rule-down = The rule is moved down.
did-rule-gone = The rule is gone. Reports that name it still do.
did-person-approved = They can sign in now.
did-person-rejected = The request is gone, and the name is free again.
did-person-warned = They are warned.
did-person-covered = Their pictures are covered now.
did-person-limited = Only their followers see them now.
did-person-disabled = They cannot sign in any more.
did-person-suspended = Nobody sees them any more. You can undo this for 30 days.
did-before = This was done already.
did-person-enabled = They can sign in again.
did-person-unlimited = Everybody sees them again.
did-person-uncovered = Their pictures are uncovered.
did-person-unsuspended = They are seen again, and nothing is deleted.
did-person-deleted = Everything of this account is deleted.
did-note-made = The note is there.
did-note-before = This note is there already.
did-note-gone = The note is gone.
did-link-mailed = A mail with a link is on its way.
did-person-one-step = They sign in with the password alone now.
did-address-changed = The address is changed.
did-address-confirmed = The address counts as confirmed.
did-mail-again = The mail is on its way once more.
did-role-given = They have this role now.
did-person-fetched = The profile is fetched again in a moment.
did-template-made = The template is there.
did-template-changed = The template is changed.
did-template-gone = The template is gone.
did-report-closed = It is done, and the report is closed.
did-report-mine = The report is yours.
did-report-theirs = Somebody else has the report now.
did-report-nobodys = Nobody has the report now.
did-report-about = The report says what it is about.
did-report-forwarded = Their moderators are told.
did-report-opened = The report is open again.
did-settings-saved = Saved. It holds at once, everywhere.
did-settings-reset = The configuration file holds again.
did-may-trend = It may trend.
did-may-not-trend = It does not trend.
did-hashtag-ruled = That holds for the hashtag from now on.
did-file-unblocked = The file is let in again.
did-role-before = The role was made already.
did-role-gone = The role is gone, and those who had it have none.
did-saved = Saved.
did-server-allowed = { $domain } is allowed now.
did-domain-rule = The rule about { $domain } holds now.
did-emoji-added = Everybody can write :{ $name }: now.
did-role-saved = The role { $name } is saved.
did-role-of = @{ $name } has the role { $role } now.
did-deliveries-tried = { $n ->
    [one] One delivery is tried again now.
   *[other] { $n } deliveries are tried again now.
}
did-deliveries-removed = { $n ->
    [one] One delivery is removed.
   *[other] { $n } deliveries are removed.
}
did-accounts-fetched = { $n ->
    [one] One account is fetched now, the others when somebody looks.
   *[other] { $n } accounts are fetched now, the others when somebody looks.
}
did-file-blocked = { $n ->
    [one] The file is not let in any more; one of it went.
   *[other] The file is not let in any more; { $n } of it went.
}
did-files-purged = { $n ->
    [one] One file is gone for good.
   *[other] { $n } files are gone for good.
}
did-posts-let-go = { $n ->
    [one] One post let go.
   *[other] { $n } posts let go.
}
did-posts-rejected = { $n ->
    [one] One post rejected.
   *[other] { $n } posts rejected.
}
