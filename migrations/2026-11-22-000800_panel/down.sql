DROP TRIGGER audit_log_stays ON audit_log;
DROP TRIGGER audit_log_keeps ON audit_log;
DROP TRIGGER audit_log_names ON audit_log;
DROP FUNCTION audit_log_stays();
DROP FUNCTION audit_log_keeps();
DROP FUNCTION audit_log_names();
DROP INDEX audit_log_time;
DROP INDEX audit_log_actor_name;
DROP INDEX audit_log_subject;
DROP INDEX audit_log_action;
ALTER TABLE audit_log
    DROP COLUMN reason,
    DROP COLUMN after,
    DROP COLUMN before,
    DROP COLUMN subject,
    DROP COLUMN actor_name;
DROP TABLE panel_submissions;
DROP TABLE settings;
ALTER TABLE users
    DROP CONSTRAINT users_one_role,
    DROP COLUMN custom_role_id;
DROP TABLE custom_roles;
