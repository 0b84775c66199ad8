# L’accès des applications, et la deuxième étape de la connexion.
authorize-title = Donner accès à { $app } ?
authorize-lede = Cette application souhaite agir pour vous, @{ $handle }, sur { $site }.
authorize-not = Elle n’apprend pas votre mot de passe, et vous pouvez mettre fin à son accès dans vos réglages.
authorize-goes-to = Après votre réponse, vous irez vers { $to }
authorize-shows-code = Après votre accord, vous recevrez un code pour elle.
authorize-website = À propos de { $app }
authorize-yes = Donner accès
authorize-no = Refuser
authorize-other = Utiliser un autre compte
code-title = Un code pour { $app }
code-text = Copiez-le dans { $app }. Il sert une seule fois, pendant dix minutes.
code-denied-title = Rien n’a été fait
code-denied-text = { $app } n’a pas accès à votre compte.
second-step-title = Encore une étape
second-step-code = Code
second-step-hint = Les six chiffres affichés par votre appareil, ou l’un de vos codes de secours.

scopes-read = Elle peut voir :
scopes-write = Elle peut modifier et ajouter :
scopes-admin-read = Pour la modération, elle peut voir :
scopes-admin-write = Pour la modération, elle peut modifier :
scopes-other = Elle peut :
scope-everything = tout ce que vous pouvez vous-même
scope-accounts = les comptes et votre profil
scope-blocks = les blocages
scope-bookmarks = les marque-pages
scope-canonical-email-blocks = les adresses e-mail bloquées
scope-collections = les collections
scope-conversations = les conversations
scope-domain-allows = les serveurs autorisés
scope-domain-blocks = les serveurs bloqués
scope-email-domain-blocks = les domaines e-mail bloqués
scope-favourites = les favoris
scope-filters = les filtres
scope-follows = les abonnements
scope-ip-blocks = les adresses réseau bloquées
scope-lists = les listes
scope-media = les images, les vidéos et les sons
scope-mutes = les personnes masquées
scope-notifications = les notifications
scope-reports = les signalements
scope-search = ce que trouve une recherche
scope-statuses = les messages
scope-profile = savoir qui vous êtes
scope-follow = voir et modifier qui vous suivez, masquez et bloquez
scope-push = envoyer vos notifications à son appareil

settings-apps = Applications
apps-caption = Applications qui peuvent agir pour vous
apps-empty = Aucune application ne peut agir pour vous.
app-name = Application
app-scopes = Ce qu’elle peut faire
app-since = Depuis
app-used = Dernière utilisation
app-do = Mettre fin à son accès
app-revoke = Mettre fin à son accès

settings-two-factor = Validation en deux étapes
two-factor-lede = Un code venu d’un de vos appareils, en plus de votre mot de passe, arrête quiconque apprendrait le mot de passe.
two-factor-begin = La mettre en place
two-factor-scan = Scannez l’image avec une application de codes à usage unique, ou ouvrez-la sur l’appareil qui en a une.
two-factor-type = Saisissez les six chiffres que montre l’application.
two-factor-picture = QR code contenant le secret indiqué dessous
two-factor-secret = Si vous ne pouvez pas le scanner, saisissez ce secret :
two-factor-confirm = Activer
two-factor-on = { $n ->
    [0] La connexion demande un code. Il ne vous reste aucun code de secours.
    [one] La connexion demande un code. Il vous reste un code de secours.
   *[other] La connexion demande un code. Il vous reste { $n } codes de secours.
}
two-factor-switch-off = Désactiver
recovery-title = Vos codes de secours
recovery-lede = Notez-les ou imprimez-les maintenant ; ils ne seront plus affichés. Chacun sert une fois, quand vous n’avez pas votre appareil sous la main.
recovery-new = Nouveaux codes de secours
