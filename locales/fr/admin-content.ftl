# Règles sur le contenu des messages, et ce qu’elles retiennent.
content-lead = Les règles examinent les messages qui viennent d’autres serveurs, et ceux des membres pendant leurs 30 premiers jours. Une nouvelle règle est un brouillon : essayez-la sur les messages d’ici, puis activez-la.
content-caption = Les plus récentes d’abord
content-new = Nouvelle règle
content-name = Nom
content-name-hint = Pour la modération seulement
content-looks-at = Examine
content-does = Effet
content-state = État
content-matches = Correspondances
content-none = Aucune règle pour l’instant. Tout ce qui n’est pas bloqué ailleurs peut entrer.
content-keyword = Mots
content-regex = Expression régulière
content-link = Domaines de liens, et tout ce qui en dépend
content-new-account = Nouveaux comptes qui mettent trop de liens ou de mentions
content-mentions = Beaucoup de mentions de personnes qui ne suivent pas l’auteur
content-report = Le signaler à la modération
content-sensitive = Cacher ses images
content-warn = Mettre un avertissement devant
content-hold = Le retenir pour relecture
content-reject = Ne pas l’accepter
content-all = Autres serveurs et nouveaux membres
content-remote = Autres serveurs
content-local = Nouveaux membres
content-draft = Brouillon
content-on = Activée
content-off = Désactivée
content-pattern = Mots, domaines ou expression
content-pattern-hint = Mots et domaines : un par ligne. Majuscules et minuscules se valent.
content-links = Plus de liens que
content-people = Plus de personnes mentionnées que
content-days = Seulement les comptes connus ici depuis moins de jours que
content-days-hint = Vide : tout âge
content-whose = Messages de qui
content-warning-text = Avertissement
content-warning-hint = Ce qui figure devant le message, si c’est ce que fait la règle
content-last = Essayer sur autant de messages récents
content-last-hint = 10 000 au plus ; vide : 1 000
content-try = Essayer sans rien modifier
content-save = Enregistrer
content-make = Enregistrer comme brouillon
content-trial = Messages qui correspondent : { $n } sur { $of }
content-took = Cela a pris { $n } ms.
content-cut = C’est trop long : tous les messages n’ont pas été examinés.
content-switch-on = L’activer
content-switch-off = La désactiver
content-delete = Supprimer la règle
review-reason = Pourquoi, pour le journal
review-approve = Laisser passer la sélection
review-reject = Refuser la sélection
review-pick = Choisir ce message
review-rule = Retenu par « { $rule } »
review-original = Sur son serveur
review-account = Le compte
review-empty = Rien n’attend.
held-title = Messages en attente
held-lead = La modération les lit avant tout le monde. Il n’est pas nécessaire de les envoyer de nouveau.
held-none = Rien de vous n’attend.
held-take-back = Retirer
content-matched = { $n ->
    [0] Aucune correspondance.
    [one] Elle a correspondu une fois.
   *[other] Elle a correspondu { $n } fois.
}
review-wait = { $n ->
    [0] Aucun message n’attend.
    [one] Un message attend.
   *[other] { $n } messages attendent.
}
review-files = { $n ->
    [one] { $n } fichier
   *[other] { $n } fichiers
}
