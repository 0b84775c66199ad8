# Programme einlassen, und der zweite Schritt der Anmeldung.
authorize-title = { $app } einlassen?
authorize-lede = Es möchte auf { $site } für dich handeln, @{ $handle }.
authorize-not = Dein Passwort erfährt es nicht, und du kannst den Zugang in den Einstellungen beenden.
authorize-goes-to = Nach deiner Antwort geht es weiter zu { $to }
authorize-shows-code = Nach deinem Ja bekommst du einen Code dafür.
authorize-website = Über { $app }
authorize-yes = Einlassen
authorize-no = Nicht einlassen
authorize-other = Ein anderes Konto verwenden
code-title = Ein Code für { $app }
code-text = Kopiere ihn in { $app }. Er gilt einmal, zehn Minuten lang.
code-denied-title = Es ist nichts geschehen
code-denied-text = { $app } hat keinen Zugang zu deinem Konto.
second-step-title = Noch ein Schritt
second-step-code = Code
second-step-hint = Die sechs Ziffern auf deinem Gerät oder einer deiner Notfallcodes.

scopes-read = Es darf sehen:
scopes-write = Es darf ändern und hinzufügen:
scopes-admin-read = Als Moderation darf es sehen:
scopes-admin-write = Als Moderation darf es ändern:
scopes-other = Es darf:
scope-everything = alles, was du darfst
scope-accounts = Konten und dein Profil
scope-blocks = Blockierungen
scope-bookmarks = Lesezeichen
scope-canonical-email-blocks = gesperrte E-Mail-Adressen
scope-collections = Sammlungen
scope-conversations = Unterhaltungen
scope-domain-allows = zugelassene Server
scope-domain-blocks = gesperrte Server
scope-email-domain-blocks = gesperrte E-Mail-Domains
scope-favourites = Favoriten
scope-filters = Filter
scope-follows = wem du folgst
scope-ip-blocks = gesperrte Netzadressen
scope-lists = Listen
scope-media = Bilder, Videos und Töne
scope-mutes = Stummschaltungen
scope-notifications = Mitteilungen
scope-reports = Meldungen
scope-search = was eine Suche findet
scope-statuses = Beiträge
scope-profile = wissen, wer du bist
scope-follow = sehen und ändern, wem du folgst und wen du stummschaltest oder blockierst
scope-push = deine Mitteilungen auf sein Gerät schicken

settings-apps = Apps
apps-caption = Apps, die für dich handeln dürfen
apps-empty = Keine App darf für dich handeln.
app-name = App
app-scopes = Was sie darf
app-since = Seit
app-used = Zuletzt verwendet
app-do = Zugang beenden
app-revoke = Zugang beenden

settings-two-factor = Zweiter Schritt
two-factor-lede = Ein Code von einem deiner Geräte hält neben dem Passwort jeden fern, der das Passwort erfährt.
two-factor-begin = Einrichten
two-factor-scan = Scanne das Bild mit einer App für Einmalcodes, oder öffne es auf dem Gerät, das sie hat.
two-factor-type = Tippe die sechs Ziffern ein, die die App zeigt.
two-factor-picture = QR-Code mit dem Geheimnis, das darunter steht
two-factor-secret = Wenn du ihn nicht scannen kannst, tippe dieses Geheimnis ein:
two-factor-confirm = Einschalten
two-factor-on = { $n ->
    [one] Die Anmeldung braucht einen Code. Du hast noch einen Notfallcode.
   *[other] Die Anmeldung braucht einen Code. Du hast noch { $n } Notfallcodes.
}
two-factor-switch-off = Ausschalten
recovery-title = Deine Notfallcodes
recovery-lede = Schreibe oder drucke sie jetzt auf; sie werden nicht noch einmal gezeigt. Jeder gilt einmal, wenn dein Gerät nicht zur Hand ist.
recovery-new = Neue Notfallcodes
