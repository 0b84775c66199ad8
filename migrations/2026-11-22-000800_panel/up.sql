-- Roles that the people in charge made, beside the four that are built in. Who
-- has one is a plain user otherwise, so that without it nothing is left.
CREATE TABLE custom_roles (
    id bigint PRIMARY KEY,
    name text NOT NULL,
    -- Nobody acts on somebody of the same or a higher rank; moderators have 100,
    -- admins 200, owners 300.
    rank integer NOT NULL CHECK (rank BETWEEN 1 AND 199),
    -- Words; those that no version knows give nothing.
    permissions text[] NOT NULL DEFAULT '{}',
    -- It gives nothing to those who sign in without a second step.
    two_factor boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX custom_roles_name ON custom_roles (lower(name));

ALTER TABLE users
    ADD COLUMN custom_role_id bigint REFERENCES custom_roles ON DELETE SET NULL,
    ADD CONSTRAINT users_one_role CHECK (custom_role_id IS NULL OR role = 'user');
CREATE INDEX users_custom_role ON users (custom_role_id) WHERE custom_role_id IS NOT NULL;

-- What was decided in the panel, over the configuration file: JSON by name.
CREATE TABLE settings (
    key text PRIMARY KEY,
    value jsonb NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Forms of the panel that were sent, so that sending one twice acts once. Old
-- rows are purged.
CREATE TABLE panel_submissions (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    key text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX panel_submissions_age ON panel_submissions (created_at);

ALTER TABLE audit_log
    -- Who did it, as they were called, for when they are gone.
    ADD COLUMN actor_name text NOT NULL DEFAULT '',
    -- What it was done to: a handle, a domain, a name.
    ADD COLUMN subject text NOT NULL DEFAULT '',
    ADD COLUMN before jsonb,
    ADD COLUMN after jsonb,
    ADD COLUMN reason text NOT NULL DEFAULT '';
CREATE INDEX audit_log_action ON audit_log (action, id);
CREATE INDEX audit_log_subject ON audit_log (lower(subject), id);
CREATE INDEX audit_log_actor_name ON audit_log (lower(actor_name), id);
CREATE INDEX audit_log_time ON audit_log (created_at);

CREATE FUNCTION audit_log_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.actor_name = '' AND NEW.actor_user_id IS NOT NULL THEN
        SELECT a.username INTO NEW.actor_name
            FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.id = NEW.actor_user_id;
        NEW.actor_name := coalesce(NEW.actor_name, '');
    END IF;
    IF NEW.subject = '' AND NEW.target_user_id IS NOT NULL THEN
        SELECT a.username INTO NEW.subject
            FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.id = NEW.target_user_id;
        NEW.subject := coalesce(NEW.subject, '');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_names BEFORE INSERT ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_names();

-- Entries are added and never changed: people may be forgotten and addresses
-- taken out, and entries past their time go by a job that says so.
CREATE FUNCTION audit_log_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF coalesce(current_setting('ossm.audit_retention', true), '') <> 'on' THEN
            RAISE EXCEPTION 'the audit log is append-only';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.id, NEW.action, NEW.actor_name, NEW.subject, NEW.reason, NEW.details, NEW.created_at)
            IS DISTINCT FROM
            (OLD.id, OLD.action, OLD.actor_name, OLD.subject, OLD.reason, OLD.details, OLD.created_at)
        OR NEW.before IS DISTINCT FROM OLD.before OR NEW.after IS DISTINCT FROM OLD.after
        OR (NEW.actor_user_id IS NOT NULL AND NEW.actor_user_id IS DISTINCT FROM OLD.actor_user_id)
        OR (NEW.target_user_id IS NOT NULL AND NEW.target_user_id IS DISTINCT FROM OLD.target_user_id)
        OR (NEW.ip IS NOT NULL AND NEW.ip IS DISTINCT FROM OLD.ip)
    THEN
        RAISE EXCEPTION 'the audit log is append-only';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_log_keeps BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_keeps();
CREATE FUNCTION audit_log_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only';
END $$;
CREATE TRIGGER audit_log_stays BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_stays();
