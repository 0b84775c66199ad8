# Pages d’un membre connecté.
reply = Répondre
boost = Partager
favourite = Ajouter aux favoris
bookmark = Ajouter aux marque-pages
react = Réagir
react-title = Réagir avec un emoji
react-lede = L’auteur le voit, comme toute personne qui peut lire le message. Un autre emoji prend sa place.
react-other = Un autre emoji
react-hint = Un emoji, ou le nom d’un emoji de ce serveur entre deux-points.
more-for-post = Autres actions pour ce message

home-feed = Messages des personnes que vous suivez
home-empty = Vous ne suivez encore personne qui ait écrit.
home-empty-do = Voir qui écrit ici
compose-title = Écrire un message
compose-label = Écrire un message
compose-text = Votre message
compose-reply = Votre réponse
compose-placeholder = Qu’avez-vous remarqué ?
compose-limit = jusqu’à { $n } caractères
reply-title = Répondre à { $name }
to-legend = Qui peut lire ceci
to-short-public = Tout le monde
to-short-unlisted = Discret
to-short-followers = Abonnés
to-short-direct = Mentions
to-public-name = Tout le monde
to-public-hint = Sur les pages publiques et dans la recherche
to-unlisted-name = Public, mais discret
to-unlisted-hint = Qui a le lien peut le lire ; absent de la page en direct
to-followers-name = Abonnés
to-followers-hint = Seulement les personnes qui vous suivent
to-direct-name = Personnes mentionnées
to-direct-hint = Seulement les personnes nommées dans le texte
post-do = Publier
post-do-unlisted = Publier discrètement
post-do-followers = Publier pour vos abonnés
post-do-direct = Envoyer aux personnes mentionnées
pictures = Images
pictures-hint = { $n ->
    [one] Une image. Dites ce qu’elle montre, pour les personnes qui ne peuvent pas la voir.
   *[other] Jusqu’à { $n } images. Dites ce que chacune montre, pour les personnes qui ne peuvent pas la voir.
}
picture-n = Image { $n }
picture-alt-n = Description de l’image { $n }
picture-alt-placeholder = Que montre-t-elle ?
warning = Avertissement
warning-hint = Cette ligne se lit d’abord ; chacun ouvre ensuite le message lui-même.
language = Langue :
language-written = Écrit en

edit-title = Modifier un message
edit-lede = Quiconque peut lire le message peut aussi lire ce qu’il disait avant.
leave-as-is = Laisser tel quel
delete-title = Supprimer ce message ?
delete-lede = Il disparaît pour de bon, avec ses images. Les réponses restent.
delete-do = Supprimer pour de bon
keep-it = Le garder

notices-empty = Il ne s’est encore rien passé. Les réponses, les partages et les nouveaux abonnés s’afficheront ici.
mark-read = Tout marquer comme lu
requests-wait = { $n ->
    [one] Une personne demande à vous suivre.
   *[other] { $n } personnes demandent à vous suivre.
}
and-others = { $n ->
    [one] et une autre personne
   *[other] et { $n } autres personnes
}
note-mention = vous a mentionné
note-reply = a répondu
note-boost = { $others ->
    [0] a partagé votre message
   *[other] ont partagé votre message
}
note-favourite = { $others ->
    [0] a mis votre message en favori
   *[other] ont mis votre message en favori
}
note-reaction = { $others ->
    [0] a réagi avec
   *[other] ont réagi, en dernier avec
}
note-follow = { $others ->
    [0] vous suit
   *[other] vous suivent
}
note-follow-request = demande à vous suivre.
note-edit = a modifié un message que vous aviez partagé
note-sign-up = { $others ->
    [0] demande à rejoindre le serveur.
   *[other] demandent à rejoindre le serveur.
}
note-poll = avait posé une question dans un sondage où vous avez voté. Il est terminé.
note-own-poll = (vous) aviez posé une question dans un sondage. Il est terminé.
note-quote = vous a cité
note-post = a publié un message
note-report = a signalé quelqu’un.
note-severed = Des abonnements entre vous et { $target } ont pris fin. Abonnés perdus : { $followers } ; abonnements perdus : { $following }.

bookmarks-title = Marque-pages
bookmarks-lede = Personne d’autre ne sait ce que vous gardez ici.
bookmarks-empty = Aucun marque-page. Les messages que vous gardez s’afficheront ici.
favourites-title = Favoris
favourites-lede = Leurs auteurs savent que vous les avez aimés.
favourites-empty = Aucun favori pour l’instant.
requests-title = Demandes d’abonnement
requests-lede = Les personnes que vous acceptez peuvent lire ce que vous écrivez pour vos abonnés.
requests-empty = Personne n’attend de réponse.
blocks-title = Personnes bloquées
blocks-lede = Vous ne vous voyez plus ici. Elles n’en sont pas informées.
blocks-empty = Vous n’avez bloqué personne.
mutes-title = Personnes masquées
mutes-lede = Vous ne voyez pas ce qu’elles écrivent. Elles n’en sont pas informées.
mutes-empty = Vous n’avez masqué personne.

settings-title = Réglages
settings-profile = Profil
settings-password = Mot de passe
settings-sessions = Appareils connectés
settings-invites = Invitations
display-name = Nom
display-name-hint = Tel que les autres le voient. N’importe quel nom convient.
bio = À propos de vous
bio-hint = Jusqu’à { $n } caractères. Les mentions, les hashtags et les liens fonctionnent.
profile-fields = Quatre lignes à vous
profile-fields-hint = Par exemple votre site, vos pronoms, la ville où vous habitez.
field-name = Nom
field-value = Contenu
field-name-n = Nom de la ligne { $n }
field-value-n = Contenu de la ligne { $n }
avatar = Image
avatar-hint = Carrée, JPEG, PNG, GIF ou WebP. Le lieu de la prise de vue en est retiré.
header = Image d’en-tête
header-hint = Cinq fois plus large que haute.
remove-picture = Retirer l’image actuelle
profile-choices = Choix
locked = Je réponds moi-même aux demandes d’abonnement
locked-hint = Tant que vous n’avez pas accepté, personne ne peut lire ce que vous écrivez pour vos abonnés.
discoverable = On peut me trouver
discoverable-hint = Dans les listes de personnes et par les moteurs de recherche.
bot = Ce compte est un programme
bot-hint = Ses messages sont marqués comme automatisés.
see-profile = Voir votre profil
current-password = Mot de passe actuel
new-password = Nouveau mot de passe
password-signs-out = Tous les autres appareils sont déconnectés quand le mot de passe change.
sessions-caption = Là où vous êtes connecté. Déconnectez ce que vous ne reconnaissez pas, puis changez votre mot de passe.
session-device = Appareil
session-unknown = Inconnu
session-address = Adresse
session-since = Depuis
session-seen = Dernière utilisation
session-do = Que faire
session-this = celui-ci
session-revoke = Déconnecter
session-revoke-others = Déconnecter partout ailleurs
invite-uses = Combien de personnes
invite-uses-hint = Vide : autant qu’on veut.
invite-days = Pour combien de jours
invite-days-hint = Vide : sans fin.
invite-do = Créer une invitation
invites-caption = Invitations que vous avez créées
invites-empty = Vous n’avez encore invité personne.
invite-link = Lien
invite-used = Utilisée
invite-until = Jusqu’au
invite-of = { $n } sur { $max }
invite-revoke = Y mettre fin

sign-ups-title = Personnes qui demandent à rejoindre le serveur
sign-ups-wait = { $n ->
    [one] Une personne demande à rejoindre le serveur.
   *[other] { $n } personnes demandent à rejoindre le serveur ; celle qui attend depuis le plus longtemps vient en premier.
}
sign-ups-empty = Personne n’attend.
sign-up-unconfirmed = adresse non confirmée
sign-up-no-reason = (sans raison donnée)
sign-up-approve = Faire entrer @{ $handle }
sign-up-reject = Refuser et supprimer

# Sondages, citations, messages épinglés
poll-hint = De deux à huit réponses. Laissez les autres vides.
poll-option-n = Réponse { $n }
poll-lasts = Il dure
poll-5-minutes = 5 minutes
poll-30-minutes = 30 minutes
poll-1-hour = 1 heure
poll-6-hours = 6 heures
poll-1-day = 1 jour
poll-3-days = 3 jours
poll-7-days = 7 jours
poll-30-days = 30 jours
poll-multiple = On peut choisir plusieurs réponses
vote = Voter
quote = Citer
quote-lede = Vous citez ce message :
quote-revoke = Retirer votre message de celui-ci
pin = Épingler à votre profil
unpin = Désépingler

# Signalements
report = Signaler
report-title = Signaler { $name }
report-lede = La modération de ce serveur le lit. La personne n’en est pas informée.
report-comment = Ce qui ne va pas
report-forward = Prévenir aussi la modération de { $host }
report-forward-hint = Elle n’apprend pas qui vous êtes.
report-do = Envoyer le signalement
report-not = Pas maintenant

# Déménagement
settings-migration = Déménagement
aliases-title = Vos autres comptes
aliases-lede = Nommez ici un compte avant d’en déménager vers celui-ci.
alias-handle = Identifiant de l’autre compte
alias-hint = Sous la forme nom@serveur.
alias-add = Ajouter l’alias
alias-remove = Retirer
move-title = Continuer sous un autre compte
move-lede = Vos abonnés suivront l’autre compte à la place de celui-ci. Vos messages restent ici. Vous pouvez le faire une fois en { $n } jours.
move-handle = Identifiant du nouveau compte
move-hint = Il doit d’abord nommer ce compte parmi ses alias.
move-do = Déplacer mes abonnés
move-stay = Rester ici finalement
indexable = On peut chercher dans mes messages publics
indexable-hint = Par les mots qu’ils contiennent, ici et sur d’autres serveurs.
show-application = Les autres peuvent voir avec quelles applications j’écris
show-application-hint = Le nom de l’application figure à côté de vos messages dans les leurs.
