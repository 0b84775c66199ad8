# Seiten, die alle lesen.
front-title = Live
front-description = Was die Leute auf { $site } gerade schreiben. Ohne Konto zu lesen.
front-up-to = Stand
front-empty = Hier hat noch niemand etwas veröffentlicht.
members = { $n ->
    [one] ein Mitglied
   *[other] { $n } Mitglieder
}
members-active = { $n ->
    [one] ein Mitglied
   *[other] { $n } Mitglieder
}, { $active ->
    [one] eines schrieb diese Woche
   *[other] { $active } schrieben diese Woche
}
care = Betreuung
public-posts = Beiträge
joining = Mitmachen
joining-open = offen für alle
joining-approval = jede Anfrage liest ein Mensch
joining-invite = auf Einladung
joining-closed = zurzeit geschlossen
software = Software

rules-title = Hausregeln
rules-none = Es sind noch keine Regeln aufgeschrieben.
tag-description = Öffentliche Beiträge mit #{ $tag } auf { $site }.
tag-lede = Öffentliche Beiträge mit diesem Schlagwort
tag-empty = Noch keine öffentlichen Beiträge mit diesem Schlagwort.
about-title = Über { $site }
contact-title = Wen man fragen kann
contact-write = Schreib an
contact-ask = Ein Mitglied, das man fragen kann:
contact-none = Es ist keine Adresse angegeben.
staff-lede = Um diesen Server kümmern sich:
privacy-title = Was gespeichert wird
privacy-text = Zum Lesen braucht es kein Konto, es wird kein Cookie gesetzt, und niemand außerhalb zählt mit. Beiträge, Profile und Mailadressen der Mitglieder liegen in der Datenbank dieses Servers, bis sie sie löschen. Beiträge für Folgende und direkte Beiträge können die lesen, für die sie bestimmt sind, und alle, die einen Server betreiben, an den sie gehen; sie sind nicht verschlüsselt.

profile-description = Beiträge von { $name } auf { $site }.
profile-locked = beantwortet Folgeanfragen von Hand
profile-empty = Hier ist noch nichts.
follows-you = folgt dir
here-since = Hier seit
checked = geprüft
posts = { $n ->
    [one] ein Beitrag
   *[other] { $n } Beiträge
}
following-count = folgt { $n }
followers-count = { $n ->
    [one] eine Person folgt
   *[other] { $n } folgen
}
which-posts = Welche Beiträge
tab-posts = Beiträge
tab-with-replies = Mit Antworten
tab-media = Medien
featured-tags = Verwendete Schlagwörter
which-people = Welche Leute
tab-following = Gefolgte
tab-followers = Folgende
followers-of = Wer { $name } folgt
followed-by = Wem { $name } folgt
people-empty = Noch niemand.
people-hidden = Wem dieses Konto folgt und wer ihm folgt, wird nicht gezeigt.
follow = Folgen
ask-to-follow = Folgen anfragen
unfollow = Nicht mehr folgen
withdraw-request = Anfrage zurücknehmen
mute = Stummschalten
unmute = Wieder hören
block = Sperren
unblock = Entsperren
remove-follower = Folgen beenden
edit-profile = Profil bearbeiten
more-for-person = Mehr zu dieser Person

post-title = { $name }: { $excerpt }
post-og-title = Ein Beitrag von { $name }
thread-earlier = Früher in diesem Gespräch
thread-more-earlier = Das Gespräch beginnt weiter oben.
thread-replies = Antworten
thread-go-on = Hier weiterlesen
by-author = schrieb den ersten Beitrag
replies = { $n ->
    [one] 1 Antwort
   *[other] { $n } Antworten
}
replies-none = Noch keine Antworten
boosts = { $n ->
    [one] 1-mal geteilt
   *[other] { $n }-mal geteilt
}
favourites = { $n ->
    [one] 1 Favorit
   *[other] { $n } Favoriten
}
reactions = { $n ->
    [one] Reaktion
   *[other] Reaktionen
}
open-post = Beitrag öffnen
boosted = hat geteilt
in-reply-to = Antwort an
edited = Bearbeitet
to-unlisted = Nicht auf öffentlichen Seiten gelistet,
to-followers = Nur für Folgende,
to-direct = Nur für Erwähnte,
warning-prefix = Inhaltswarnung:
pictures-closed = { $n ->
    [one] Ein heikles Bild
   *[other] { $n } heikle Bilder
}
picture-undescribed = Bild ohne Beschreibung
picture-alt = Alt
picture-alt-more = , Bildbeschreibung
history-title = Bearbeitungen eines Beitrags von { $name }
history-back = Zurück zum Beitrag
history-now = Jetzt, seit
history-first = Zuerst,

error-400 = Diese Anfrage war nicht zu lesen
error-400-text = Etwas in der Adresse oder im Formular war anders als erwartet. Es wurde nichts geändert.
error-401 = Melde dich an, um weiterzumachen
error-401-text = Diese Seite ist für Mitglieder.
error-403 = Das ist nicht für dich
error-403-text = Du darfst das nicht, oder die Seite, von der du kamst, war zu alt. Geh zurück, lade sie neu und versuche es noch einmal.
error-404 = Hier ist nichts
error-404-text = Vielleicht ist ein Fehler in der Adresse, oder was hier war, ist umgezogen. Manche Beiträge kann man erst nach dem Anmelden lesen.
error-405 = Das geht hier nicht
error-405-text = Diese Adresse gibt es, aber nicht für diese Art von Anfrage.
error-409 = Das passt nicht zusammen
error-409-text = Was du wolltest, verträgt sich nicht mit dem, was schon da ist. Es wurde nichts geändert.
error-410 = Das wurde gelöscht
error-410-text = Wer es geschrieben hat, hat es zurückgenommen.
error-413 = Das ist zu groß
error-413-text = Was du geschickt hast, ist größer, als dieser Server annimmt. Es wurde nichts geändert.
error-429 = Etwas langsamer
error-429-text = In kurzer Zeit kamen zu viele Anfragen von dir.
error-500 = Auf dem Server ging etwas schief
error-500-text = Es liegt nicht an dir. Was du geschickt hast, wurde nicht gespeichert. Wenn es wieder passiert, sag es den Leuten, die den Server betreiben.
error-503 = Der Server ist beschäftigt oder startet neu
error-503-text = Versuche es gleich noch einmal. Es wurde nichts geändert.
error-retry = { $n ->
    [one] Versuche es in einer Sekunde wieder.
   *[other] Versuche es in { $n } Sekunden wieder.
}
error-request-id = Nummer dieser Anfrage für die Leute, die den Server betreiben:

search-title = Suche
search-for = { $query } — Suche
search-label = Wörter, ein Name oder eine Adresse
search-hint = Wörter für Leute, Hashtags und Beiträge; @name@server für Leute anderswo; die Adresse einer Seite. from:name, has:media, before:2026-01-31 und Ähnliches grenzen die Beiträge ein.
search-do = Finden
search-people = Leute
search-tags = Hashtags
search-posts = Beiträge
there-since = Dort seit
remote-lede = Das ist, was { $host } diesem Server bisher gesagt hat.
original-profile = Das Profil auf { $host } öffnen
original-post = Auf { $host } öffnen
media-video = Das Video öffnen
media-audio = Den Ton öffnen
media-other = Die Datei öffnen

# Umfragen und Zitate
poll = Umfrage
poll-results = Ergebnis
poll-over = vorbei
poll-until = bis
poll-endless = ohne Ende
poll-yours = deine Antwort
percent = { $n } %
votes = { $n ->
    [one] { $n } Stimme
   *[other] { $n } Stimmen
}
voters = { $n ->
    [one] { $n } Person hat abgestimmt
   *[other] { $n } Personen haben abgestimmt
}
quote-waiting = Zitiert einen Beitrag, dessen Autor noch nicht zugestimmt hat.
quote-refused = Zitierte einen Beitrag, dessen Autor das nicht will.
quote-missing = Zitiert einen Beitrag, der nicht hier ist.
quote-open = Öffnen
quote-files = { $n ->
    [one] { $n } Bild
   *[other] { $n } Bilder
}
pinned = Angeheftet
profile-moved = Dieses Konto ist umgezogen zu
