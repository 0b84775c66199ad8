# Was wartet, was es kostet und was aufgehoben wird.
figures-calm = Nichts wartet.
figures-oldest = Die älteste ist vom
figures-wait-sign-ups = { $n ->
    [one] Ein Mensch möchte dazukommen.
   *[other] { $n } Menschen möchten dazukommen.
}
figures-wait-appeals = { $n ->
    [one] Jemand widerspricht einer Entscheidung.
   *[other] { $n } Menschen widersprechen Entscheidungen.
}
figures-wait-held = { $n ->
    [one] Ein Beitrag ist zurückgehalten.
   *[other] { $n } Beiträge sind zurückgehalten.
}
figures-wait-failed = { $n ->
    [one] Eine Zustellung ist gescheitert.
   *[other] { $n } Zustellungen sind gescheitert.
}
figures-members = Mitglieder, { $wrote } haben diese Woche geschrieben
figures-servers = Server, mit denen wir sprechen
figures-deliveries = wartende Zustellungen
figures-spent-of = von { $budget } { $currency } in diesem Monat ausgegeben
figures-spent-short = in diesem Monat ausgegeben
figures-oldest-first = Die ältesten zuerst
figures-reason = Grund
figures-about = Über
figures-said = Gesagt wurde
figures-since = Wartet
figures-with = Bei
figures-nobody = Noch niemand
figures-report-spam = Werbung
figures-report-legal = Recht
figures-report-violation = Gegen die Regeln
figures-report-other = Etwas anderes
figures-disk = Platte
figures-disk-label = Belegt waren erst { $first }, zuletzt { $last }.
figures-disk-used = { $used } von { $size } sind belegt.
figures-full-unknown = Es wurde an zu wenigen Tagen gemessen, um zu sagen, wann sie voll ist.
figures-full-days = { $n ->
    [0] Die Platte ist voll.
    [one] Bei diesem Tempo ist sie in etwa einem Tag voll.
   *[other] Bei diesem Tempo ist sie in etwa { $n } Tagen voll.
}
figures-full-never = Bei diesem Tempo ist sie auf Jahre nicht voll.
figures-not-yet = Das wurde noch nicht gemessen. Es geschieht in den ersten zehn Minuten.
figures-room = Platz
figures-grown = Wie er wuchs
figures-grown-label = Datenbank, eigene und fremde Dateien brauchten zusammen am ersten der letzten 30 Tage { $first }, am letzten { $last }.
figures-room-database = Datenbank
figures-room-search = Suche
figures-room-logs = Protokolle
figures-room-local-media = Eigene Dateien
figures-room-remote-media = Dateien anderer
figures-room-backups = Sicherungen
figures-no-prices = Niemand hat bisher gesagt, was der Server kostet.
figures-more-costs = Wohin Bytes und Geld gehen
figures-spent = { $sofar } { $currency } bisher in diesem Monat, { $expected } { $currency } zu erwarten.
figures-budget = Festgelegt sind { $budget } { $currency }.
figures-over = Das ist mehr als festgelegt.
figures-price-computer = Rechner
figures-price-disk = Platte
figures-price-traffic = Datenverkehr
figures-price-mail = Post
figures-peers = Datenverkehr nach Server
figures-server = Server
figures-others = { $n ->
    [one] ein anderer
   *[other] alle { $n } anderen
}
figures-week = Letzte 7 Tage
figures-month = Letzte 30 Tage
figures-in = Herein
figures-out = Hinaus
figures-share = Anteil
figures-health = Zustand
figures-by-server = Vom Server geschrieben
figures-what = Was
figures-state = Stand
figures-fine = In Ordnung
figures-slow = Langsam
figures-look = Bitte ansehen
figures-since-when = seit
figures-health-jobs = Aufgaben, die laufen könnten: { $said }
figures-health-deliveries = Zustellungen unterwegs: { $said }
figures-health-incoming = Noch zu bearbeitende Aktivitäten: { $said }
figures-health-dead-jobs = Aufgegebene Aufgaben: { $said }
figures-health-failed-deliveries = Aufgegebene Zustellungen: { $said }
figures-health-failing-hosts = Server, die nicht antworten: { $said }
figures-health-database = Die Datenbank antwortet; sie hat { $said }
figures-health-backup = Sicherungen, { $said }
figures-active = Aktive Mitglieder
figures-active-label = Aktive Mitglieder an jedem der letzten 30 Tage: { $first } am ersten, { $last } am letzten, höchstens { $most }.
figures-posts = Beiträge
figures-posts-label = Mitglieder schrieben in 30 Tagen { $sum } Beiträge, höchstens { $most } an einem Tag.
figures-interactions = Reaktionen
figures-interactions-label = { $sum } Favoriten, geteilte Beiträge und Antworten in 30 Tagen, höchstens { $most } an einem Tag.
figures-sign-ups = Anmeldungen
figures-sign-ups-label = { $sum } Menschen meldeten sich in 30 Tagen an, höchstens { $most } an einem Tag.
figures-reports = Meldungen
figures-reports-label = { $sum } Meldungen in 30 Tagen, höchstens { $most } an einem Tag.
figures-as-text = Die Zahlen als Text
figures-when = Wann
figures-costs-lead = { $sofar } { $currency } bisher in diesem Monat
figures-costs-plain = Wohin Bytes gehen
figures-months = Jeder Monat
figures-months-label = Kosten jedes Monats: { $first } im ersten, { $last } im letzten zu erwarten, höchstens { $most }.
figures-traffic = Datenverkehr
figures-traffic-label = { $sum } gingen in 30 Tagen hinaus, höchstens { $most } an einem Tag.
figures-by-kind = Nach Art
figures-kind = Was
figures-traffic-pages = Seiten
figures-traffic-api = Apps
figures-traffic-media = Dateien
figures-traffic-federation = Server untereinander
figures-nothing-yet = Noch nichts.
figures-tables = Die größten Tabellen der Datenbank
figures-table = Tabelle
figures-rows = Zeilen, etwa
figures-size = Größe
figures-indexes = Davon Indizes
figures-by-member = Dateien nach Mitglied
figures-by-member-hint = Wer am meisten braucht, und wie viel mehr als vor einem Monat
figures-member = Mitglied
figures-files = Dateien
figures-growth = Zuwachs
figures-prices = Preise
figures-currency = Währung
figures-fixed = Rechner, jeden Monat
figures-per-gb-disk = Ein Gigabyte Platte, jeden Monat
figures-per-gb-traffic = Ein Gigabyte, das hinausgeht
figures-mail = Post, jeden Monat
figures-budget-field = Was ein Monat kosten darf
figures-prices-do = Preise festlegen
figures-cache-lead = Dateien anderer Server belegen { $used } von { $budget }.
figures-budgets = Grenzen
figures-remote-media-bytes = Platz für Dateien anderer Server
figures-remote-media-bytes-hint = Etwa 50 MB. Die Grenze wird nie überschritten; was am längsten niemand ansah, geht zuerst und kommt wieder, wenn es jemand ansieht. Leer: wie in der Konfigurationsdatei.
figures-remote-media-days = Tage, bis eine solche Datei geht, die niemand ansieht
figures-zero-hint = 0: für immer.
figures-remote-posts-days = Tage, bis Beiträge anderer gehen, mit denen hier niemand zu tun hatte
figures-remote-posts-days-hint = 0: für immer. Beiträge, die hier jemand beantwortet, geteilt, favorisiert, gemerkt, angeheftet, zitiert oder gemeldet hat, bleiben.
figures-keep-followed = Beiträge von Menschen, denen hier jemand folgt, bleiben
figures-member-bytes = Platz für die Dateien jedes Mitglieds
figures-member-bytes-hint = Etwa 2 GB. Leer: so viel, wie da ist.
figures-session-address-days = Tage, bis Netzadressen von Mitgliedern gehen
figures-audit-address-days = Tage, bis Adressen im Protokoll gehen
figures-incoming-days = Tage, für die bekannt bleibt, was andere schickten
figures-outgoing-days = Tage, für die verschickte Aktivitäten bleiben
figures-budgets-do = Grenzen festlegen
figures-removed = Was entfernt wurde
figures-removed-nothing = In den letzten 30 Tagen wurde nichts entfernt.
figures-count = Wie viele
figures-removed-remote-media = Dateien anderer Server
figures-removed-remote-posts = Beiträge anderer Server
figures-removed-session-addresses = Adressen von Mitgliedern
figures-removed-audit-addresses = Adressen im Protokoll
figures-removed-incoming = Was andere schickten
figures-removed-outgoing = Verschickte Aktivitäten
