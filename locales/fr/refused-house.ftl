# Ce qui est refusé pour la maison : règles et textes, droit, emojis, coûts, formulaires, adresses.
refused-age-range = Indiquez de 0 à { $max } ans.
refused-age-birth-date = Écrivez votre date de naissance sous la forme année-mois-jour.
refused-age-too-young = Vous n’avez pas l’âge de vous inscrire : ici, on a { $minimum } ans ou plus.

refused-house-characters = Utilisez au plus { $max } caractères.
refused-rule-empty = Écrivez la règle.
refused-rule-many = Il y a déjà { $max } règles. Réunissez-en quelques-unes.
refused-rule-language = Utilisez deux lettres de la norme ISO 639-1, par exemple en ou de.
refused-rule-languages = Il y a assez de langues.
refused-announcement-long = Une annonce a au plus { $max } caractères.
refused-announcement-end = La fin doit venir après le début.
refused-mailing-days = Indiquez de 1 à { $max } jours.
refused-mailing-no-mail = Ce serveur n’envoie pas d’e-mails : mail.smtp_url n’est pas défini dans sa configuration.
refused-webhook-many = Il y a déjà { $max } webhooks.
refused-webhook-taken = Il y a déjà un webhook à cette adresse.
refused-webhook-address = Écrivez une adresse complète, https://….
refused-webhook-events = Choisissez-en au moins un.

refused-legal-text-empty = Écrivez le texte.
refused-legal-day-over = Choisissez aujourd’hui ou un jour ultérieur.
refused-legal-day-taken = Il y a déjà une version pour ce jour.
refused-legal-notice-empty = Écrivez ce qui est dit aux membres.
refused-legal-no-account = Ce compte n’existe pas.
refused-legal-no-post = Ce message n’existe pas.
refused-legal-why = Écrivez pourquoi.
refused-hold-already = C’est déjà sous conservation.
refused-export-reason = Écrivez pourquoi, en { $max } caractères au plus.
refused-order-authority = Écrivez qui demande.
refused-order-country = Écrivez le pays en deux lettres, par exemple DE.
refused-order-received = Écrivez le jour où la demande a été reçue.
refused-order-early = Ce jour n’est pas encore venu.
refused-order-answered = Elle ne peut pas avoir reçu de réponse avant d’être arrivée.
refused-price-amount = Écrivez un montant comme 3,80, avec au plus quatre décimales.

refused-emoji-shortcode = Le nom d’un emoji a de 2 à 100 lettres, chiffres et tirets bas.
refused-emoji-category = Une rubrique a au plus { $max } octets.
refused-emoji-taken = Un emoji :{ $name }: existe déjà.
refused-emoji-missing = Ce serveur n’a aucun emoji :{ $name }: à lui.
refused-net-unreachable = L’autre serveur n’a pas pu être joint.

refused-form-late = Ce formulaire est resté ouvert trop longtemps. Relisez-le et envoyez-le encore une fois.
refused-form-late-or-no-cookies = Ce formulaire est resté ouvert trop longtemps, ou votre navigateur bloque les cookies. Revenez en arrière, rechargez la page et envoyez le formulaire encore une fois.
refused-form-elsewhere = Ce formulaire a été envoyé depuis un autre site ; rien n’a donc été fait.
refused-form-only = Cette adresse n’accepte que des formulaires.
refused-form-files-only = Cette adresse n’accepte que des formulaires avec des fichiers.
refused-form-not-whole = Le formulaire n’est pas arrivé en entier.
refused-form-slow = Le formulaire est arrivé trop lentement.
refused-form-bytes = Un formulaire a au plus { $max } octets.
refused-form-large = Ce formulaire est trop lourd. Envoyez moins de fichiers, ou des fichiers plus petits.
refused-form-many-fields = Ce formulaire a trop de champs.
refused-form-not-text = Le formulaire contient des octets qui ne sont pas du texte.
refused-form-unreadable = Le formulaire n’a pas pu être lu.
refused-form-no-room = Le serveur n’a pas de place pour des fichiers en ce moment. Réessayez plus tard.

refused-network-closed = Ce serveur n’est pas ouvert à votre réseau.
refused-url-long = L’adresse est trop longue.
refused-url-not-text = L’adresse contient des octets qui ne sont pas du texte.
