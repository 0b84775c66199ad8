# Seiten eines angemeldeten Mitglieds.
reply = Antworten
boost = Teilen
favourite = Favorit
bookmark = Merken
react = Reagieren
react-title = Mit einem Emoji reagieren
react-lede = Das sieht, wer den Beitrag schrieb, und alle, die ihn lesen können. Ein anderes tritt an seine Stelle.
react-other = Ein anderes Emoji
react-hint = Ein Emoji, oder der Name eines eigenen Emojis dieses Servers zwischen Doppelpunkten.
more-for-post = Mehr zu diesem Beitrag

home-feed = Beiträge der Leute, denen du folgst
home-empty = Du folgst noch niemandem, der etwas geschrieben hat.
home-empty-do = Sehen, wer hier schreibt
compose-title = Beitrag schreiben
compose-label = Beitrag schreiben
compose-text = Dein Beitrag
compose-reply = Deine Antwort
compose-placeholder = Was ist dir aufgefallen?
compose-limit = bis zu { $n } Zeichen
reply-title = Antwort an { $name }
to-legend = Wer das lesen kann
to-short-public = Alle
to-short-unlisted = Leise
to-short-followers = Folgende
to-short-direct = Erwähnte
to-public-name = Alle
to-public-hint = Auf öffentlichen Seiten und in der Suche
to-unlisted-name = Leise öffentlich
to-unlisted-hint = Wer den Link hat, aber nicht auf der Live-Seite
to-followers-name = Folgende
to-followers-hint = Nur wer dir folgt
to-direct-name = Erwähnte
to-direct-hint = Nur wen du im Text nennst
post-do = Veröffentlichen
post-do-unlisted = Leise veröffentlichen
post-do-followers = An Folgende
post-do-direct = An Erwähnte
pictures = Bilder
pictures-hint = { $n ->
    [one] Ein Bild. Sag, was es zeigt, für Leute, die es nicht sehen können.
   *[other] Bis zu { $n }. Sag, was jedes zeigt, für Leute, die es nicht sehen können.
}
picture-n = Bild { $n }
picture-alt-n = Beschreibung von Bild { $n }
picture-alt-placeholder = Was zeigt es?
warning = Inhaltswarnung
warning-hint = Diese Zeile sehen alle zuerst und öffnen den Beitrag dann selbst.
language = Sprache:
language-written = Geschrieben auf

edit-title = Beitrag bearbeiten
edit-lede = Wer den Beitrag lesen kann, kann auch lesen, was vorher darin stand.
leave-as-is = So lassen
delete-title = Diesen Beitrag löschen?
delete-lede = Er verschwindet endgültig, mit seinen Bildern. Antworten darauf bleiben.
delete-do = Endgültig löschen
keep-it = Behalten

notices-empty = Noch ist nichts passiert. Antworten, geteilte Beiträge und neue Folgende stehen dann hier.
mark-read = Alles gelesen
requests-wait = { $n ->
    [one] Jemand möchte dir folgen.
   *[other] { $n } Leute möchten dir folgen.
}
and-others = { $n ->
    [one] und noch jemand
   *[other] und { $n } andere
}
note-mention = hat dich erwähnt
note-reply = hat geantwortet
note-boost = { $others ->
    [0] hat geteilt
   *[other] haben geteilt
}
note-favourite = { $others ->
    [0] mag das
   *[other] mögen das
}
note-reaction = { $others ->
    [0] hat reagiert mit
   *[other] haben reagiert, zuletzt mit
}
note-follow = { $others ->
    [0] folgt dir
   *[other] folgen dir
}
note-follow-request = möchte dir folgen.
note-edit = hat einen Beitrag bearbeitet, den du geteilt hast
note-sign-up = { $others ->
    [0] möchte mitmachen.
   *[other] möchten mitmachen.
}
note-poll = hat in einer Umfrage gefragt, an der du teilgenommen hast. Sie ist vorbei.
note-own-poll = (du) hast in einer Umfrage gefragt. Sie ist vorbei.
note-quote = hat dich zitiert
note-post = hat etwas veröffentlicht
note-report = hat jemanden gemeldet.
note-severed = Zwischen dir und { $target } wird nicht mehr gefolgt: Du verlierst { $followers }, die dir folgten, und { $following }, denen du folgtest.

bookmarks-title = Gemerkt
bookmarks-lede = Was du hier aufhebst, weiß sonst niemand.
bookmarks-empty = Nichts gemerkt. Was du aufhebst, steht dann hier.
favourites-title = Favoriten
favourites-lede = Wer das schrieb, weiß, dass du es magst.
favourites-empty = Noch keine Favoriten.
requests-title = Folgeanfragen
requests-lede = Wen du annimmst, kann lesen, was du für Folgende schreibst.
requests-empty = Niemand wartet auf eine Antwort.
blocks-title = Gesperrte Leute
blocks-lede = Ihr seht einander hier nicht. Sie erfahren es nicht.
blocks-empty = Du hast niemanden gesperrt.
mutes-title = Stummgeschaltete Leute
mutes-lede = Du siehst nicht, was sie schreiben. Sie erfahren es nicht.
mutes-empty = Du hast niemanden stummgeschaltet.

settings-title = Einstellungen
settings-profile = Profil
settings-password = Passwort
settings-sessions = Angemeldete Geräte
settings-invites = Einladungen
display-name = Name
display-name-hint = So sehen ihn andere. Jeder Name ist recht.
bio = Über dich
bio-hint = Bis zu { $n } Zeichen. Erwähnungen, Schlagwörter und Links gehen.
profile-fields = Vier eigene Zeilen
profile-fields-hint = Zum Beispiel deine Website, deine Pronomen, dein Ort.
field-name = Name
field-value = Inhalt
field-name-n = Name von Zeile { $n }
field-value-n = Inhalt von Zeile { $n }
avatar = Bild
avatar-hint = Quadratisch, JPEG, PNG, GIF oder WebP. Wo es aufgenommen wurde, wird daraus entfernt.
header = Bild oben
header-hint = Fünfmal so breit wie hoch.
remove-picture = Das jetzige Bild entfernen
profile-choices = Wahl
locked = Ich beantworte Folgeanfragen von Hand
locked-hint = Bis du annimmst, kann niemand lesen, was du für Folgende schreibst.
discoverable = Man darf mich finden
discoverable-hint = In Listen von Leuten und mit Suchmaschinen.
bot = Dieses Konto ist ein Programm
bot-hint = Seine Beiträge werden als automatisch gekennzeichnet.
see-profile = Dein Profil ansehen
current-password = Jetziges Passwort
new-password = Neues Passwort
password-signs-out = Mit dem neuen Passwort werden alle anderen Geräte abgemeldet.
sessions-caption = Wo du angemeldet bist. Melde ab, was du nicht kennst, und ändere dann dein Passwort.
session-device = Gerät
session-unknown = Unbekannt
session-address = Adresse
session-since = Seit
session-seen = Zuletzt benutzt
session-do = Was tun
session-this = dieses
session-revoke = Abmelden
session-revoke-others = Überall sonst abmelden
invite-uses = Wie viele Leute
invite-uses-hint = Leer für beliebig viele.
invite-days = Wie viele Tage
invite-days-hint = Leer für kein Ende.
invite-do = Einladung machen
invites-caption = Deine Einladungen
invites-empty = Du hast noch niemanden eingeladen.
invite-link = Link
invite-used = Benutzt
invite-until = Bis
invite-of = { $n } von { $max }
invite-revoke = Beenden

sign-ups-title = Leute, die mitmachen möchten
sign-ups-wait = { $n ->
    [one] Eine Person möchte mitmachen.
   *[other] { $n } Leute möchten mitmachen, wer am längsten wartet zuerst.
}
sign-ups-empty = Niemand wartet.
sign-up-unconfirmed = Adresse nicht bestätigt
sign-up-no-reason = (ohne Grund)
sign-up-approve = @{ $handle } hereinlassen
sign-up-reject = Ablehnen und löschen

# Umfragen, Zitate, Angeheftetes
poll-hint = Zwei bis acht Antworten. Lass die übrigen leer.
poll-option-n = Antwort { $n }
poll-lasts = Sie dauert
poll-5-minutes = 5 Minuten
poll-30-minutes = 30 Minuten
poll-1-hour = 1 Stunde
poll-6-hours = 6 Stunden
poll-1-day = 1 Tag
poll-3-days = 3 Tage
poll-7-days = 7 Tage
poll-30-days = 30 Tage
poll-multiple = Man kann mehrere Antworten wählen
vote = Abstimmen
quote = Zitieren
quote-lede = Du zitierst diesen Beitrag:
quote-revoke = Deinen Beitrag hier herausnehmen
pin = An dein Profil heften
unpin = Lösen

# Meldungen
report = Melden
report-title = { $name } melden
report-lede = Die Moderation dieses Servers liest es. Die Person erfährt nichts davon.
report-comment = Was nicht in Ordnung ist
report-forward = Auch der Moderation von { $host } sagen
report-forward-hint = Sie erfährt nicht, wer du bist.
report-do = Meldung abschicken
report-not = Jetzt nicht

# Umziehen
settings-migration = Umziehen
aliases-title = Deine anderen Konten
aliases-lede = Nenne hier ein Konto, bevor du von ihm zu diesem umziehst.
alias-handle = Adresse des anderen Kontos
alias-hint = Wie name@server.
alias-add = Hinzufügen
alias-remove = Entfernen
move-title = Als anderes Konto weitermachen
move-lede = Wer dir folgt, folgt dann dem anderen Konto statt diesem. Deine Beiträge bleiben hier. Das geht einmal in { $n } Tagen.
move-handle = Adresse des neuen Kontos
move-hint = Es muss zuerst dieses Konto unter seinen anderen Konten nennen.
move-do = Umziehen
move-stay = Doch hier bleiben
indexable = Meine öffentlichen Beiträge dürfen durchsucht werden
indexable-hint = Nach Wörtern darin, hier und auf anderen Servern.
show-application = Andere dürfen sehen, mit welchen Apps ich schreibe
show-application-hint = Der Name der App steht in ihren Apps neben deinen Beiträgen.
