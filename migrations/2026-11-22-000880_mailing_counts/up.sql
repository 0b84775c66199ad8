-- How many mails went how is counted as they go: a mailing may have as many rows in
-- mailing_sends as there are members.
ALTER TABLE mailings
    ADD COLUMN sent bigint NOT NULL DEFAULT 0 CHECK (sent >= 0),
    ADD COLUMN refused bigint NOT NULL DEFAULT 0 CHECK (refused >= 0);
UPDATE mailings m SET
    sent = (SELECT count(*) FROM mailing_sends s
        WHERE s.mailing_id = m.id AND s.state = 'sent'),
    refused = (SELECT count(*) FROM mailing_sends s
        WHERE s.mailing_id = m.id AND s.state = 'refused');
-- Those of which nobody knows are few.
CREATE INDEX mailing_sends_begun ON mailing_sends (mailing_id)
    WHERE state IN ('begun', 'unsure');
