# Ce qui est refusé à l’entrée : inscription, connexion, invitations, applications.
refused-username-none = Choisissez un nom d’utilisateur.
refused-username-letters = Un nom d’utilisateur se compose de lettres de a à z, de chiffres et de tirets bas.
refused-username-long = Un nom d’utilisateur a au plus { $max } caractères.
refused-username-reserved = « { $name } » est réservé.
refused-email-incomplete = Ce n’est pas une adresse e-mail complète.
refused-email-long = Une adresse e-mail a au plus { $max } caractères.
refused-email-taken = Cette adresse e-mail appartient à quelqu’un qui est déjà ici.
refused-email-throw-away = C’est une adresse jetable. Prenez-en une dont vous lisez les e-mails.
refused-password-short = Un mot de passe a au moins { $min } caractères.
refused-password-easy = Ce mot de passe est facile à deviner. Essayez quelques mots sans rapport entre eux.
refused-password-long = Ce mot de passe fait { $length } octets ; bcrypt n’en lit que les { $max } premiers. Choisissez-en un plus court.
refused-password-nul = Un mot de passe ne peut pas contenir de caractère NUL.
refused-password-wrong = Ce n’est pas votre mot de passe.

refused-captcha-none = Saisissez les caractères que montre l’image.
refused-captcha-wrong = Ce n’étaient pas les bons caractères. Voici une autre image.
refused-captcha-late = Cette image n’est plus valable. En voici une autre.
refused-proof-wrong = La vérification contre les inscriptions automatiques n’a pas abouti. Envoyez le formulaire encore une fois.
refused-proof-late = Ce formulaire est resté ouvert trop longtemps. Envoyez-le encore une fois.
refused-proof-spent = Cette preuve a déjà servi. Envoyez le formulaire encore une fois.

refused-sign-up-closed = Ce serveur n’accueille pas de nouveaux membres.
refused-sign-up-rules = Lisez les règles de la maison et acceptez-les.
refused-sign-up-reason = Dites à la modération, en une ou deux lignes, pourquoi vous souhaitez nous rejoindre.
refused-sign-up-trap = Laissez ce champ vide et renvoyez le formulaire. Seuls des programmes le remplissent.
refused-sign-in-wrong = Le nom ou le mot de passe n’est pas le bon.
refused-sign-in-late = Cela a pris trop de temps. Connectez-vous de nouveau.
refused-sign-in-disabled = Ce compte est désactivé. Demandez pourquoi aux personnes qui gèrent ce serveur.
refused-sign-in-unconfirmed = Confirmez d’abord votre adresse e-mail : ouvrez le lien dans l’e-mail que nous vous avons envoyé.
refused-sign-in-unapproved = La modération n’a pas encore regardé votre demande. Vous pourrez vous connecter ensuite.
refused-second-step-code = Ce n’est pas le bon code, ou il a déjà servi. Attendez le suivant.
refused-second-step-on = La validation en deux étapes est déjà activée.

refused-link-over = Ce lien a déjà servi ou il est trop ancien.
refused-set-up-over = Ce lien a déjà servi ou il est trop ancien. Un nouveau s’affiche chaque fois que le serveur démarre sans propriétaire.
refused-reset-no-mail = Ce serveur n’envoie pas d’e-mails. Demandez un nouveau mot de passe aux personnes qui le gèrent.

refused-invite-needed = Il vous faut une invitation pour nous rejoindre ici.
refused-invite-over = Cette invitation n’est plus valable.
refused-invite-ended = Cette invitation a déjà pris fin.
refused-invite-many = Vous avez { $max } invitations ouvertes. Mettez d’abord fin à l’une d’elles.
refused-invite-number = Choisissez un nombre de 1 à { $max }.
refused-door-domain = « { $word } » n’est pas un domaine e-mail.
refused-door-many = Choisissez au plus { $max } domaines e-mail.
refused-door-limit = Choisissez un nombre de 0 à { $max }.

refused-app-unknown = Ce serveur ne connaît pas l’application qui vous a envoyé ici. Recommencez dans l’application.
refused-app-address = L’application veut vous envoyer à une adresse qu’elle n’avait pas indiquée auparavant ; rien n’a donc été fait.
refused-app-request = Il manque un paramètre obligatoire à la requête, un paramètre a une valeur non prise en charge, ou elle est mal formée d’une autre façon.
refused-app-challenge = Un code challenge (RFC 7636) manque ou est faux ; code_challenge_method doit être S256.
refused-app-response = Le serveur d’autorisation ne prend pas en charge ce type de réponse.
refused-app-scope = La portée demandée (scope) est invalide, inconnue ou mal formée.
