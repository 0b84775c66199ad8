# Ce qui attend, ce que cela coûte, et ce qui est conservé.
figures-calm = Rien n’attend.
figures-oldest = Le plus ancien date du
figures-wait-sign-ups = { $n ->
    [one] Une personne demande à s’inscrire.
   *[other] { $n } personnes demandent à s’inscrire.
}
figures-wait-appeals = { $n ->
    [one] Une personne conteste une décision.
   *[other] { $n } personnes contestent des décisions.
}
figures-wait-held = { $n ->
    [one] Un message est retenu.
   *[other] { $n } messages sont retenus.
}
figures-wait-failed = { $n ->
    [one] Un envoi a échoué.
   *[other] { $n } envois ont échoué.
}
figures-members = membres, { $wrote ->
    [0] aucun n’a écrit cette semaine
    [one] un a écrit cette semaine
   *[other] { $wrote } ont écrit cette semaine
}
figures-servers = serveurs avec qui nous échangeons
figures-deliveries = envois en attente
figures-spent-of = dépensés ce mois-ci, sur { $budget } { $currency }
figures-spent-short = dépensés ce mois-ci
figures-oldest-first = Les plus anciens d’abord
figures-reason = Raison
figures-about = À propos de
figures-said = Ce qui est dit
figures-since = Attente
figures-with = Prise en charge
figures-nobody = Personne pour l’instant
figures-report-spam = Indésirable
figures-report-legal = Loi
figures-report-violation = Contraire aux règles
figures-report-other = Autre chose
figures-disk = Disque
figures-disk-label = L’usage du disque est passé de { $first } à { $last }.
figures-disk-used = { $used } utilisés sur { $size }.
figures-full-unknown = Trop peu de jours ont été mesurés pour dire quand il sera plein.
figures-full-days = { $n ->
    [0] Le disque est plein.
    [one] À ce rythme, il sera plein dans un jour environ.
   *[other] À ce rythme, il sera plein dans { $n } jours environ.
}
figures-full-never = À ce rythme, il ne sera pas plein avant des années.
figures-not-yet = Ce n’est pas encore mesuré. Cela se fait dans les dix minutes après le démarrage.
figures-room = Place
figures-grown = Comment elle a été prise
figures-grown-label = La base de données, nos fichiers et ceux des autres prenaient ensemble { $first } le premier des 30 derniers jours, { $last } le dernier.
figures-room-database = Base de données
figures-room-search = Recherche
figures-room-logs = Journaux
figures-room-local-media = Nos fichiers
figures-room-remote-media = Fichiers des autres
figures-room-backups = Sauvegardes
figures-no-prices = Personne n’a encore dit ce que coûte le serveur.
figures-more-costs = Où vont les octets et l’argent
figures-spent = { $sofar } { $currency } jusqu’ici ce mois-ci, { $expected } { $currency } attendus.
figures-budget = Vous avez fixé { $budget } { $currency }.
figures-over = C’est plus que ce que vous avez fixé.
figures-price-computer = Ordinateur
figures-price-disk = Disque
figures-price-traffic = Trafic
figures-price-mail = E-mail
figures-peers = Trafic par serveur
figures-server = Serveur
figures-others = { $n ->
    [one] un autre
   *[other] les { $n } autres
}
figures-week = 7 derniers jours
figures-month = 30 derniers jours
figures-in = Entrant
figures-out = Sortant
figures-share = Part
figures-health = Santé
figures-by-server = Écrit par le serveur
figures-what = Quoi
figures-state = État
figures-fine = Bon
figures-slow = Lent
figures-look = À examiner
figures-since-when = depuis le
figures-health-jobs = Tâches prêtes à être exécutées : { $said }
figures-health-deliveries = Envois en route : { $said }
figures-health-incoming = Activités à traiter : { $said }
figures-health-dead-jobs = Tâches abandonnées : { $said }
figures-health-failed-deliveries = Envois abandonnés : { $said }
figures-health-failing-hosts = Serveurs qui ne répondent pas : { $said }
figures-health-database = La base de données répond ; elle occupe { $said }
figures-health-backup = Sauvegardes, { $said }
figures-active = Membres actifs
figures-active-label = Membres actifs chacun des 30 derniers jours : { $first } le premier, { $last } le dernier, { $most } au plus.
figures-posts = Messages
figures-posts-label = Messages écrits par les membres en 30 jours : { $sum }, { $most } au plus en un jour.
figures-interactions = Interactions
figures-interactions-label = Favoris, partages et réponses en 30 jours : { $sum }, { $most } au plus en un jour.
figures-sign-ups = Inscriptions
figures-sign-ups-label = Inscriptions en 30 jours : { $sum }, { $most } au plus en un jour.
figures-reports = Signalements faits
figures-reports-label = Signalements faits en 30 jours : { $sum }, { $most } au plus en un jour.
figures-as-text = Les chiffres en texte
figures-when = Quand
figures-costs-lead = { $sofar } { $currency } jusqu’ici ce mois-ci
figures-costs-plain = Où vont les octets
figures-months = Chaque mois
figures-months-label = Coût de chaque mois : { $first } le premier, { $last } attendus le dernier, { $most } au plus.
figures-traffic = Trafic
figures-traffic-label = Trafic sortant en 30 jours : { $sum }, { $most } au plus en un jour.
figures-by-kind = Selon ce que c’était
figures-kind = Quoi
figures-traffic-pages = Pages
figures-traffic-api = Applications
figures-traffic-media = Fichiers
figures-traffic-federation = Serveurs entre eux
figures-nothing-yet = Rien pour l’instant.
figures-tables = Les plus grandes tables de la base de données
figures-table = Table
figures-rows = Lignes, environ
figures-size = Taille
figures-indexes = Dont index
figures-by-member = Fichiers par membre
figures-by-member-hint = Qui utilise le plus, et combien de plus qu’il y a un mois
figures-member = Membre
figures-files = Fichiers
figures-growth = Croissance
figures-prices = Prix
figures-currency = Monnaie
figures-fixed = Ordinateur, par mois
figures-per-gb-disk = Un gigaoctet de disque, par mois
figures-per-gb-traffic = Un gigaoctet sortant
figures-mail = E-mail, par mois
figures-budget-field = Ce qu’un mois peut coûter
figures-prices-do = Fixer les prix
figures-cache-lead = Les fichiers d’autres serveurs prennent { $used } sur { $budget }.
figures-budgets = Limites
figures-remote-media-bytes = Place pour les fichiers d’autres serveurs
figures-remote-media-bytes-hint = Par exemple 50 MB. La limite n’est jamais dépassée ; ce que personne n’a regardé depuis le plus longtemps part en premier, et revient dès qu’on le regarde. Vide : comme le dit le fichier de configuration.
figures-remote-media-days = Jours avant que parte un tel fichier que personne ne regarde
figures-zero-hint = 0 : pour toujours.
figures-remote-posts-days = Jours avant que partent les messages d’ailleurs auxquels personne ici n’a touché
figures-remote-posts-days-hint = 0 : pour toujours. Restent les messages que quelqu’un ici a commentés, partagés, mis en favori, marqués, épinglés, cités ou signalés.
figures-keep-followed = Les messages des personnes que quelqu’un suit ici restent
figures-member-bytes = Place pour les fichiers de chaque membre
figures-member-bytes-hint = Par exemple 2 GB. Vide : autant qu’il y en a.
figures-session-address-days = Jours avant que partent les adresses réseau des membres
figures-audit-address-days = Jours avant que partent les adresses du journal
figures-incoming-days = Jours pendant lesquels on sait ce que d’autres ont envoyé
figures-outgoing-days = Jours pendant lesquels les activités envoyées sont conservées
figures-budgets-do = Fixer les limites
figures-removed = Ce qui a été retiré
figures-removed-nothing = Rien n’a été retiré ces 30 derniers jours.
figures-count = Combien
figures-removed-remote-media = Fichiers d’autres serveurs
figures-removed-remote-posts = Messages d’autres serveurs
figures-removed-session-addresses = Adresses de membres
figures-removed-audit-addresses = Adresses du journal
figures-removed-incoming = Ce que d’autres ont envoyé
figures-removed-outgoing = Activités envoyées
