# Entdecken: Trends, öffentliche Zeitleisten, Verzeichnis, andere Server, wer was mochte.
nav-explore = Entdecken
page-before = Seite davor
page-next = Nächste Seite
live-all = Alle Server
live-local-title = Öffentliche Beiträge dieses Servers
live-all-title = Öffentliche Beiträge aller bekannten Server
live-all-empty = Es sind noch keine öffentlichen Beiträge angekommen.
explore-title = { $site } entdecken
explore-lede = Worüber gerade viele reden, und Leute, die man kennen sollte.
explore-parts = Was es zu entdecken gibt
explore-posts-title = Beiträge, über die viele reden
explore-tags-title = Schlagwörter, die viele verwenden
explore-links-title = Seiten, auf die viele verweisen
explore-people-title = Leute, die man kennen sollte
explore-links = Seiten
explore-people-count = { $n ->
    [one] eine Person in zwei Tagen
   *[other] { $n } Leute in zwei Tagen
}
explore-empty = Gerade sticht nichts heraus. Ruhige Tage sind schön.
explore-people-empty = Noch möchte niemand gefunden werden.
explore-to-directory = Alle, die gefunden werden möchten
explore-how = Alle paar Minuten gezählt aus öffentlichen Beiträgen der letzten Tage; eine Person allein macht keinen Trend.
directory-title = Verzeichnis
directory-lede = Leute, die gefunden werden möchten.
directory-local = Dieser Server
directory-all = Alle bekannten Server
directory-active = Zuletzt Aktive zuerst
directory-new = Neueste zuerst
directory-empty = Noch möchte niemand gefunden werden.
peers-title = Bekannte Server
peers-lede = { $site } ist einer von vielen Servern, die miteinander reden. Diesen hier ist er begegnet.
peers-search = Teil eines Namens
peers-nothing = Kein bekannter Server hat das im Namen.
peers-empty = Dieser Server ist noch keinem anderen begegnet.
peers-hidden = Dieser Server zeigt nicht, welche Server er kennt.
quotes = { $n ->
    [one] 1 Zitat
   *[other] { $n } Zitate
}
fans-which = Wer was getan hat
fans-reblogs = Wer diesen Beitrag von { $name } geteilt hat
fans-favourites = Wer diesen Beitrag von { $name } favorisiert hat
fans-quotes = Beiträge, die diesen von { $name } zitieren
fans-tab-reblogs = Geteilt
fans-tab-favourites = Favorisiert
fans-tab-quotes = Zitate
fans-no-quotes = Noch hat ihn niemand zitiert.
fans-remote = Das sind die, von denen dieser Server weiß; { $host } kennt vielleicht mehr.
instance-peers = Allen zeigen, welche Server hier bekannt sind
instance-crawlers = Programme, die Texte für Sprachmodelle sammeln, bitten, fernzubleiben
instance-crawlers-hint = Das steht in der robots.txt; wer diese Datei nicht beachtet, wird davon nicht aufgehalten.
interact-follow-title = { $name } folgen
interact-post-title = Auf einen Beitrag von { $name } antworten, ihn teilen oder favorisieren
interact-post = Antworten, teilen oder favorisieren
interact-handle = Deine Adresse
interact-hint = Dein Name und dein Server. Damit wird dein Server gefunden; aufgehoben wird es nicht.
interact-do = Weiter zu meinem Server
interact-or-sign-in = Bist du hier Mitglied?
interact-or-join = Noch kein Konto, oder hier Mitglied?
interact-onward = Es geht bei { $host } weiter.
interact-go = Weiter zu { $host }
viewer-title = { $total ->
    [one] Ein Bild von { $name }
   *[other] Bild { $n } von { $total } von { $name }
}
viewer-others = Andere Bilder dieses Beitrags
viewer-previous = Bild davor
viewer-next = Nächstes Bild
search-parts = Was gezeigt wird
search-all = Alles
