# Pages que tout le monde lit.
front-title = Messages en direct
front-description = Ce qu’on écrit en ce moment sur { $site }. Sans compte.
front-up-to = Jusqu’au
front-empty = Personne n’a encore rien publié ici.
members = { $n ->
    [one] { $n } membre
   *[other] { $n } membres
}
members-active = { $n ->
    [one] { $n } membre
   *[other] { $n } membres
}, { $active ->
    [0] personne n’a écrit cette semaine
    [one] une personne a écrit cette semaine
   *[other] { $active } ont écrit cette semaine
}
care = Équipe
public-posts = Messages
joining = Inscription
joining-open = ouverte à tout le monde
joining-approval = la modération lit chaque demande
joining-invite = sur invitation
joining-closed = fermée pour le moment
software = Logiciel

rules-title = Règles de la maison
rules-none = Aucune règle n’est encore écrite.
tag-description = Messages publics avec #{ $tag } sur { $site }.
tag-lede = Messages publics avec ce hashtag
tag-empty = Aucun message public avec ce hashtag pour l’instant.
about-title = À propos de { $site }
contact-title = À qui s’adresser
contact-write = Écrivez à
contact-ask = Un membre à qui vous pouvez vous adresser :
contact-none = Aucune adresse n’est indiquée.
staff-lede = Les personnes qui s’occupent de ce serveur :
privacy-title = Ce qui est conservé
privacy-text = Lire ne demande pas de compte, ne dépose aucun cookie et n’est compté par personne à l’extérieur. Les messages, les profils et les adresses e-mail des membres sont conservés dans la base de données de ce serveur jusqu’à ce qu’ils les suppriment. Les messages pour abonnés et les messages directs peuvent être lus par leurs destinataires et par ceux qui exploitent un serveur auquel ils sont envoyés ; ils ne sont pas chiffrés.

profile-description = Messages de { $name } sur { $site }.
profile-locked = répond soi-même aux demandes d’abonnement
profile-empty = Rien ici pour l’instant.
follows-you = vous suit
here-since = Ici depuis
checked = vérifié
posts = { $n ->
    [one] { $n } message
   *[other] { $n } messages
}
following-count = { $n ->
    [one] { $n } abonnement
   *[other] { $n } abonnements
}
followers-count = { $n ->
    [one] { $n } abonné
   *[other] { $n } abonnés
}
which-posts = Quels messages
tab-posts = Messages
tab-with-replies = Avec les réponses
tab-media = Médias
featured-tags = Hashtags utilisés
which-people = Quelles personnes
tab-following = Abonnements
tab-followers = Abonnés
followers-of = Abonnés de { $name }
followed-by = Abonnements de { $name }
people-empty = Personne pour l’instant.
people-hidden = Les abonnements et les abonnés de ce compte ne sont pas affichés.
follow = Suivre
ask-to-follow = Demander à suivre
unfollow = Ne plus suivre
withdraw-request = Retirer la demande
mute = Masquer
unmute = Ne plus masquer
block = Bloquer
unblock = Débloquer
remove-follower = Retirer de vos abonnés
edit-profile = Modifier le profil
more-for-person = Autres actions pour cette personne

post-title = { $name } : { $excerpt }
post-og-title = Un message de { $name }
thread-earlier = Plus haut dans cette conversation
thread-more-earlier = La conversation commence plus haut.
thread-replies = Réponses
thread-go-on = Poursuivre ce fil
by-author = a écrit le premier message
replies = { $n ->
    [one] { $n } réponse
   *[other] { $n } réponses
}
replies-none = Aucune réponse pour l’instant
boosts = { $n ->
    [one] { $n } partage
   *[other] { $n } partages
}
favourites = { $n ->
    [one] { $n } favori
   *[other] { $n } favoris
}
reactions = { $n ->
    [one] réaction
   *[other] réactions
}
open-post = Ouvrir le message
boosted = a partagé
in-reply-to = En réponse à
edited = Modifié
to-unlisted = Absent des pages publiques,
to-followers = Pour les abonnés seulement,
to-direct = Pour les personnes mentionnées seulement,
warning-prefix = Avertissement :
pictures-closed = { $n ->
    [one] Une image sensible
   *[other] { $n } images sensibles
}
picture-undescribed = Image sans description
picture-alt = Alt
picture-alt-more = , description de l’image
history-title = Modifications d’un message de { $name }
history-back = Retour au message
history-now = Maintenant, depuis le
history-first = Au début, le

error-400 = Cette demande est illisible
error-400-text = Quelque chose dans l’adresse ou dans le formulaire n’était pas comme prévu. Rien n’a été modifié.
error-401 = Connectez-vous pour continuer
error-401-text = Cette page est réservée aux membres.
error-403 = Ceci n’est pas pour vous
error-403-text = Vous n’en avez pas le droit, ou la page d’où vous venez était trop ancienne. Revenez en arrière, rechargez-la et essayez encore une fois.
error-404 = Il n’y a rien ici
error-404-text = L’adresse contient peut-être une erreur, ou ce qui était ici a déménagé. Certains messages ne se lisent qu’une fois connecté.
error-405 = Cela ne marche pas ici
error-405-text = Cette adresse existe, mais pas pour ce genre de demande.
error-409 = Cela entre en conflit avec autre chose
error-409-text = Votre demande ne s’accorde pas avec ce qui existe déjà. Rien n’a été modifié.
error-410 = Ceci a été supprimé
error-410-text = Son auteur l’a retiré.
error-413 = C’est trop volumineux
error-413-text = Ce que vous avez envoyé dépasse ce que ce serveur accepte. Rien n’a été modifié.
error-429 = Un peu plus lentement
error-429-text = Trop de demandes sont venues de vous en peu de temps.
error-500 = Quelque chose s’est mal passé sur le serveur
error-500-text = Vous n’y êtes pour rien. Rien de ce que vous avez envoyé n’a été conservé. Si cela se reproduit, dites-le aux personnes qui font tourner ce serveur.
error-503 = Le serveur est occupé ou redémarre
error-503-text = Réessayez dans un instant. Rien n’a été modifié.
error-retry = { $n ->
    [one] Réessayez dans une seconde.
   *[other] Réessayez dans { $n } secondes.
}
error-request-id = Numéro de cette demande, pour les personnes qui font tourner le serveur :

search-title = Recherche
search-for = { $query } — Recherche
search-label = Des mots, un identifiant ou une adresse
search-hint = Des mots pour trouver des personnes, des hashtags et des messages ; @nom@serveur pour les personnes ailleurs ; l’adresse d’une page. from:nom, has:media, before:2026-01-31 et d’autres du même genre affinent la recherche de messages.
search-do = Chercher
search-people = Personnes
search-tags = Hashtags
search-posts = Messages
there-since = Là-bas depuis
remote-lede = Voici ce que { $host } a communiqué à ce serveur jusqu’ici.
original-profile = Ouvrir le profil sur { $host }
original-post = Ouvrir sur { $host }
media-video = Ouvrir la vidéo
media-audio = Ouvrir le son
media-other = Ouvrir le fichier

# Sondages et citations
poll = Sondage
poll-results = Résultats
poll-over = terminé
poll-until = jusqu’au
poll-endless = sans fin
poll-yours = votre réponse
percent = { $n } %
votes = { $n ->
    [one] { $n } voix
   *[other] { $n } voix
}
voters = { $n ->
    [one] { $n } personne a voté
   *[other] { $n } personnes ont voté
}
quote-waiting = Cite un message dont l’auteur n’a pas encore donné son accord.
quote-refused = Citait un message dont l’auteur ne le souhaite pas.
quote-missing = Cite un message qui n’est pas ici.
quote-open = L’ouvrir
quote-files = { $n ->
    [one] { $n } image
   *[other] { $n } images
}
pinned = Épinglé
profile-moved = Ce compte a déménagé vers
