# Ce qui est refusé partout.
refused-nothing-here = Il n’y a rien ici.
refused-deleted = Ceci a été supprimé.
refused-sign-in = Connectez-vous pour continuer.
refused-too-many = Trop d’essais. Attendez un peu et réessayez.
refused-busy = Le serveur est occupé ou redémarre. Réessayez dans un instant.
refused-broken = Quelque chose s’est mal passé sur le serveur.
refused-changed-meanwhile = Cela a changé entre-temps. Réessayez.
refused-file-large = Ce fichier est trop volumineux.
refused-files-away = Le stockage des fichiers n’est pas accessible pour le moment. Réessayez plus tard.
refused-page-ids = Cette page n’existe pas : max_id et min_id sont des nombres entiers.
refused-page-number = Cette page n’existe pas : page est un nombre entier de 1 à 25.
refused-moderators-only = Cette page est réservée à la modération.
