# Ce que les applications montrent d’une notification quand elles ne sont pas ouvertes.
push-mention = { $name } vous a mentionné
push-quote = { $name } a cité votre message
push-post = { $name } a écrit un message
push-boost = { $name } a partagé votre message
push-follow = { $name } vous suit
push-follow_request = { $name } demande à vous suivre
push-favourite = { $name } a mis votre message en favori
push-poll = Un sondage est terminé
push-edit = { $name } a modifié un message
push-quoted_edit = { $name } a modifié un message que vous aviez cité
push-sign_up = { $name } demande à rejoindre le serveur
push-report = { $name } a envoyé un signalement
push-moderation_warning = Les personnes qui s’occupent du serveur vous ont écrit
push-severed_relationships = Des abonnements ont pris fin
push-other = Du nouveau de { $name }
