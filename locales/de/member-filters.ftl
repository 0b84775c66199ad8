# Filter, und von wem ein Mitglied hören will.
filters-title = Filter
filters-lede = Wörter und Beiträge, die du nicht lesen willst.
filters-empty = Du hast keine Filter.
filter-new = Filter anlegen
filter-make = Anlegen
filter-edit-title = Filter ändern
filter-title = Name
filter-title-hint = Er steht vor dem, was zugeklappt ist.
filter-where = Wo er gilt
filter-in-home = Zu Hause und in Listen
filter-in-notifications = Mitteilungen
filter-in-public = Öffentliche Zeitleisten
filter-in-thread = Unterhaltungen
filter-in-account = Profile
filter-what = Was er tut
filter-warns = Zuklappen
filter-warns-hint = Der Name des Filters steht vor dem Beitrag.
filter-hides = Weglassen
filter-hides-hint = Der Beitrag ist gar nicht da.
filter-blurs = Bilder schließen
filter-blurs-hint = Die Wörter sind da, Bilder bleiben zu.
filter-lasts = Wie lange
filter-as-before = So lange wie bisher
for-good = Für immer
for-30-minutes = 30 Minuten
for-1-hour = 1 Stunde
for-6-hours = 6 Stunden
for-1-day = 1 Tag
for-7-days = 7 Tage
for-30-days = 30 Tage
filter-words = Wörter
filter-words-hint = Groß oder klein. Leere eine Zeile, um ihr Wort zu entfernen; speichere für weitere Zeilen.
filter-word-n = Wort { $n }
filter-whole = Ganzes Wort
filter-posts = { $n ->
    [one] Ein Beitrag.
   *[other] { $n } Beiträge.
}
filter-over = Er ist zu Ende.
filter-until = Bis
filter-caught = Beiträge darin
filter-caught-gone = Ein Beitrag, der nicht mehr da ist.
filter-take-out = Herausnehmen
filter-delete = Diesen Filter löschen
filter-delete-do = Filter löschen
filter-this = Diesen Beitrag filtern
filter-for-title = Beitrag filtern
filter-for-lede = Tu den Beitrag in einen deiner Filter, oder leg einen dafür an.
filter-put = Dort hinein
filtered = Gefiltert: { $titles }

notices-which = Welche Mitteilungen
notices-all = Alle
notices-mentions = Erwähnungen
notices-favourites = Favoriten
notices-boosts = Geteilt
notices-follows = Folgende
notices-quotes = Zitate
notices-polls = Umfragen
notices-edits = Änderungen
notices-posts = Neue Beiträge
notices-kept = { $n ->
    [one] Mitteilungen von jemandem wurden zurückgehalten.
   *[other] Mitteilungen von { $n } Leuten wurden zurückgehalten.
}
notices-requests-title = Zurückgehalten
notices-requests-lede = Diese Leute taten etwas, wovon du nicht gleich hören wolltest.
notices-requests-empty = Nichts wurde zurückgehalten.
notices-request-title = Zurückgehalten: { $name }
notices-from = { $n ->
    [one] eine Mitteilung
   *[other] { $n } Mitteilungen
}
notices-accept = Von ihnen hören
notices-dismiss = Vergessen
notices-policy-title = Von wem du hören willst
notices-policy-lede = Wähle für jede Gruppe. Von wem du hören wolltest, hörst du immer.
notices-not-following = Leute, denen du nicht folgst
notices-not-followers = Leute, die dir nicht oder noch keine drei Tage folgen
notices-new-accounts = Konten der letzten dreißig Tage
notices-private-mentions = Private Beiträge, die dir nicht antworten
notices-limited-accounts = Leute, die die Moderation eingeschränkt hat
notices-tell = Sag es mir
notices-keep = Zurückhalten
notices-drop = Vergessen
notices-clear = Alle Mitteilungen entfernen
notices-clear-sure = Ich bin sicher. Sie kommen nicht zurück.
notices-clear-do = Entfernen
