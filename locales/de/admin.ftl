# The frame of the moderators' pages.
panel-label = Seiten der Moderation
panel-waiting = warten
panel-back = Zurück
panel-parts = Alle Teile
panel-today = Heute
panel-reports = Meldungen
panel-appeals = Einsprüche
panel-sign-ups = Anfragen
panel-review = Zurückgehalten
panel-people = Menschen
panel-servers = Server
panel-content = Inhaltsregeln
panel-media = Bilder
panel-emoji = Emoji
panel-trends = Trends
panel-costs = Kosten
panel-storage = Speicher
panel-protection = Die Tür
panel-invites = Einladungen
panel-law = Recht
panel-rules = Regeln und Texte
panel-announcements = Ankündigungen
panel-webhooks = Webhooks
panel-settings = Einstellungen
panel-roles = Rollen
panel-record = Protokoll
today-reports = { $n ->
    [one] Eine Meldung wartet.
   *[other] { $n } Meldungen warten.
}
today-open-reports = offene Meldungen
today-sign-ups = Menschen, die dazukommen wollen
