DROP INDEX deliveries_failed_host;
DROP TABLE peers;
DROP TABLE relays;
DROP TABLE domain_import_rows;
DROP TABLE domain_imports;
DROP TABLE blocklist_entries;
DROP TABLE blocklists;
DROP FUNCTION domain_names(text);
DROP INDEX accounts_domain;
ALTER TABLE hosts DROP COLUMN last_success_at;
ALTER TABLE account_limits DROP COLUMN sensitizing;
ALTER TABLE domain_rules
    DROP COLUMN reject_follows,
    DROP COLUMN mark_sensitive,
    DROP COLUMN content_warning,
    DROP COLUMN by_hand;
