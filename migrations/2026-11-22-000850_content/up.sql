-- What happens to posts that say, link to or name what moderators named: those
-- of other servers, and those of members who are new here.
CREATE TABLE content_rules (
    id bigint PRIMARY KEY,
    -- Grows with each change.
    version integer NOT NULL DEFAULT 1,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('keyword', 'regex', 'link', 'new_account', 'mentions')),
    -- Words or domains, one a line, or the expression.
    pattern text NOT NULL DEFAULT '',
    -- More links, or more people named, are too many.
    links_most integer CHECK (links_most >= 0),
    mentions_most integer CHECK (mentions_most >= 0),
    -- Accounts that are known here for fewer days are young; null: any age.
    account_days integer CHECK (account_days BETWEEN 1 AND 365),
    scope text NOT NULL CHECK (scope IN ('all', 'remote', 'local')),
    action text NOT NULL CHECK (action IN ('report', 'sensitive', 'warn', 'hold', 'reject')),
    -- What stands before a post that is covered.
    content_warning text NOT NULL DEFAULT '',
    -- A draft was never on.
    state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'on', 'off')),
    -- Why the server itself switched it off; else empty.
    stopped_because text NOT NULL DEFAULT '',
    matches bigint NOT NULL DEFAULT 0 CHECK (matches >= 0),
    matched_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
-- Changes are noticed by this.
CREATE INDEX content_rules_on ON content_rules (updated_at) WHERE state = 'on';

-- Posts that a rule holds until a moderator has read them. They are no posts yet:
-- nobody finds them anywhere.
CREATE TABLE held_posts (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    local boolean NOT NULL,
    -- The object ID of a post of another server.
    uri text UNIQUE,
    -- The form of a member's post: sent again it is not held twice.
    submission_key text,
    -- All that is needed to make the post.
    payload jsonb NOT NULL,
    rule_id bigint REFERENCES content_rules ON DELETE SET NULL,
    -- The rule as it was called, with its version.
    rule_name text NOT NULL,
    rule_version integer NOT NULL,
    application_id bigint REFERENCES oauth_applications ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, submission_key)
);
CREATE INDEX held_posts_account ON held_posts (account_id, id DESC);
CREATE INDEX held_posts_rule ON held_posts (rule_id) WHERE rule_id IS NOT NULL;
CREATE INDEX held_posts_application ON held_posts (application_id)
    WHERE application_id IS NOT NULL;

-- Uploads that wait with a post that is held.
ALTER TABLE media_attachments
    ADD COLUMN held_post_id bigint REFERENCES held_posts ON DELETE SET NULL;
CREATE INDEX media_attachments_held ON media_attachments (held_post_id)
    WHERE held_post_id IS NOT NULL;

-- What files are, so that the same file is known again.
CREATE TABLE media_hashes (
    media_id bigint PRIMARY KEY REFERENCES media_attachments ON DELETE CASCADE,
    -- Of the file as it came.
    sha256 bytea NOT NULL,
    -- 64 signs of how brightness changes from left to right; null: no picture.
    dhash bigint,
    -- The four quarters of `dhash` with their places: pictures that differ in at
    -- most seven signs have a quarter that differs in at most one.
    quarters integer[] NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL
);
CREATE INDEX media_hashes_sha256 ON media_hashes (sha256);
CREATE INDEX media_hashes_quarters ON media_hashes USING gin (quarters);

-- Files that are neither taken nor shown.
CREATE TABLE media_blocks (
    id bigint PRIMARY KEY,
    sha256 bytea UNIQUE,
    dhash bigint,
    -- Signs in which a picture may differ and is still taken for the same.
    distance smallint NOT NULL DEFAULT 0 CHECK (distance BETWEEN 0 AND 7),
    comment text NOT NULL DEFAULT '',
    refused bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    CHECK (sha256 IS NOT NULL OR dhash IS NOT NULL)
);
-- Files of posts, the newest first, as moderators look through them.
CREATE INDEX media_attachments_unattached ON media_attachments (id DESC)
    WHERE post_id IS NULL AND former_post_id IS NULL;
CREATE INDEX media_attachments_local ON media_attachments (id DESC) WHERE remote_url IS NULL;
CREATE INDEX media_attachments_remote ON media_attachments (id DESC) WHERE remote_url IS NOT NULL;
CREATE INDEX media_attachments_of ON media_attachments (account_id, id DESC);

-- What moderators decided about tags, apart from whether they trend; a tag without a row may do everything.
CREATE TABLE tag_rules (
    tag_id bigint PRIMARY KEY REFERENCES tags ON DELETE CASCADE,
    -- It is found and suggested.
    listable boolean NOT NULL DEFAULT true,
    -- Posts of members may carry it.
    usable boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL
);

-- Emoji as they are looked through.
CREATE INDEX custom_emojis_here ON custom_emojis (id DESC) WHERE domain IS NULL;
CREATE INDEX custom_emojis_domain ON custom_emojis (domain, id DESC) WHERE domain IS NOT NULL;
CREATE INDEX custom_emojis_letters ON custom_emojis USING gin (shortcode gin_trgm_ops);
