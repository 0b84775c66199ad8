# Ce que disent les scripts dans le navigateur.
new-posts = { $n ->
    [one] { $n } nouveau message
   *[other] { $n } nouveaux messages
}
draft-restored = Votre brouillon est revenu : il était conservé dans ce navigateur.
draft-discard = Le jeter
picture-taken = L’image est ajoutée. Dites ce qu’elle montre.
pictures-full = Il n’y a plus de place pour un autre fichier.
copy-link = Copier le lien
copied-link = Copié
keys-title = Raccourcis
keys-step = Message suivant, message précédent
keys-open = Ouvrir le message
keys-help = Cette liste
keys-close = Fermer
first-title = Pour commencer
first-profile = Dites qui vous êtes
first-profile-hint = Un nom, une image et une phrase : on suit plus volontiers quelqu’un que l’on peut se représenter.
first-people-hint = Suivez qui vous plaît. Pour quelqu’un d’un autre serveur, saisissez son identifiant, comme @nom@serveur.example :
first-write = Écrivez un premier message
first-write-hint = Ce que vous avez remarqué aujourd’hui suffit. Un hashtag comme #introduction aide les autres à vous trouver.
