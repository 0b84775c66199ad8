DROP INDEX mailing_sends_begun;
ALTER TABLE mailings DROP COLUMN sent, DROP COLUMN refused;
