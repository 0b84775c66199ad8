# Was rund um das Haus abgelehnt wird: Regeln und Texte, Recht, Emoji, Kosten, Formulare, Adressen.
refused-age-range = Gib 0 bis { $max } Jahre an.
refused-age-birth-date = Schreib dein Geburtsdatum als Jahr-Monat-Tag.
refused-age-too-young = Du bist noch nicht alt genug, um beizutreten: Hier ist man { $minimum } oder älter.

refused-house-characters = Verwende höchstens { $max } Zeichen.
refused-rule-empty = Schreib die Regel.
refused-rule-many = Es gibt schon { $max } Regeln. Fass einige davon zusammen.
refused-rule-language = Nimm zwei Buchstaben nach ISO 639-1, etwa en oder de.
refused-rule-languages = Es sind genug Sprachen.
refused-announcement-long = Ankündigungen haben höchstens { $max } Zeichen.
refused-announcement-end = Das Ende muss nach dem Anfang liegen.
refused-mailing-days = Gib 1 bis { $max } Tage an.
refused-mailing-no-mail = Dieser Server verschickt keine Mail: In seiner Konfiguration ist mail.smtp_url nicht gesetzt.
refused-webhook-many = Es gibt schon { $max } Webhooks.
refused-webhook-taken = Es gibt schon einen Webhook mit dieser Adresse.
refused-webhook-address = Schreib eine ganze Adresse, https://….
refused-webhook-events = Wähle mindestens eins.

refused-legal-text-empty = Schreib den Text.
refused-legal-day-over = Wähle heute oder einen späteren Tag.
refused-legal-day-taken = Für diesen Tag gibt es schon eine Fassung.
refused-legal-notice-empty = Schreib, was die Mitglieder erfahren.
refused-legal-no-account = Dieses Konto gibt es nicht.
refused-legal-no-post = Diesen Beitrag gibt es nicht.
refused-legal-why = Schreib, warum.
refused-hold-already = Das wird schon aufbewahrt.
refused-export-reason = Schreib in höchstens { $max } Zeichen, warum.
refused-order-authority = Schreib, wer es verlangt.
refused-order-country = Schreib das Land mit zwei Buchstaben, etwa DE.
refused-order-received = Schreib den Tag, an dem die Anordnung kam.
refused-order-early = Dieser Tag kommt erst noch.
refused-order-answered = Sie kann nicht beantwortet sein, bevor sie kam.
refused-price-amount = Schreib einen Betrag wie 3,80 mit höchstens vier Nachkommastellen.

refused-emoji-shortcode = Der Name eines Emojis hat 2 bis 100 Buchstaben, Ziffern und Unterstriche.
refused-emoji-category = Eine Überschrift hat höchstens { $max } Bytes.
refused-emoji-taken = Ein Emoji :{ $name }: gibt es schon.
refused-emoji-missing = Ein Emoji :{ $name }: hat dieser Server nicht.
refused-net-unreachable = Der andere Server war nicht zu erreichen.

refused-form-late = Dieses Formular war zu lange offen. Sieh es durch und schick es noch einmal ab.
refused-form-late-or-no-cookies = Dieses Formular war zu lange offen, oder dein Browser blockiert Cookies. Geh zurück, lade die Seite neu und schick das Formular noch einmal ab.
refused-form-elsewhere = Dieses Formular kam von einer anderen Website, deshalb ist nichts geschehen.
refused-form-only = Diese Adresse nimmt nur Formulare an.
refused-form-files-only = Diese Adresse nimmt nur Formulare mit Dateien an.
refused-form-not-whole = Das Formular ist nicht ganz angekommen.
refused-form-slow = Das Formular kam zu langsam an.
refused-form-bytes = Ein Formular hat höchstens { $max } Bytes.
refused-form-large = Dieses Formular ist zu groß. Schick weniger oder kleinere Dateien.
refused-form-many-fields = Dieses Formular hat zu viele Felder.
refused-form-not-text = Im Formular stehen Bytes, die kein Text sind.
refused-form-unreadable = Das Formular konnte nicht gelesen werden.
refused-form-no-room = Der Server hat gerade keinen Platz für Dateien. Versuch es später noch einmal.

refused-network-closed = Dieser Server ist für dein Netz nicht offen.
refused-url-long = Die Adresse ist zu lang.
refused-url-not-text = In der Adresse stehen Bytes, die kein Text sind.
