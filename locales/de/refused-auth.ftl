# Was an der Tür abgelehnt wird: Mitmachen, Anmelden, Einladungen, Apps.
refused-username-none = Wähle einen Benutzernamen.
refused-username-letters = Benutzernamen bestehen aus Buchstaben von a bis z, Ziffern und Unterstrichen.
refused-username-long = Benutzernamen haben höchstens { $max } Zeichen.
refused-username-reserved = „{ $name }“ ist reserviert.
refused-email-incomplete = Das ist keine vollständige E-Mail-Adresse.
refused-email-long = E-Mail-Adressen haben höchstens { $max } Zeichen.
refused-email-taken = Diese E-Mail-Adresse gehört jemandem, der schon hier ist.
refused-email-throw-away = Das ist eine Wegwerf-Adresse. Nimm eine, deren Mails du liest.
refused-password-short = Passwörter haben mindestens { $min } Zeichen.
refused-password-easy = Dieses Passwort ist leicht zu erraten. Versuch es mit ein paar Wörtern, die nichts miteinander zu tun haben.
refused-password-long = Dieses Passwort ist { $length } Bytes lang; bcrypt liest nur die ersten { $max }. Wähle ein kürzeres.
refused-password-nul = Passwörter dürfen kein NUL-Zeichen enthalten.
refused-password-wrong = Das ist nicht dein Passwort.

refused-captcha-none = Tippe die Zeichen ein, die das Bild zeigt.
refused-captcha-wrong = Das waren nicht die Zeichen. Hier ist ein anderes Bild.
refused-captcha-late = Dieses Bild gilt nicht mehr. Hier ist ein anderes.
refused-proof-wrong = Die Prüfung gegen automatische Beitritte ist nicht gelungen. Schick das Formular noch einmal ab.
refused-proof-late = Dieses Formular war zu lange offen. Schick es noch einmal ab.
refused-proof-spent = Dieser Nachweis wurde schon benutzt. Schick das Formular noch einmal ab.

refused-sign-up-closed = Dieser Server nimmt keine neuen Mitglieder auf.
refused-sign-up-rules = Lies die Hausregeln und stimm ihnen zu.
refused-sign-up-reason = Sag der Moderation in ein, zwei Zeilen, warum du mitmachen möchtest.
refused-sign-up-trap = Lass dieses Feld leer und schick das Formular noch einmal ab. Nur Programme füllen es aus.
refused-sign-in-wrong = Der Name oder das Passwort stimmt nicht.
refused-sign-in-late = Das hat zu lange gedauert. Melde dich noch einmal an.
refused-sign-in-disabled = Dieses Konto ist stillgelegt. Frag die Menschen, die diesen Server betreiben, warum.
refused-sign-in-unconfirmed = Bestätige zuerst deine E-Mail-Adresse: Öffne den Link in der Mail, die wir dir geschickt haben.
refused-sign-in-unapproved = Die Moderation hat sich deine Anfrage noch nicht angesehen. Danach kannst du dich anmelden.
refused-second-step-code = Das ist nicht der Code, oder er wurde schon benutzt. Warte auf den nächsten.
refused-second-step-on = Der zweite Schritt ist schon eingeschaltet.

refused-link-over = Dieser Link wurde schon benutzt oder ist zu alt.
refused-set-up-over = Dieser Link wurde schon benutzt oder ist zu alt. Ein neuer wird bei jedem Start ausgegeben, solange der Server niemandem gehört.
refused-reset-no-mail = Dieser Server verschickt keine E-Mails. Bitte die Menschen, die ihn betreiben, um ein neues Passwort.

refused-invite-needed = Du brauchst eine Einladung, um hier mitzumachen.
refused-invite-over = Diese Einladung gilt nicht mehr.
refused-invite-ended = Diese Einladung ist schon beendet.
refused-invite-many = Du hast { $max } offene Einladungen. Beende zuerst eine davon.
refused-invite-number = Wähle eine Zahl von 1 bis { $max }.
refused-door-domain = „{ $word }“ ist keine Mail-Domain.
refused-door-many = Wähle höchstens { $max } Mail-Domains.
refused-door-limit = Wähle eine Zahl von 0 bis { $max }.

refused-app-unknown = Dieser Server kennt die App nicht, die dich hierher geschickt hat. Fang in der App noch einmal an.
refused-app-address = Die App möchte dich zu einer Adresse schicken, die sie vorher nicht genannt hat, deshalb ist nichts geschehen.
refused-app-request = In der Anfrage fehlt ein nötiger Parameter, ein Parameter hat einen Wert, der nicht unterstützt wird, oder sie ist sonst fehlerhaft.
refused-app-challenge = Eine Code-Challenge (RFC 7636) fehlt oder ist falsch; code_challenge_method muss S256 sein.
refused-app-response = Der Autorisierungsserver unterstützt diesen Antworttyp nicht.
refused-app-scope = Die angefragte Berechtigung (scope) ist ungültig, unbekannt oder fehlerhaft.
