DROP INDEX users_disabled;
DROP INDEX users_with_role;
DROP INDEX users_email_domain;
DROP INDEX users_email_parts;
DROP INDEX account_limits_silenced;
DROP INDEX accounts_suspended;
DROP INDEX accounts_host;
DROP INDEX accounts_here;
DELETE FROM email_domain_blocks WHERE severity <> 'sign_up_block';
ALTER TABLE email_domain_blocks
    DROP COLUMN severity, DROP COLUMN comment, DROP COLUMN expires_at;
DROP TABLE sign_up_refusals;
DROP TABLE account_removals;
DROP TABLE moderation_notes;
DROP TABLE user_activity;
DROP TABLE user_addresses;
