# Mots qui figurent sur beaucoup de pages.
number = { $n }
error-prefix = Erreur :
skip = Aller au contenu
show = Afficher
hide = Cacher
new = nouveau
optional = (facultatif)
sign-in = Se connecter
sign-out = Se déconnecter
feed = Flux
newer = Plus récents
older = Plus anciens
pages = Autres pages
see-newer = Voir ce qui est plus récent
read-live = Lire ce qui s’écrit en direct
announcement = Annonce
announcement-dismiss = Ne plus afficher
save-changes = Enregistrer les modifications
answer = Répondre
accept = Accepter
reject = Refuser
edit = Modifier
delete = Supprimer
automated = automatisé
people = Personnes
this-server = Ce serveur
form-errors = { $n ->
    [one] Un point à corriger
   *[other] { $n } points à corriger
}
colophon = { $site } appartient aux gens qui s’en servent. Cette page ne charge rien d’ailleurs et ne dit à personne que vous la lisez.

nav-server = Ce serveur
nav-yours = Vos pages
nav-menu = Menu
nav-write = Écrire
nav-live = En direct
nav-about = À propos
nav-join = Rejoindre
nav-home = Accueil
nav-notices = Notifications
nav-bookmarks = Marque-pages
nav-you = Vous
nav-moderate = Modération

month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
month-short-1 = janv.
month-short-2 = févr.
month-short-3 = mars
month-short-4 = avr.
month-short-5 = mai
month-short-6 = juin
month-short-7 = juil.
month-short-8 = août
month-short-9 = sept.
month-short-10 = oct.
month-short-11 = nov.
month-short-12 = déc.
date-this-year = { $day ->
    [1] 1er { $month }
   *[other] { $day } { $month }
}
date-short = { $day ->
    [1] 1er { $month } { $year }
   *[other] { $day } { $month } { $year }
}
date-long = { $day ->
    [1] 1er { $month } { $year }
   *[other] { $day } { $month } { $year }
}
