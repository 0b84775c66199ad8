ALTER TABLE reports
    DROP COLUMN category, DROP COLUMN rule_ids, DROP COLUMN assigned_to_id,
    DROP COLUMN resolved_by_id, DROP COLUMN updated_at;
DROP TABLE ip_rules;
DROP TABLE canonical_email_blocks;
DROP TABLE email_domain_attempts;
DROP TABLE email_domain_blocks;
UPDATE domain_rules SET severity = 'reject_media' WHERE severity = 'none';
ALTER TABLE domain_rules
    DROP CONSTRAINT domain_rules_severity_check,
    ADD CONSTRAINT domain_rules_severity_check
        CHECK (severity IN ('allow', 'limit', 'reject_media', 'suspend')),
    DROP COLUMN id, DROP COLUMN reject_media, DROP COLUMN reject_reports,
    DROP COLUMN obfuscate, DROP COLUMN updated_at;
DROP TABLE account_limits;
