# The frame of the moderators' pages.
panel-label = Moderators' pages
panel-waiting = waiting
panel-back = Back home
panel-parts = All parts
panel-today = Today
panel-reports = Reports
panel-appeals = Appeals
panel-sign-ups = Sign-ups
panel-review = Held back
panel-people = People
panel-servers = Servers
panel-content = Content rules
panel-media = Pictures
panel-emoji = Emoji
panel-trends = Trends
panel-costs = Costs
panel-storage = Storage
panel-protection = The door
panel-invites = Invitations
panel-law = Law
panel-rules = Rules and texts
panel-announcements = Announcements
panel-webhooks = Webhooks
panel-settings = Settings
panel-roles = Roles
panel-record = Record
today-reports = { $n ->
    [one] One report waits.
   *[other] { $n } reports wait.
}
today-open-reports = open reports
today-sign-ups = people asking to join
