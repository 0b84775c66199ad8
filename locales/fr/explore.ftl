# Explorer : tendances, fils publics, annuaire, autres serveurs, qui a aimé quoi.
nav-explore = Explorer
page-before = Page précédente
page-next = Page suivante
live-all = Tous les serveurs
live-local-title = Messages publics de ce serveur
live-all-title = Messages publics de tous les serveurs connus
live-all-empty = Aucun message public n’est encore arrivé.
explore-title = Explorer { $site }
explore-lede = Ce dont beaucoup parlent en ce moment, et des personnes à connaître.
explore-parts = Ce qu’il y a à explorer
explore-posts-title = Messages dont beaucoup parlent
explore-tags-title = Hashtags employés par beaucoup en ce moment
explore-links-title = Pages vers lesquelles beaucoup font un lien
explore-people-title = Personnes à connaître
explore-links = Pages
explore-people-count = { $n ->
    [one] { $n } personne en deux jours
   *[other] { $n } personnes en deux jours
}
explore-empty = Rien ne se distingue en ce moment. Les jours calmes sont bien aussi.
explore-people-empty = Personne n’a encore demandé à figurer ici.
explore-to-directory = Toutes les personnes qui veulent qu’on les trouve
explore-how = Compté à quelques minutes d’intervalle d’après les messages publics des derniers jours ; une seule personne ne fait pas une tendance.
directory-title = Annuaire
directory-lede = Les personnes qui ont demandé qu’on les trouve.
directory-local = Ce serveur
directory-all = Tous les serveurs connus
directory-active = Les dernières actives d’abord
directory-new = Les plus récentes d’abord
directory-empty = Personne n’a encore demandé à figurer ici.
peers-title = Serveurs connus ici
peers-lede = { $site } est l’un des nombreux serveurs qui échangent entre eux. Voici ceux qu’il a rencontrés.
peers-search = Partie d’un nom
peers-nothing = Aucun serveur connu n’a cela dans son nom.
peers-empty = Ce serveur n’en a encore rencontré aucun autre.
peers-hidden = Ce serveur ne montre pas les serveurs qu’il connaît.
quotes = { $n ->
    [one] { $n } citation
   *[other] { $n } citations
}
fans-which = Qui a fait quoi
fans-reblogs = Qui a partagé ce message de { $name }
fans-favourites = Qui a mis en favori ce message de { $name }
fans-quotes = Messages qui citent celui-ci de { $name }
fans-tab-reblogs = Partages
fans-tab-favourites = Favoris
fans-tab-quotes = Citations
fans-no-quotes = Personne ne l’a encore cité.
fans-remote = Ce sont les personnes que ce serveur connaît ; { $host } en connaît peut-être d’autres.
instance-peers = Montrer à tout le monde les serveurs connus ici
instance-crawlers = Demander aux programmes qui collectent des textes pour des modèles de langage de ne pas venir
instance-crawlers-hint = C’est écrit dans robots.txt ; qui ignore ce fichier n’est pas arrêté par lui.
interact-follow-title = Suivre { $name }
interact-post-title = Répondre à un message de { $name }, le partager ou le mettre en favori
interact-post = Répondre, partager ou mettre en favori
interact-handle = Votre identifiant
interact-hint = Votre nom et votre serveur. Cela sert à trouver votre serveur et n’est pas conservé.
interact-do = Aller sur mon serveur
interact-or-sign-in = Vous êtes membre ici ?
interact-or-join = Pas encore de compte, ou membre ici ?
interact-onward = La suite se passe sur { $host }.
interact-go = Aller sur { $host }
viewer-title = { $total ->
    [one] Une image de { $name }
   *[other] Image { $n } sur { $total } de { $name }
}
viewer-others = Les autres images de ce message
viewer-previous = Image précédente
viewer-next = Image suivante
search-parts = Ce qu’il faut afficher
search-all = Tout
