again-title = Rien n’est perdu
again-stale = Ce formulaire est resté ouvert trop longtemps ; rien n’a donc encore été fait. Relisez ce que vous avez saisi et envoyez-le encore une fois.
again-signed-out = Vous êtes déconnecté ; rien n’a donc encore été fait. Connectez-vous dans une nouvelle page, revenez ici et envoyez-le encore une fois.
again-files = Les fichiers ne peuvent pas être conservés : choisissez-les de nouveau à la page suivante.
again-sign-in = Se connecter dans une nouvelle page
again-signed-in = Je suis connecté : envoyer
again-do = Envoyer
again-typed = Ce que vous avez saisi
