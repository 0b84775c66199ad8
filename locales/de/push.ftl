# Was Apps von einer Mitteilung zeigen, während sie nicht offen sind.
push-mention = { $name } hat dich erwähnt
push-quote = { $name } hat deinen Beitrag zitiert
push-post = { $name } hat etwas geschrieben
push-boost = { $name } hat deinen Beitrag geteilt
push-follow = { $name } folgt dir
push-follow_request = { $name } möchte dir folgen
push-favourite = { $name } hat deinen Beitrag favorisiert
push-poll = Eine Umfrage ist zu Ende
push-edit = { $name } hat einen Beitrag bearbeitet
push-quoted_edit = { $name } hat einen Beitrag bearbeitet, den du zitiert hast
push-sign_up = { $name } möchte mitmachen
push-report = { $name } hat etwas gemeldet
push-moderation_warning = Die Menschen, die den Server betreuen, haben dir geschrieben
push-severed_relationships = Folgebeziehungen sind zu Ende
push-other = Neues von { $name }
