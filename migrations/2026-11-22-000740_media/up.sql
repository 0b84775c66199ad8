-- Uploads that are worked on after they came, and smaller pictures of them.
ALTER TABLE media_attachments
    DROP CONSTRAINT media_attachments_somewhere,
    DROP CONSTRAINT media_attachments_kind_check,
    ADD CONSTRAINT media_attachments_kind_check
        CHECK (kind IN ('image', 'gifv', 'video', 'audio', 'other')),
    -- 'waiting': a job makes the file that is shown out of `source_key`.
    -- 'failed': it could not be made.
    ADD COLUMN state text NOT NULL DEFAULT 'ready'
        CHECK (state IN ('waiting', 'ready', 'failed')),
    -- The file as it was sent, until it was worked on; never served.
    ADD COLUMN source_key text,
    -- A smaller picture of it, or the still picture of a film or sound.
    ADD COLUMN preview_key text,
    -- Pixels of the smaller picture; 0 where there is none.
    ADD COLUMN preview_width integer NOT NULL DEFAULT 0,
    ADD COLUMN preview_height integer NOT NULL DEFAULT 0,
    -- Of films and sounds, in bits per second.
    ADD COLUMN bitrate integer CHECK (bitrate >= 0),
    -- Frames per second of films, as a fraction: '30/1'.
    ADD COLUMN frame_rate text,
    ADD CONSTRAINT media_attachments_somewhere CHECK (
        CASE state
            WHEN 'ready' THEN (storage_key IS NULL) <> (remote_url IS NULL)
            ELSE storage_key IS NULL AND remote_url IS NULL
        END);

-- Files that were (or are about to be) stored and belong to nothing yet. Whoever
-- stores a file writes its key here first, and takes it away in the transaction
-- that writes the row which the file belongs to; what stays is removed later.
CREATE TABLE unclaimed_files (
    key text PRIMARY KEY,
    created_at timestamptz NOT NULL
);
CREATE INDEX unclaimed_files_age ON unclaimed_files (created_at);

-- Files of other servers that are kept for a while. Every row counts with its
-- bytes until its file is gone.
CREATE TABLE remote_files (
    -- SHA-256 of the address.
    url_hash bytea PRIMARY KEY,
    storage_key text NOT NULL,
    content_type text NOT NULL DEFAULT '',
    -- The file's length; while it comes, the most that it may have.
    bytes bigint NOT NULL CHECK (bytes >= 0),
    -- 'coming': it is being fetched. 'going': it is being removed.
    state text NOT NULL CHECK (state IN ('coming', 'here', 'going')),
    -- When somebody last asked for it (not to the minute), or, while it is
    -- coming or going, when that began.
    seen_at timestamptz NOT NULL
);
CREATE INDEX remote_files_seen ON remote_files (state, seen_at);

-- One row: how many bytes `remote_files` counts.
CREATE TABLE remote_files_total (
    id boolean PRIMARY KEY DEFAULT true CHECK (id),
    bytes bigint NOT NULL CHECK (bytes >= 0)
);
INSERT INTO remote_files_total (bytes) VALUES (0);

-- A heading for the list to choose from.
ALTER TABLE custom_emojis ADD COLUMN category text;
