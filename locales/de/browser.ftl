# Was Skripte im Browser sagen.
new-posts = { $n ->
    [one] { $n } neuer Beitrag
   *[other] { $n } neue Beiträge
}
draft-restored = Dein Entwurf ist wieder da: Er lag in diesem Browser.
draft-discard = Wegwerfen
picture-taken = Das Bild ist dabei. Sag, was es zeigt.
pictures-full = Für eine weitere Datei ist kein Platz.
copy-link = Link kopieren
copied-link = Kopiert
keys-title = Tasten
keys-step = Nächster Beitrag, voriger Beitrag
keys-open = Beitrag öffnen
keys-help = Diese Liste
keys-close = Schließen
first-title = Für den Anfang
first-profile = Sag, wer du bist
first-profile-hint = Ein Name, ein Bild und ein Satz: Man folgt eher jemandem, den man sich vorstellen kann.
first-people-hint = Folge, wem du folgen magst. Für jemanden von einem anderen Server gib die Adresse ein, etwa @name@server.example:
first-write = Schreib einen ersten Beitrag
first-write-hint = Was dir heute aufgefallen ist, genügt. Ein Hashtag wie #vorstellung hilft anderen, dich zu finden.
