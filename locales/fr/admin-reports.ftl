# Ce que les membres apprennent des décisions et de leurs propres signalements.
note-strike = Les personnes qui s’occupent de ce serveur ont pris une décision au sujet de votre compte.
note-report-settled = Quelqu’un a examiné un de vos signalements.
note-appeal-decided = Quelqu’un a tranché votre recours.
note-appeal = conteste une décision.
note-read = Lire

mail-warning-cover-subject = Des messages de vous sur { $site } sont cachés
mail-warning-cover-text = Les personnes qui s’occupent de { $site } ont décidé que les images de certains de vos messages sont cachées jusqu’à ce que quelqu’un veuille les voir.
mail-warning-delete-subject = Des messages de vous sur { $site } sont supprimés
mail-warning-delete-text = Les personnes qui s’occupent de { $site } ont supprimé certains de vos messages.
mail-appeal-approved-subject = Votre recours sur { $site } était justifié
mail-appeal-approved-text = Les personnes qui s’occupent de { $site } ont lu votre recours et annulé leur décision.
mail-appeal-rejected-subject = Votre recours sur { $site } a été lu
mail-appeal-rejected-text = Les personnes qui s’occupent de { $site } ont lu votre recours. Leur décision reste la même.
mail-appeal-page = Tout à ce sujet figure sur cette page :

reports-heading = { $n ->
    [0] Aucun signalement n’attend
    [one] Un signalement attend
   *[other] { $n } signalements attendent
}
reports-oldest = Le plus ancien attend depuis { $n ->
    [0] moins d’une heure.
    [one] une heure.
   *[other] { $n } heures.
}
reports-free = { $n ->
    [0] Quelqu’un s’occupe de chacun.
    [one] Un n’a encore personne.
   *[other] { $n } n’ont encore personne.
}
reports-mine = { $n ->
    [0] Aucun n’est à vous.
    [one] Un est à vous.
   *[other] { $n } sont à vous.
}
reports-none-waits = Tout est traité.
reports-filter = Quels signalements
reports-filter-do = Afficher
reports-any = tous
reports-state = État
reports-state-open = ouvert
reports-state-resolved = traité
reports-assigned = Pris en charge par
reports-assigned-me = moi
reports-assigned-nobody = personne
reports-assigned-anybody = quelqu’un
reports-category = À quel sujet
reports-about = Sur qui
reports-from = De
reports-local = personnes de ce serveur
reports-remote = personnes d’autres serveurs
reports-person = Sur ce compte
reports-reporter = De ce compte
reports-domain = Sur des personnes du serveur
reports-caption = Signalements, les plus récents d’abord
reports-what = Signalement
reports-when = Quand
reports-posts = { $n ->
    [one] { $n } message
   *[other] { $n } messages
}
reports-nothing-found = Aucun signalement de ce genre.
category-spam = Messages indésirables
category-legal = Contraire à la loi
category-violation = Contraire aux règles
category-other = Autre chose

report-number = Signalement { $id }
report-heading = { $by } signale { $about }
report-settled-by = Traité par { $by }
report-settled = Traité
report-settled-nothing = rien n’a été fait
report-waits = Il attend depuis { $n ->
    [0] moins d’une heure.
    [one] une heure.
   *[other] { $n } heures.
}
report-mine = Il est à vous.
report-has = { $by } s’en occupe.
report-free = Personne ne s’en occupe encore.
report-take = Le prendre
report-give-back = Le rendre
report-give-to = Modérateur
report-give = Le lui confier
report-reopen = Le rouvrir
report-what = Ce qui a été écrit
report-no-posts = Le signalement ne cite aucun message.
evidence-deleted = supprimé depuis
evidence-edited = modifié depuis
evidence-file = Fichier { $n } ({ $kind })
evidence-place = Le lire à sa place
report-said = Ce que dit { $by }
report-no-comment = (n’a rien dit de plus)
report-rule = Règle { $n } : { $text }
report-told = La modération de { $host } a été prévenue.
report-not-told = La modération de { $host } n’a pas été prévenue.
report-classify = Changer le sujet
report-rules = Règles enfreintes
report-history = Ce qui s’est passé auparavant avec { $about }
history-this = Ce signalement
history-open = Encore ouvert
history-settled = Traité
party-reported = { $n ->
    [0] Jamais signalé.
    [one] Signalé une fois.
   *[other] Signalé { $n } fois.
}
party-reports = { $n ->
    [0] N’a signalé personne.
    [one] A signalé quelqu’un une fois.
   *[other] A signalé quelqu’un { $n } fois.
}
party-heard = { $n ->
    [0] Rien n’a été fait ensuite.
    [one] Quelque chose a été fait une fois.
   *[other] Quelque chose a été fait { $n } fois.
}
party-strikes = { $n ->
    [0] Aucune décision à son encontre.
    [one] Une décision à son encontre.
   *[other] { $n } décisions à son encontre.
}
strike-none = Avertissement
strike-disable = Compte gelé
strike-cover = Messages cachés
strike-delete = Messages supprimés
strike-sensitive = Images cachées
strike-silence = Compte limité
strike-suspend = Compte suspendu
strike-undone = annulé
report-notes = Notes de la modération
report-no-notes = Aucune note pour l’instant.
report-new-note = Nouvelle note
report-note-do = Enregistrer la note
note-delete = Supprimer cette note
report-tell = Prévenir { $host }
report-tell-words = Ce qui est dit à sa modération
report-tell-hint = Cela vient de ce serveur. L’auteur du signalement n’est pas nommé ; retirez ce qui le trahirait.
report-tell-do = Prévenir la modération de { $host }

decision-title = Votre décision
decision-what = Que faire de { $about }
verdict-none = Clore, rien à faire
verdict-none-hint = { $by } apprend que vous avez regardé.
verdict-warn = Avertir
verdict-warn-hint = La personne reçoit votre mot ci-dessous. Rien n’est caché.
verdict-cover = Cacher les messages signalés
verdict-cover-hint = { $n ->
    [one] Les images d’un message sont cachées jusqu’à ce que quelqu’un veuille les voir.
   *[other] Les images de { $n } messages sont cachées jusqu’à ce que quelqu’un veuille les voir.
}
verdict-delete = Supprimer les messages signalés
verdict-delete-hint = { $n ->
    [one] Un message disparaît pour de bon. Il reste ici comme preuve.
   *[other] { $n } messages disparaissent pour de bon. Ils restent ici comme preuves.
}
verdict-sensitive = Cacher toutes ses images
verdict-sensitive-hint = { $n ->
    [0] Il n’y a aucune image pour l’instant.
    [one] Une image est cachée jusqu’à ce que quelqu’un veuille la voir.
   *[other] { $n } images sont cachées jusqu’à ce que quelqu’un veuille les voir.
}
verdict-limit = Limiter : retirer des pages publiques
verdict-limit-hint = { $n ->
    [0] Personne ne suit ce compte ici, donc personne ne le verra.
    [one] Seul son unique abonné ici le voit encore.
   *[other] Seuls ses { $n } abonnés ici le voient encore.
}
verdict-freeze = Geler
verdict-freeze-hint = { $n ->
    [0] La personne ne peut pas se connecter.
    [one] La personne ne peut pas se connecter. Son unique message reste.
   *[other] La personne ne peut pas se connecter. Ses { $n } messages restent.
}
verdict-suspend = Suspendre sur ce serveur
verdict-suspend-posts = { $n ->
    [0] Aucun message ne disparaît.
    [one] Un message disparaît.
   *[other] { $n } messages disparaissent.
}
verdict-suspend-media = { $n ->
    [0] Aucun fichier non plus.
    [one] Un fichier aussi.
   *[other] { $n } fichiers aussi.
}
verdict-suspend-follows = Abonnés ici : { $followers } ; abonnements ici : { $following }.
decision-preset = Modèle
decision-no-preset = aucun
decision-preset-texts = Lire les modèles
decision-words = Un mot pour { $about }
decision-words-hint = Envoyé avec votre décision, après le modèle. Laissez vide pour envoyer le texte habituel.
decision-forward = Prévenir aussi la modération de { $host }, sans dire qui a signalé
decision-also = Clore aussi tous les autres signalements ouverts sur { $about }
decision-note = Note pour les autres modérateurs
decision-do = Décider et clore le signalement
decision-kept = Chaque décision est conservée dans le journal avec votre nom. Les personnes de ce serveur peuvent la contester.

presets-title = Modèles
presets-heading = { $n ->
    [0] Aucun modèle pour l’instant
    [one] Un modèle
   *[other] { $n } modèles
}
presets-lede = Des mots qui accompagnent souvent les décisions.
preset-new = Nouveau modèle
preset-name = Titre
preset-text = Texte
preset-add = Ajouter le modèle
preset-delete = Le supprimer

appeals-heading = { $n ->
    [0] Aucun recours n’attend
    [one] Un recours attend
   *[other] { $n } recours attendent
}
appeals-show-waiting = Afficher ceux qui attendent
appeals-show-decided = Afficher ceux qui sont tranchés
appeals-empty = Aucun recours de ce genre.
appeal-of = Recours de { $name }
appeal-against = Contre :
appeal-reply = Votre réponse
appeal-approve = Accepter : annuler la décision
appeal-reject = Refuser : la décision reste
appeal-approved = accepté
appeal-rejected = refusé
appeal-pending = en attente

strikes-title = Décisions
strikes-empty = Rien n’a été décidé au sujet de votre compte.
strike-appealed = Votre recours :
strike-answer = La réponse :
strike-appeal = Pourquoi est-ce une erreur ?
strike-appeal-hint = Une autre personne le lit, s’il y en a une. Vous pouvez faire un recours jusqu’au
strike-appeal-do = Envoyer le recours
strike-appeal-over = Le délai de recours est passé.
own-reports-title = Vos signalements
own-reports-caption = Ce que vous avez signalé, le plus récent d’abord
own-reports-outcome = Ce qui en est résulté
own-reports-empty = Vous n’avez signalé personne.
own-report-waiting = en attente
own-report-looked = examiné, il n’y avait rien à faire
own-report-acted = examiné, et quelque chose a été fait
