-- Bytes that went in and out on a day (UTC), by what they were.
CREATE TABLE traffic_days (
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('pages', 'api', 'media', 'federation')),
    bytes_in bigint NOT NULL CHECK (bytes_in >= 0),
    bytes_out bigint NOT NULL CHECK (bytes_out >= 0),
    PRIMARY KEY (day, kind)
);

-- The same by the other server; the empty name stands for those that were too many.
CREATE TABLE peer_traffic_days (
    host text NOT NULL,
    day date NOT NULL,
    bytes_in bigint NOT NULL CHECK (bytes_in >= 0),
    bytes_out bigint NOT NULL CHECK (bytes_out >= 0),
    PRIMARY KEY (host, day)
);
CREATE INDEX peer_traffic_days_day ON peer_traffic_days (day);

-- What was used on a day, in bytes, as last measured on it. 'disk_free' and
-- 'disk_size' are those of the disk that the files are on.
CREATE TABLE storage_days (
    day date NOT NULL,
    kind text NOT NULL,
    bytes bigint NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (day, kind)
);

-- What members' uploads use, as last measured; and on each day, for growth.
CREATE TABLE member_storage (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    files bigint NOT NULL,
    bytes bigint NOT NULL,
    -- About a month before.
    bytes_before bigint NOT NULL DEFAULT 0
);
CREATE INDEX member_storage_most ON member_storage (bytes DESC, account_id);
CREATE TABLE member_storage_days (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    day date NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (account_id, day)
);
CREATE INDEX member_storage_days_day ON member_storage_days (day);

-- What happened on a day (UTC), as last counted.
CREATE TABLE activity_days (
    day date PRIMARY KEY,
    sign_ups bigint NOT NULL DEFAULT 0,
    active_users bigint NOT NULL DEFAULT 0,
    posts bigint NOT NULL DEFAULT 0,
    interactions bigint NOT NULL DEFAULT 0,
    reports bigint NOT NULL DEFAULT 0
);

-- Figures for a page that take long to count, as a job last counted them.
CREATE TABLE panel_figures (
    name text PRIMARY KEY,
    value jsonb NOT NULL,
    made_at timestamptz NOT NULL
);

-- What was removed on a day because its time or its room was over.
CREATE TABLE retention_days (
    day date NOT NULL,
    subject text NOT NULL,
    removed bigint NOT NULL,
    bytes bigint NOT NULL,
    PRIMARY KEY (day, subject)
);

-- All files of an upload together; 0 where that was not measured yet.
ALTER TABLE media_attachments
    ADD COLUMN bytes bigint NOT NULL DEFAULT 0 CHECK (bytes >= 0);
CREATE INDEX media_attachments_unmeasured ON media_attachments (id)
    WHERE bytes = 0 AND storage_key IS NOT NULL;

-- The budget that was set in the panel, locked with the sum; null: the file's.
ALTER TABLE remote_files_total ADD COLUMN budget bigint CHECK (budget >= 0);

-- Old posts of others are looked through in the order of their IDs.
CREATE INDEX posts_of_others ON posts (id) WHERE NOT local;
CREATE INDEX sessions_with_address ON sessions (last_used_at) WHERE ip IS NOT NULL;
CREATE INDEX audit_log_with_address ON audit_log (created_at) WHERE ip IS NOT NULL;
