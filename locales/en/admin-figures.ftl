# What waits, what it costs, and what is kept.
figures-calm = Nothing waits.
figures-oldest = The oldest is of
figures-wait-sign-ups = { $n ->
    [one] One person asks to join.
   *[other] { $n } people ask to join.
}
figures-wait-appeals = { $n ->
    [one] One person objects to a decision.
   *[other] { $n } people object to decisions.
}
figures-wait-held = { $n ->
    [one] One post is held back.
   *[other] { $n } posts are held back.
}
figures-wait-failed = { $n ->
    [one] One delivery failed.
   *[other] { $n } deliveries failed.
}
figures-members = members, { $wrote } wrote this week
figures-servers = servers we talk to
figures-deliveries = waiting deliveries
figures-spent-of = of { $budget } { $currency } spent this month
figures-spent-short = spent this month
figures-oldest-first = Oldest first
figures-reason = Reason
figures-about = About
figures-said = Reporter said
figures-since = Waiting
figures-with = With
figures-nobody = Nobody yet
figures-report-spam = Spam
figures-report-legal = Law
figures-report-violation = Against the rules
figures-report-other = Something else
figures-disk = Disk
figures-disk-label = Disk use went from { $first } to { $last }.
figures-disk-used = { $used } of { $size } are used.
figures-full-unknown = Too few days were measured to say when it is full.
figures-full-days = { $n ->
    [0] The disk is full.
    [one] At this pace it is full in about one day.
   *[other] At this pace it is full in about { $n } days.
}
figures-full-never = At this pace it is not full for years.
figures-not-yet = This was not measured yet. It is within ten minutes of the start.
figures-room = Room
figures-grown = How it grew
figures-grown-label = Database, own files and files of others took together { $first } on the first day of the last 30, { $last } on the last.
figures-room-database = Database
figures-room-search = Search
figures-room-logs = Records
figures-room-local-media = Own files
figures-room-remote-media = Files of others
figures-room-backups = Backups
figures-no-prices = Nobody said yet what the server costs.
figures-more-costs = Where bytes and money go
figures-spent = { $sofar } { $currency } so far this month, { $expected } { $currency } expected.
figures-budget = You set { $budget } { $currency }.
figures-over = That is more than you set.
figures-price-computer = Computer
figures-price-disk = Disk
figures-price-traffic = Traffic
figures-price-mail = Mail
figures-peers = Traffic by server
figures-server = Server
figures-others = { $n ->
    [one] one other
   *[other] all { $n } others
}
figures-week = Last 7 days
figures-month = Last 30 days
figures-in = In
figures-out = Out
figures-share = Share
figures-health = Health
figures-by-server = Written by the server
figures-what = What
figures-state = State
figures-fine = Fine
figures-slow = Slow
figures-look = Look at it
figures-since-when = since
figures-health-jobs = Jobs that could run: { $said }
figures-health-deliveries = Deliveries on their way: { $said }
figures-health-incoming = Activities to be worked on: { $said }
figures-health-dead-jobs = Jobs that were given up: { $said }
figures-health-failed-deliveries = Deliveries that were given up: { $said }
figures-health-failing-hosts = Servers that do not answer: { $said }
figures-health-database = The database answers; it has { $said }
figures-health-backup = Backups, { $said }
figures-active = Active members
figures-active-label = Active members on each day of the last 30: { $first } on the first, { $last } on the last, { $most } at most.
figures-posts = Posts
figures-posts-label = Members wrote { $sum } posts in 30 days, { $most } on one day at most.
figures-interactions = Interactions
figures-interactions-label = { $sum } favourites, boosts and replies in 30 days, { $most } on one day at most.
figures-sign-ups = Sign-ups
figures-sign-ups-label = { $sum } people signed up in 30 days, { $most } on one day at most.
figures-reports = Reports made
figures-reports-label = { $sum } reports were made in 30 days, { $most } on one day at most.
figures-as-text = The figures as text
figures-when = When
figures-costs-lead = { $sofar } { $currency } so far this month
figures-costs-plain = Where bytes go
figures-months = Each month
figures-months-label = Cost of each month: { $first } in the first, { $last } expected in the last, { $most } at most.
figures-traffic = Traffic
figures-traffic-label = { $sum } went out in 30 days, { $most } on one day at most.
figures-by-kind = By what it was
figures-kind = What
figures-traffic-pages = Pages
figures-traffic-api = Apps
figures-traffic-media = Files
figures-traffic-federation = Servers among each other
figures-nothing-yet = Nothing yet.
figures-tables = The largest tables of the database
figures-table = Table
figures-rows = Rows, about
figures-size = Size
figures-indexes = Of which indexes
figures-by-member = Files by member
figures-by-member-hint = Who uses the most, and how much more than a month ago
figures-member = Member
figures-files = Files
figures-growth = Growth
figures-prices = Prices
figures-currency = Currency
figures-fixed = Computer, each month
figures-per-gb-disk = A gigabyte of disk, each month
figures-per-gb-traffic = A gigabyte that goes out
figures-mail = Mail, each month
figures-budget-field = What a month may cost
figures-prices-do = Set prices
figures-cache-lead = Files of other servers take { $used } of { $budget }.
figures-budgets = Budgets
figures-remote-media-bytes = Room for files of other servers
figures-remote-media-bytes-hint = Such as 50 MB. It is never exceeded; what nobody looked at for longest goes first, and comes back when somebody does. Empty: as the configuration file says.
figures-remote-media-days = Days until such a file goes that nobody looks at
figures-zero-hint = 0: for ever.
figures-remote-posts-days = Days until posts of others go that nobody here had to do with
figures-remote-posts-days-hint = 0: for ever. Posts that somebody here answered, boosted, favourited, bookmarked, pinned, quoted or reported stay.
figures-keep-followed = Posts of people whom somebody here follows stay
figures-member-bytes = Room for each member's files
figures-member-bytes-hint = Such as 2 GB. Empty: as much as there is.
figures-session-address-days = Days until network addresses of members go
figures-audit-address-days = Days until addresses in the record go
figures-incoming-days = Days for which it is known what others sent
figures-outgoing-days = Days for which sent activities are kept
figures-budgets-do = Set budgets
figures-removed = What was removed
figures-removed-nothing = Nothing was removed in the last 30 days.
figures-count = How many
figures-removed-remote-media = Files of other servers
figures-removed-remote-posts = Posts of other servers
figures-removed-session-addresses = Addresses of members
figures-removed-audit-addresses = Addresses in the record
figures-removed-incoming = What others sent
figures-removed-outgoing = Sent activities
