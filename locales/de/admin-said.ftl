# Was die Betreuenden erfahren, wenn sie etwas getan haben.
did-announcement-kept = Die Ankündigung ist gespeichert.
did-announcement-changed = Die Ankündigung ist geändert.
did-announcement-told = Alle erfahren es jetzt.
did-announcement-untold = Niemand erfährt es mehr.
did-announcement-deleted = Die Ankündigung ist gelöscht.
did-content-drafted = Die Regel ist ein Entwurf. Probier sie aus und schalte sie dann ein.
did-rule-changed = Die Regel ist geändert.
did-content-on = Die Regel ist eingeschaltet: Sie prüft von jetzt an jeden neuen Beitrag.
did-content-off = Die Regel ist ausgeschaltet.
did-content-gone = Die Regel ist weg. Was sie zurückhielt, wartet weiter.
did-list-fetched-first = Die Liste wird jetzt geholt. Nichts davon gilt, bevor sie angewendet ist.
did-list-fetched = Die Liste wird jetzt geholt.
did-list-applied = Die Liste wird angewendet.
did-list-declined = Diese Liste macht dazu keine Regel.
did-list-changed = Gespeichert. Die Liste wird neu gelesen.
did-list-left = Das Abonnement ist beendet.
did-allow-only = Nur die Server unten dürfen jetzt mit diesem sprechen.
did-allow-all = Jeder Server darf jetzt mit diesem sprechen, wenn keine Regel etwas anderes sagt.
did-domain-rule-none = Diese Regel gibt es nicht mehr.
did-rule-ended = Die Regel ist beendet.
did-import-begun = Die Regeln werden angelegt. Diese Seite zeigt, wie weit das ist.
did-import-before = Diese Datei ist schon angewendet.
did-import-discarded = Die Datei ist verworfen. Nichts hat sich geändert.
did-relay-asked = Das Relay ist angefragt.
did-relay-left = Das Relay ist verlassen.
did-budgets-saved = Die Budgets gelten jetzt.
did-appeal-granted = Die Entscheidung ist zurückgenommen, und die Person erfährt es.
did-appeal-refused = Die Entscheidung bleibt, und die Person erfährt es.
did-sent-before = Das wurde schon gesendet. Es ist einmal geschehen.
did-webhook-added = Der Webhook ist angelegt. Sein Geheimnis steht unten.
did-webhook-changed = Der Webhook ist geändert.
did-webhook-on = Der Webhook ist eingeschaltet.
did-webhook-off = Der Webhook ist ausgeschaltet.
did-webhook-rotated = Es gibt ein neues Geheimnis. Das alte taugt nichts mehr.
did-webhook-deleted = Der Webhook ist gelöscht.
did-emoji-copied = Das Emoji ist kopiert: Alle können damit schreiben.
did-emoji-on = Das Emoji wird gezeigt.
did-emoji-off = Das Emoji ist jetzt einfacher Text.
did-emoji-filed = Das Emoji steht unter seiner Überschrift.
did-emoji-gone = Das Emoji ist weg.
did-invite-before = Diese Einladung wurde schon angelegt.
did-holds-now = Das gilt von jetzt an.
did-rule-holds = Die Regel gilt von jetzt an.
did-mailbox-blocked = Niemand tritt von jetzt an mit diesem Postfach bei.
did-draft-kept = Der Entwurf ist gespeichert. Noch sieht ihn sonst niemand.
did-draft-gone = Der Entwurf ist weg.
did-text-published = Die neue Fassung ist veröffentlicht.
did-prices-saved = Die Preise gelten jetzt.
did-mail-kept = Die Mail ist gespeichert. Sie ist noch nicht verschickt.
did-mail-tried = Eine Mail ist nur zu dir unterwegs.
did-mail-sending = Die Mail wird verschickt.
did-mail-stopped = Es ist angehalten. Wer sie bekam, hat sie; sonst bekommt sie niemand.
did-noted = Es ist vermerkt.
did-hold-made = Von jetzt an wird nichts davon endgültig gelöscht.
did-hold-lifted = Die Sperre ist aufgehoben.
did-export-begun = Das Archiv wird erstellt. Sieh in einer Minute noch einmal nach.
did-rule-added = Die Regel ist hinzugefügt.
did-translation-kept = Die Übersetzung ist gespeichert.
did-rule-up = Die Regel ist nach oben gerückt.
did-rule-down = Die Regel ist nach unten gerückt.
did-rule-gone = Die Regel ist weg. Meldungen, die sie nennen, nennen sie weiter.
did-person-approved = Die Person kann sich jetzt anmelden.
did-person-rejected = Die Anfrage ist weg, und der Name ist wieder frei.
did-person-warned = Die Person ist verwarnt.
did-person-covered = Ihre Bilder sind jetzt verdeckt.
did-person-limited = Nur wer der Person folgt, sieht sie jetzt.
did-person-disabled = Die Person kann sich nicht mehr anmelden.
did-person-suspended = Niemand sieht die Person mehr. Du kannst das 30 Tage lang zurücknehmen.
did-before = Das ist schon geschehen.
did-person-enabled = Die Person kann sich wieder anmelden.
did-person-unlimited = Alle sehen die Person wieder.
did-person-uncovered = Ihre Bilder sind nicht mehr verdeckt.
did-person-unsuspended = Die Person ist wieder zu sehen, und nichts wird gelöscht.
did-person-deleted = Alles von diesem Konto ist gelöscht.
did-note-made = Die Notiz ist da.
did-note-before = Diese Notiz ist schon da.
did-note-gone = Die Notiz ist weg.
did-link-mailed = Eine Mail mit einem Link ist unterwegs.
did-person-one-step = Die Person meldet sich jetzt nur mit dem Passwort an.
did-address-changed = Die Adresse ist geändert.
did-address-confirmed = Die Adresse gilt als bestätigt.
did-mail-again = Die Mail ist noch einmal unterwegs.
did-role-given = Die Person hat jetzt diese Rolle.
did-person-fetched = Das Profil wird gleich noch einmal geholt.
did-template-made = Die Vorlage ist da.
did-template-changed = Die Vorlage ist geändert.
did-template-gone = Die Vorlage ist weg.
did-report-closed = Es ist geschehen, und die Meldung ist geschlossen.
did-report-mine = Die Meldung ist deine.
did-report-theirs = Jemand anderes hat jetzt die Meldung.
did-report-nobodys = Niemand hat jetzt die Meldung.
did-report-about = Die Meldung sagt, worum es geht.
did-report-forwarded = Die dortige Moderation erfährt es.
did-report-opened = Die Meldung ist wieder offen.
did-settings-saved = Gespeichert. Es gilt sofort und überall.
did-settings-reset = Die Konfigurationsdatei gilt wieder.
did-may-trend = Es darf angesagt sein.
did-may-not-trend = Es ist nicht angesagt.
did-hashtag-ruled = Das gilt von jetzt an für das Schlagwort.
did-file-unblocked = Die Datei wird wieder zugelassen.
did-role-before = Die Rolle wurde schon angelegt.
did-role-gone = Die Rolle ist weg, und wer sie hatte, hat keine.
did-saved = Gespeichert.
did-server-allowed = { $domain } ist jetzt erlaubt.
did-domain-rule = Die Regel über { $domain } gilt jetzt.
did-emoji-added = Alle können jetzt :{ $name }: schreiben.
did-role-saved = Die Rolle { $name } ist gespeichert.
did-role-of = @{ $name } hat jetzt die Rolle { $role }.
did-deliveries-tried = { $n ->
    [one] Eine Zustellung wird jetzt noch einmal versucht.
   *[other] { $n } Zustellungen werden jetzt noch einmal versucht.
}
did-deliveries-removed = { $n ->
    [one] Eine Zustellung ist entfernt.
   *[other] { $n } Zustellungen sind entfernt.
}
did-accounts-fetched = { $n ->
    [one] Ein Konto wird jetzt geholt, die anderen, wenn jemand sie ansieht.
   *[other] { $n } Konten werden jetzt geholt, die anderen, wenn jemand sie ansieht.
}
did-file-blocked = { $n ->
    [one] Die Datei wird nicht mehr zugelassen; ein Exemplar ist weg.
   *[other] Die Datei wird nicht mehr zugelassen; { $n } Exemplare sind weg.
}
did-files-purged = { $n ->
    [one] Eine Datei ist endgültig weg.
   *[other] { $n } Dateien sind endgültig weg.
}
did-posts-let-go = { $n ->
    [one] Ein Beitrag ist freigegeben.
   *[other] { $n } Beiträge sind freigegeben.
}
did-posts-rejected = { $n ->
    [one] Ein Beitrag ist abgelehnt.
   *[other] { $n } Beiträge sind abgelehnt.
}
