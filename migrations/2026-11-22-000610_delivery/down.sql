DROP FUNCTION domain_severity(text);
DROP INDEX hosts_due;
ALTER TABLE hosts DROP COLUMN due_at;
ALTER TABLE deliveries ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE deliveries_id_seq;
