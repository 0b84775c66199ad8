# Filtres, et de qui un membre veut entendre parler.
filters-title = Filtres
filters-lede = Les mots et les messages que vous ne voulez pas lire.
filters-empty = Vous n’avez aucun filtre.
filter-new = Créer un filtre
filter-make = Créer
filter-edit-title = Modifier un filtre
filter-title = Nom
filter-title-hint = Il figure devant ce qui est replié.
filter-where = Où il s’applique
filter-in-home = Accueil et listes
filter-in-notifications = Notifications
filter-in-public = Fils publics
filter-in-thread = Conversations
filter-in-account = Profils
filter-what = Ce qu’il fait
filter-warns = Replier
filter-warns-hint = Le nom du filtre figure devant le message.
filter-hides = Laisser de côté
filter-hides-hint = Le message n’apparaît pas du tout.
filter-blurs = Fermer les images
filter-blurs-hint = Les mots s’affichent, les images restent fermées.
filter-lasts = Combien de temps
filter-as-before = Aussi longtemps qu’avant
for-good = Pour toujours
for-30-minutes = 30 minutes
for-1-hour = 1 heure
for-6-hours = 6 heures
for-1-day = 1 jour
for-7-days = 7 jours
for-30-days = 30 jours
filter-words = Mots
filter-words-hint = Majuscules et minuscules se valent. Videz une ligne pour retirer son mot ; enregistrez pour avoir plus de lignes.
filter-word-n = Mot { $n }
filter-whole = Mot entier
filter-posts = { $n ->
    [one] { $n } message.
   *[other] { $n } messages.
}
filter-over = Il est terminé.
filter-until = Jusqu’au
filter-caught = Messages qu’il contient
filter-caught-gone = Un message qui n’est plus là.
filter-take-out = Retirer
filter-delete = Supprimer ce filtre
filter-delete-do = Supprimer le filtre
filter-this = Filtrer ce message
filter-for-title = Filtrer un message
filter-for-lede = Mettez le message dans un de vos filtres, ou créez-en un pour lui.
filter-put = L’y mettre
filtered = Filtré : { $titles }

notices-which = Quelles notifications
notices-all = Toutes
notices-mentions = Mentions
notices-favourites = Favoris
notices-boosts = Partages
notices-follows = Abonnements
notices-quotes = Citations
notices-polls = Sondages
notices-edits = Modifications
notices-posts = Nouveaux messages
notices-kept = { $n ->
    [one] Les notifications d’une personne ont été mises de côté.
   *[other] Les notifications de { $n } personnes ont été mises de côté.
}
notices-requests-title = Mises de côté
notices-requests-lede = Ces personnes ont fait quelque chose dont vous ne vouliez pas être informé tout de suite.
notices-requests-empty = Rien n’a été mis de côté.
notices-request-title = Mises de côté : { $name }
notices-from = { $n ->
    [one] { $n } notification
   *[other] { $n } notifications
}
notices-accept = Recevoir ses notifications
notices-dismiss = Oublier
notices-policy-title = De qui vous voulez des nouvelles
notices-policy-lede = Choisissez pour chaque groupe. Les personnes que vous avez acceptées vous parviennent toujours.
notices-not-following = Personnes que vous ne suivez pas
notices-not-followers = Personnes qui ne vous suivent pas, ou depuis moins de trois jours
notices-new-accounts = Comptes créés dans les trente derniers jours
notices-private-mentions = Messages privés qui ne vous répondent pas
notices-limited-accounts = Personnes limitées par la modération
notices-tell = M’informer
notices-keep = Mettre de côté
notices-drop = Oublier
notices-clear = Retirer toutes les notifications
notices-clear-sure = J’en suis certain. Elles ne reviendront pas.
notices-clear-do = Les retirer
