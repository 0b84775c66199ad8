again-title = Nichts ist verloren
again-stale = Dieses Formular war zu lange offen, deshalb ist noch nichts geschehen. Sieh durch, was du geschrieben hast, und schicke es noch einmal ab.
again-signed-out = Du bist abgemeldet, deshalb ist noch nichts geschehen. Melde dich auf einer neuen Seite an, komm hierher zurück und schicke es noch einmal ab.
again-files = Dateien lassen sich nicht aufheben: Wähle sie auf der nächsten Seite noch einmal aus.
again-sign-in = Auf einer neuen Seite anmelden
again-signed-in = Ich bin angemeldet: abschicken
again-do = Abschicken
again-typed = Was du geschrieben hast
