# Regeln über Inhalte und was sie zurückhalten.
content-lead = Regeln sehen sich Beiträge an, die von anderen Servern kommen, und die von Mitgliedern in ihren ersten 30 Tagen. Eine neue Regel ist ein Entwurf: erst an vorhandenen Beiträgen ausprobieren, dann einschalten.
content-caption = Die neuesten zuerst
content-new = Neue Regel
content-name = Name
content-name-hint = Nur für die Moderation
content-looks-at = Sieht an
content-does = Tut
content-state = Stand
content-matches = Treffer
content-none = Noch keine Regel. Alles kommt herein, was nicht anderswo gesperrt ist.
content-keyword = Wörter
content-regex = Regulärer Ausdruck
content-link = Domains von Links und alles darunter
content-new-account = Neue Konten, die zu viel verlinken oder nennen
content-mentions = Viele genannt, die dem Konto nicht folgen
content-report = Der Moderation melden
content-sensitive = Bilder verdecken
content-warn = Eine Inhaltswarnung davorsetzen
content-hold = Zur Durchsicht zurückhalten
content-reject = Nicht annehmen
content-all = Andere Server und neue Mitglieder
content-remote = Andere Server
content-local = Neue Mitglieder
content-draft = Entwurf
content-on = An
content-off = Aus
content-pattern = Wörter, Domains oder Ausdruck
content-pattern-hint = Wörter und Domains: je Zeile eines. Groß und klein ist gleich.
content-links = Mehr Links als
content-people = Mehr Genannte als
content-days = Nur Konten, die hier weniger Tage bekannt sind als
content-days-hint = Leer: jedes Alter
content-whose = Wessen Beiträge
content-warning-text = Inhaltswarnung
content-warning-hint = Was vor dem Beitrag steht, wo die Regel das tut
content-last = An so vielen der neuesten Beiträge ausprobieren
content-last-hint = Höchstens 10.000; leer: 1.000
content-try = Ausprobieren, ohne etwas zu ändern
content-save = Speichern
content-make = Als Entwurf speichern
content-trial = { $n } von { $of } Beiträgen passen
content-took = Das dauerte { $n } ms.
content-cut = Das ist zu lang: nicht alle Beiträge wurden angesehen.
content-switch-on = Einschalten
content-switch-off = Ausschalten
content-delete = Die Regel löschen
review-reason = Warum, fürs Protokoll
review-approve = Gewähltes freigeben
review-reject = Gewähltes ablehnen
review-pick = Diesen Beitrag wählen
review-rule = Zurückgehalten von „{ $rule }“
review-original = Auf seinem Server
review-account = Das Konto
review-empty = Nichts wartet.
held-title = Beiträge, die warten
held-lead = Die Moderation liest diese, bevor es andere tun. Noch einmal senden ist nicht nötig.
held-none = Nichts von dir wartet.
held-take-back = Zurücknehmen
content-matched = { $n ->
    [one] Sie traf einmal.
   *[other] Sie traf { $n }-mal.
}
review-wait = { $n ->
    [one] Ein Beitrag wartet.
   *[other] { $n } Beiträge warten.
}
review-files = { $n ->
    [one] eine Datei
   *[other] { $n } Dateien
}
