# Ce qu’apprennent les responsables après avoir fait quelque chose.
did-announcement-kept = L’annonce est enregistrée.
did-announcement-changed = L’annonce est modifiée.
did-announcement-told = Tout le monde en est averti maintenant.
did-announcement-untold = Plus personne n’en est averti.
did-announcement-deleted = L’annonce est supprimée.
did-content-drafted = La règle est un brouillon. Essayez-la, puis activez-la.
did-rule-changed = La règle est modifiée.
did-content-on = La règle est active : elle examine désormais chaque nouveau message.
did-content-off = La règle est désactivée.
did-content-gone = La règle n’existe plus. Ce qu’elle retenait attend toujours.
did-list-fetched-first = La liste est récupérée. Rien n’en vaut avant qu’elle ne soit appliquée.
did-list-fetched = La liste est récupérée.
did-list-applied = La liste est en cours d’application.
did-list-declined = Cette liste n’en fait pas de règle.
did-list-changed = Enregistré. La liste est relue.
did-list-left = L’abonnement a pris fin.
did-allow-only = Seuls les serveurs ci-dessous peuvent parler à celui-ci désormais.
did-allow-all = Tout serveur peut parler à celui-ci désormais, sauf règle contraire.
did-domain-rule-none = Cette règle n’existe plus.
did-rule-ended = La règle a pris fin.
did-import-begun = Les règles sont en cours de création. Cette page en montre l’avancement.
did-import-before = Ce fichier est déjà appliqué.
did-import-discarded = Le fichier est écarté. Rien n’a changé.
did-relay-asked = Le relais est sollicité.
did-relay-left = Le relais est quitté.
did-budgets-saved = Les budgets s’appliquent désormais.
did-appeal-granted = La décision est annulée, et la personne en est avertie.
did-appeal-refused = La décision est maintenue, et la personne en est avertie.
did-sent-before = Ceci a déjà été envoyé. C’est fait une seule fois.
did-webhook-added = Le webhook est ajouté. Son secret figure ci-dessous.
did-webhook-changed = Le webhook est modifié.
did-webhook-on = Le webhook est actif.
did-webhook-off = Le webhook est désactivé.
did-webhook-rotated = Il y a un nouveau secret. L’ancien ne vaut plus rien.
did-webhook-deleted = Le webhook est supprimé.
did-emoji-copied = L’emoji est copié : tout le monde peut l’utiliser.
did-emoji-on = L’emoji est affiché.
did-emoji-off = L’emoji n’est plus que du texte.
did-emoji-filed = L’emoji figure sous sa rubrique.
did-emoji-gone = L’emoji n’existe plus.
did-invite-before = Cette invitation a déjà été créée.
did-holds-now = Ceci s’applique désormais.
did-rule-holds = La règle s’applique désormais.
did-mailbox-blocked = Personne ne s’inscrit plus avec cette adresse.
did-draft-kept = Le brouillon est enregistré. Personne d’autre ne le voit encore.
did-draft-gone = Le brouillon n’existe plus.
did-text-published = La nouvelle version est publiée.
did-prices-saved = Les prix s’appliquent désormais.
did-mail-kept = Le courriel est enregistré. Il n’est pas encore envoyé.
did-mail-tried = Un courriel est en route vers vous seul·e.
did-mail-sending = Le courriel est en cours d’envoi.
did-mail-stopped = C’est arrêté. Qui l’a reçu l’a ; personne d’autre ne le recevra.
did-noted = C’est noté.
did-hold-made = Désormais, rien n’en est supprimé définitivement.
did-hold-lifted = La conservation est levée.
did-export-begun = L’archive est en cours de création. Revenez dans une minute.
did-rule-added = La règle est ajoutée.
did-translation-kept = La traduction est enregistrée.
did-rule-up = La règle est déplacée vers le haut.
did-rule-down = La règle est déplacée vers le bas.
did-rule-gone = La règle n’existe plus. Les signalements qui la citent la citent toujours.
did-person-approved = La personne peut se connecter maintenant.
did-person-rejected = La demande n’existe plus, et le nom est de nouveau libre.
did-person-warned = La personne est avertie.
did-person-covered = Ses images sont cachées désormais.
did-person-limited = Seuls ses abonnés la voient désormais.
did-person-disabled = La personne ne peut plus se connecter.
did-person-suspended = Plus personne ne la voit. Vous pouvez annuler pendant 30 jours.
did-before = C’était déjà fait.
did-person-enabled = La personne peut de nouveau se connecter.
did-person-unlimited = Tout le monde la voit de nouveau.
did-person-uncovered = Ses images ne sont plus cachées.
did-person-unsuspended = La personne est de nouveau visible, et rien n’est supprimé.
did-person-deleted = Tout ce qui vient de ce compte est supprimé.
did-note-made = La note est là.
did-note-before = Cette note est déjà là.
did-note-gone = La note n’existe plus.
did-link-mailed = Un courriel avec un lien est en route.
did-person-one-step = La personne se connecte désormais avec le seul mot de passe.
did-address-changed = L’adresse est modifiée.
did-address-confirmed = L’adresse est considérée comme confirmée.
did-mail-again = Le courriel est de nouveau en route.
did-role-given = La personne a ce rôle désormais.
did-person-fetched = Le profil est récupéré de nouveau dans un instant.
did-template-made = Le modèle est là.
did-template-changed = Le modèle est modifié.
did-template-gone = Le modèle n’existe plus.
did-report-closed = C’est fait, et le signalement est clos.
did-report-mine = Le signalement est à vous.
did-report-theirs = Quelqu’un d’autre a le signalement désormais.
did-report-nobodys = Personne n’a le signalement désormais.
did-report-about = Le signalement dit de quoi il s’agit.
did-report-forwarded = Sa modération en est avertie.
did-report-opened = Le signalement est rouvert.
did-settings-saved = Enregistré. Cela vaut aussitôt, partout.
did-settings-reset = Le fichier de configuration s’applique de nouveau.
did-may-trend = Cela peut figurer parmi les tendances.
did-may-not-trend = Cela ne figure pas parmi les tendances.
did-hashtag-ruled = Cela vaut désormais pour ce mot-clic.
did-file-unblocked = Le fichier est de nouveau admis.
did-role-before = Le rôle a déjà été créé.
did-role-gone = Le rôle n’existe plus, et qui l’avait n’en a plus.
did-saved = Enregistré.
did-server-allowed = { $domain } est autorisé désormais.
did-domain-rule = La règle sur { $domain } s’applique désormais.
did-emoji-added = Tout le monde peut écrire :{ $name }: désormais.
did-role-saved = Le rôle { $name } est enregistré.
did-role-of = @{ $name } a le rôle { $role } désormais.
did-deliveries-tried = { $n ->
    [one] { $n } envoi est de nouveau tenté.
   *[other] { $n } envois sont de nouveau tentés.
}
did-deliveries-removed = { $n ->
    [one] { $n } envoi est supprimé.
   *[other] { $n } envois sont supprimés.
}
did-accounts-fetched = { $n ->
    [one] { $n } compte est récupéré maintenant, les autres quand quelqu’un les regarde.
   *[other] { $n } comptes sont récupérés maintenant, les autres quand quelqu’un les regarde.
}
did-file-blocked = { $n ->
    [one] Le fichier n’est plus admis ; { $n } exemplaire est supprimé.
   *[other] Le fichier n’est plus admis ; { $n } exemplaires sont supprimés.
}
did-files-purged = { $n ->
    [one] { $n } fichier est supprimé définitivement.
   *[other] { $n } fichiers sont supprimés définitivement.
}
did-posts-let-go = { $n ->
    [one] { $n } message est libéré.
   *[other] { $n } messages sont libérés.
}
did-posts-rejected = { $n ->
    [one] { $n } message est refusé.
   *[other] { $n } messages sont refusés.
}
