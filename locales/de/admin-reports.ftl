# Was Mitglieder über Entscheidungen und ihre eigenen Meldungen erfahren.
note-strike = Die Menschen, die diesen Server betreuen, haben etwas über dein Konto entschieden.
note-report-settled = Jemand hat sich eine Meldung von dir angesehen.
note-appeal-decided = Jemand hat über deinen Widerspruch entschieden.
note-appeal = widerspricht einer Entscheidung.
note-read = Lesen

mail-warning-cover-subject = Beiträge von dir auf { $site } sind verdeckt
mail-warning-cover-text = die Menschen, die { $site } betreuen, haben entschieden, dass Bilder einiger deiner Beiträge verdeckt sind, bis jemand sie sehen möchte.
mail-warning-delete-subject = Beiträge von dir auf { $site } sind gelöscht
mail-warning-delete-text = die Menschen, die { $site } betreuen, haben einige deiner Beiträge gelöscht.
mail-appeal-approved-subject = Dein Widerspruch auf { $site } war berechtigt
mail-appeal-approved-text = die Menschen, die { $site } betreuen, haben deinen Widerspruch gelesen und ihre Entscheidung zurückgenommen.
mail-appeal-rejected-subject = Dein Widerspruch auf { $site } wurde gelesen
mail-appeal-rejected-text = die Menschen, die { $site } betreuen, haben deinen Widerspruch gelesen. Ihre Entscheidung bleibt.
mail-appeal-page = Alles dazu steht auf dieser Seite:

reports-heading = { $n ->
    [0] Keine Meldung wartet
    [one] Eine Meldung wartet
   *[other] { $n } Meldungen warten
}
reports-oldest = Die älteste wartet seit { $n ->
    [one] einer Stunde.
   *[other] { $n } Stunden.
}
reports-free = { $n ->
    [0] Um jede kümmert sich jemand.
    [one] Um eine kümmert sich noch niemand.
   *[other] Um { $n } kümmert sich noch niemand.
}
reports-mine = { $n ->
    [0] Keine ist deine.
    [one] Eine ist deine.
   *[other] { $n } sind deine.
}
reports-none-waits = Alles ist erledigt.
reports-filter = Welche Meldungen
reports-filter-do = Zeigen
reports-any = egal
reports-state = Stand
reports-state-open = offen
reports-state-resolved = erledigt
reports-assigned = Betreut von
reports-assigned-me = mir
reports-assigned-nobody = niemandem
reports-assigned-anybody = jemandem
reports-category = Worum es geht
reports-about = Über wen
reports-from = Von
reports-local = Menschen dieses Servers
reports-remote = Menschen anderer Server
reports-person = Über dieses Konto
reports-reporter = Von diesem Konto
reports-domain = Über Menschen des Servers
reports-caption = Meldungen, die neuesten zuerst
reports-what = Meldung
reports-when = Wann
reports-posts = { $n ->
    [one] ein Beitrag
   *[other] { $n } Beiträge
}
reports-nothing-found = Keine solche Meldung.
category-spam = Unerwünschte Nachrichten
category-legal = Gegen das Gesetz
category-violation = Gegen die Regeln
category-other = Etwas anderes

report-number = Meldung { $id }
report-heading = { $by } meldet { $about }
report-settled-by = Erledigt von { $by }
report-settled = Erledigt
report-settled-nothing = es wurde nichts getan
report-waits = Sie wartet seit { $n ->
    [one] einer Stunde.
   *[other] { $n } Stunden.
}
report-mine = Sie ist deine.
report-has = { $by } kümmert sich darum.
report-free = Noch kümmert sich niemand darum.
report-take = Übernehmen
report-give-back = Zurückgeben
report-give-to = Moderatorin oder Moderator
report-give = Weitergeben
report-reopen = Wieder öffnen
report-what = Was geschrieben wurde
report-no-posts = Die Meldung nennt keine Beiträge.
evidence-deleted = seitdem gelöscht
evidence-edited = seitdem bearbeitet
evidence-file = Datei { $n } ({ $kind })
evidence-place = An seinem Ort lesen
report-said = Was { $by } sagt
report-no-comment = (hat nichts dazu gesagt)
report-rule = Regel { $n }: { $text }
report-told = Die Moderation von { $host } weiß davon.
report-not-told = Die Moderation von { $host } weiß nichts davon.
report-classify = Ändern, worum es geht
report-rules = Verletzte Regeln
report-history = Was vorher mit { $about } war
history-this = Diese Meldung
history-open = Noch offen
history-settled = Erledigt
party-reported = { $n ->
    [one] Einmal gemeldet.
   *[other] { $n }-mal gemeldet.
}
party-reports = { $n ->
    [one] Hat einmal jemanden gemeldet.
   *[other] Hat { $n }-mal jemanden gemeldet.
}
party-heard = { $n ->
    [0] Danach wurde nichts getan.
    [one] Einmal wurde etwas getan.
   *[other] { $n }-mal wurde etwas getan.
}
party-strikes = { $n ->
    [0] Keine Entscheidung dagegen.
    [one] Eine Entscheidung dagegen.
   *[other] { $n } Entscheidungen dagegen.
}
strike-none = Verwarnt
strike-disable = Eingefroren
strike-cover = Beiträge verdeckt
strike-delete = Beiträge gelöscht
strike-sensitive = Bilder verdeckt
strike-silence = Eingeschränkt
strike-suspend = Gesperrt
strike-undone = zurückgenommen
report-notes = Notizen der Moderation
report-no-notes = Noch keine Notizen.
report-new-note = Neue Notiz
report-note-do = Notiz sichern
note-delete = Diese Notiz löschen
report-tell = { $host } Bescheid sagen
report-tell-words = Was die Moderation dort erfährt
report-tell-hint = Es kommt von diesem Server. Wer gemeldet hat, wird nicht genannt; nimm heraus, was es verrät.
report-tell-do = Der Moderation von { $host } Bescheid sagen

decision-title = Deine Entscheidung
decision-what = Was mit { $about } geschehen soll
verdict-none = Schließen, nichts zu tun
verdict-none-hint = { $by } erfährt, dass du nachgesehen hast.
verdict-warn = Verwarnen
verdict-warn-hint = Sie bekommen deine Worte von unten. Nichts wird verdeckt.
verdict-cover = Die gemeldeten Beiträge verdecken
verdict-cover-hint = { $n ->
    [one] Bilder eines Beitrags sind verdeckt, bis jemand sie sehen möchte.
   *[other] Bilder von { $n } Beiträgen sind verdeckt, bis jemand sie sehen möchte.
}
verdict-delete = Die gemeldeten Beiträge löschen
verdict-delete-hint = { $n ->
    [one] Ein Beitrag ist für immer weg. Hier bleibt er als Beleg.
   *[other] { $n } Beiträge sind für immer weg. Hier bleiben sie als Beleg.
}
verdict-sensitive = Alle ihre Bilder verdecken
verdict-sensitive-hint = { $n ->
    [one] Ein Bild ist verdeckt, bis jemand es sehen möchte.
   *[other] { $n } Bilder sind verdeckt, bis jemand sie sehen möchte.
}
verdict-limit = Einschränken: von öffentlichen Seiten nehmen
verdict-limit-hint = { $n ->
    [0] Hier folgt ihnen niemand, also sieht sie niemand.
    [one] Nur die eine Person hier, die ihnen folgt, sieht sie noch.
   *[other] Nur die { $n } hier, die ihnen folgen, sehen sie noch.
}
verdict-freeze = Einfrieren
verdict-freeze-hint = { $n ->
    [one] Sie können sich nicht anmelden. Ihr Beitrag bleibt.
   *[other] Sie können sich nicht anmelden. Ihre { $n } Beiträge bleiben.
}
verdict-suspend = Auf diesem Server sperren
verdict-suspend-posts = { $n ->
    [one] Ein Beitrag verschwindet.
   *[other] { $n } Beiträge verschwinden.
}
verdict-suspend-media = { $n ->
    [one] Eine Datei auch.
   *[other] { $n } Dateien auch.
}
verdict-suspend-follows = Hier folgen ihnen { $followers }; sie folgen hier { $following }.
decision-preset = Vorlage
decision-no-preset = keine
decision-preset-texts = Die Vorlagen lesen
decision-words = Worte an { $about }
decision-words-hint = Gehen mit deiner Entscheidung hinaus, nach der Vorlage. Leer gelassen geht der Standardtext hinaus.
decision-forward = Auch der Moderation von { $host } Bescheid sagen, ohne zu nennen, wer gemeldet hat
decision-also = Alle anderen offenen Meldungen über { $about } auch schließen
decision-note = Notiz für die anderen
decision-do = Entscheiden und Meldung schließen
decision-kept = Jede Entscheidung steht mit deinem Namen im Protokoll. Menschen dieses Servers können widersprechen.

presets-title = Vorlagen
presets-heading = { $n ->
    [0] Noch keine Vorlagen
    [one] Eine Vorlage
   *[other] { $n } Vorlagen
}
presets-lede = Worte, die immer wieder mit Entscheidungen hinausgehen.
preset-new = Neue Vorlage
preset-name = Titel
preset-text = Text
preset-add = Vorlage anlegen
preset-delete = Löschen

appeals-heading = { $n ->
    [0] Kein Widerspruch wartet
    [one] Ein Widerspruch wartet
   *[other] { $n } Widersprüche warten
}
appeals-show-waiting = Wartende zeigen
appeals-show-decided = Entschiedene zeigen
appeals-empty = Kein solcher Widerspruch.
appeal-of = { $name } widerspricht
appeal-against = Gegen:
appeal-reply = Deine Antwort
appeal-approve = Stattgeben: die Entscheidung zurücknehmen
appeal-reject = Ablehnen: die Entscheidung bleibt
appeal-approved = stattgegeben
appeal-rejected = abgelehnt
appeal-pending = wartet

strikes-title = Entscheidungen
strikes-empty = Über dein Konto wurde nichts entschieden.
strike-appealed = Dein Widerspruch:
strike-answer = Die Antwort:
strike-appeal = Warum ist sie falsch?
strike-appeal-hint = Jemand anderes liest es, wenn es geht. Du kannst widersprechen bis
strike-appeal-do = Widerspruch abschicken
strike-appeal-over = Die Zeit für einen Widerspruch ist vorbei.
own-reports-title = Deine Meldungen
own-reports-caption = Was du gemeldet hast, das Neueste zuerst
own-reports-outcome = Was daraus wurde
own-reports-empty = Du hast niemanden gemeldet.
own-report-waiting = wartet
own-report-looked = angesehen, es war nichts zu tun
own-report-acted = angesehen, und es wurde etwas getan
