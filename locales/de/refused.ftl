# Was überall abgelehnt wird.
refused-nothing-here = Hier ist nichts.
refused-deleted = Das wurde gelöscht.
refused-sign-in = Melde dich an, um weiterzumachen.
refused-too-many = Zu viele Versuche. Warte ein wenig und versuch es noch einmal.
refused-busy = Der Server ist beschäftigt oder startet gerade neu. Versuch es gleich noch einmal.
refused-broken = Auf dem Server ist etwas schiefgegangen.
refused-changed-meanwhile = Das hat sich inzwischen geändert. Versuch es noch einmal.
refused-file-large = Diese Datei ist zu groß.
refused-files-away = Der Speicher für Dateien ist gerade nicht erreichbar. Versuch es später noch einmal.
refused-page-ids = Diese Seite gibt es nicht: max_id und min_id sind ganze Zahlen.
refused-page-number = Diese Seite gibt es nicht: page ist eine ganze Zahl von 1 bis 25.
refused-moderators-only = Diese Seite ist für die Moderation.
