ALTER TABLE users DROP COLUMN created_by_application_id;
DROP TABLE recovery_codes;
DROP TABLE two_factor;
DROP TABLE oauth_codes;
DROP TABLE oauth_tokens;
DROP TABLE oauth_applications;
