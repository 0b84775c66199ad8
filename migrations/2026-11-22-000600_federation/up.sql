-- What other servers' actors have and members of this one do not need: a row
-- for each remote account. Addresses of local actors follow from their ID.
CREATE TABLE remote_actors (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    -- Host (and port, where it is not the usual one) of the actor's ID: the
    -- key of `hosts`. `accounts.domain` is the host of the handle.
    host text NOT NULL,
    inbox_url text NOT NULL,
    shared_inbox_url text,
    outbox_url text,
    followers_url text,
    following_url text,
    featured_url text,
    -- When the actor's document was read last.
    fetched_at timestamptz NOT NULL,
    -- When the profile was filled with earlier posts.
    backfilled_at timestamptz
);
CREATE INDEX remote_actors_host ON remote_actors (host);

-- For remote accounts `avatar` and `header` hold the pictures' addresses.
ALTER TABLE accounts
    -- Public posts may be found by full-text search.
    ADD COLUMN indexable boolean NOT NULL DEFAULT false,
    -- IDs of other actors of the same person.
    ADD COLUMN also_known_as text[] NOT NULL DEFAULT '{}',
    ADD COLUMN moved_to_id bigint REFERENCES accounts ON DELETE SET NULL,
    ADD COLUMN moved_at timestamptz;
CREATE INDEX accounts_moved_to ON accounts (moved_to_id) WHERE moved_to_id IS NOT NULL;

ALTER TABLE posts
    -- The heading of an article, event, video and the like; else empty.
    ADD COLUMN title text NOT NULL DEFAULT '',
    -- The ActivityStreams type in lower case.
    ADD COLUMN object_kind text NOT NULL DEFAULT 'note',
    -- What it replies to, while that post is not known here.
    ADD COLUMN in_reply_to_uri text,
    -- Who may quote it (FEP-044f).
    ADD COLUMN quote_policy text NOT NULL DEFAULT 'nobody'
        CHECK (quote_policy IN ('everyone', 'followers', 'nobody'));
CREATE INDEX posts_waiting_for_parent ON posts (in_reply_to_uri) WHERE in_reply_to_uri IS NOT NULL;

-- Where the rest of a remote thread is found.
CREATE TABLE remote_posts (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    replies_url text,
    context_url text,
    -- When the thread was last filled.
    filled_at timestamptz
);

ALTER TABLE media_attachments
    -- Null for media of other servers.
    ALTER COLUMN storage_key DROP NOT NULL,
    ADD COLUMN kind text NOT NULL DEFAULT 'image'
        CHECK (kind IN ('image', 'video', 'audio', 'other')),
    ADD COLUMN remote_url text,
    -- A still picture of a video.
    ADD COLUMN preview_url text,
    ADD COLUMN blurhash text,
    -- The point that stays in view when the picture is cut: -1 to 1, from left
    -- to right and from bottom to top.
    ADD COLUMN focus_x real NOT NULL DEFAULT 0 CHECK (focus_x BETWEEN -1 AND 1),
    ADD COLUMN focus_y real NOT NULL DEFAULT 0 CHECK (focus_y BETWEEN -1 AND 1),
    ADD COLUMN duration_ms integer CHECK (duration_ms >= 0),
    ADD CONSTRAINT media_attachments_somewhere
        CHECK ((storage_key IS NULL) <> (remote_url IS NULL));

CREATE TABLE polls (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    multiple boolean NOT NULL,
    -- Null: it never ends.
    ends_at timestamptz,
    closed_at timestamptz,
    voters_count bigint NOT NULL DEFAULT 0 CHECK (voters_count >= 0)
);
-- Polls of members whose end has to be told.
CREATE INDEX polls_to_close ON polls (ends_at) WHERE closed_at IS NULL AND ends_at IS NOT NULL;

CREATE TABLE poll_options (
    post_id bigint NOT NULL REFERENCES polls ON DELETE CASCADE,
    position smallint NOT NULL CHECK (position >= 0),
    title text NOT NULL,
    votes_count bigint NOT NULL DEFAULT 0 CHECK (votes_count >= 0),
    PRIMARY KEY (post_id, position)
);

CREATE TABLE poll_votes (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL,
    position smallint NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri text UNIQUE,
    created_at timestamptz NOT NULL,
    FOREIGN KEY (post_id, position) REFERENCES poll_options ON DELETE CASCADE,
    UNIQUE (post_id, account_id, position)
);
CREATE INDEX poll_votes_account ON poll_votes (account_id);

-- Which post quotes which (FEP-044f).
CREATE TABLE quotes (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    quoted_post_id bigint REFERENCES posts ON DELETE SET NULL,
    -- Its object ID, kept while (or since) the post is not here.
    quoted_uri text NOT NULL,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    -- The QuoteRequest that members' servers sent.
    request_uri text UNIQUE,
    -- The quoted author's QuoteAuthorization.
    stamp_uri text,
    created_at timestamptz NOT NULL
);
CREATE INDEX quotes_quoted ON quotes (quoted_post_id) WHERE quoted_post_id IS NOT NULL;
CREATE INDEX quotes_quoted_uri ON quotes (quoted_uri) WHERE quoted_post_id IS NULL;

-- QuoteAuthorizations that members gave.
CREATE TABLE quote_stamps (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    quoted_post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    quoting_uri text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (quoted_post_id, quoting_uri)
);
CREATE INDEX quote_stamps_account ON quote_stamps (account_id);

-- Posts that stay on top of a profile.
CREATE TABLE pins (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, post_id)
);
CREATE INDEX pins_post ON pins (post_id);

CREATE TABLE custom_emojis (
    id bigint PRIMARY KEY,
    shortcode text NOT NULL,
    -- Null: of this server.
    domain text,
    uri text,
    -- Where the picture is: in the storage, or at another server.
    storage_key text,
    image_url text,
    updated_at timestamptz NOT NULL,
    CHECK ((storage_key IS NULL) <> (image_url IS NULL))
);
CREATE UNIQUE INDEX custom_emojis_name ON custom_emojis (shortcode, coalesce(domain, ''));

-- Complaints, from members and from other servers.
CREATE TABLE reports (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    comment text NOT NULL DEFAULT '',
    -- The Flag it came by.
    uri text UNIQUE,
    -- The target's server is told.
    forwarded boolean NOT NULL DEFAULT false,
    resolved_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX reports_open ON reports (id) WHERE resolved_at IS NULL;
CREATE INDEX reports_target ON reports (target_id);
CREATE INDEX reports_account ON reports (account_id);

CREATE TABLE report_posts (
    report_id bigint NOT NULL REFERENCES reports ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    PRIMARY KEY (report_id, post_id)
);
CREATE INDEX report_posts_post ON report_posts (post_id);

-- What is known of each host that this server talks to.
CREATE TABLE hosts (
    host text PRIMARY KEY,
    -- The signatures it takes.
    signature text NOT NULL DEFAULT 'cavage' CHECK (signature IN ('cavage', 'rfc9421')),
    -- Deliveries in a row that failed, and when that began.
    failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    failing_since timestamptz,
    -- Nothing is sent before.
    next_attempt_at timestamptz NOT NULL,
    -- Given up until the host speaks again.
    dead_at timestamptz,
    leased_by text,
    leased_until timestamptz
);

-- Moderators' rules; they hold for subdomains as well.
CREATE TABLE domain_rules (
    domain text PRIMARY KEY,
    severity text NOT NULL CHECK (severity IN ('allow', 'limit', 'reject_media', 'suspend')),
    public_comment text NOT NULL DEFAULT '',
    private_comment text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);

-- Activities of this server as they go over the wire, rendered once.
CREATE TABLE outgoing (
    id bigint PRIMARY KEY,
    uri text NOT NULL UNIQUE,
    -- Who signs it.
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX outgoing_account ON outgoing (account_id);

-- One row for each inbox an activity still has to reach.
CREATE TABLE deliveries (
    id bigint PRIMARY KEY,
    outgoing_id bigint NOT NULL REFERENCES outgoing ON DELETE CASCADE,
    host text NOT NULL,
    inbox_url text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- Not before; null: as soon as the host is there.
    run_at timestamptz,
    -- Given up.
    failed_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    UNIQUE (outgoing_id, inbox_url)
);
CREATE INDEX deliveries_waiting ON deliveries (host, id) WHERE failed_at IS NULL;
CREATE INDEX deliveries_failed ON deliveries (failed_at) WHERE failed_at IS NOT NULL;

-- Activities that were accepted. A row that is done keeps its hash, so that
-- the same activity is ignored when it comes again.
CREATE TABLE incoming (
    id bigint PRIMARY KEY,
    -- SHA-256 of the activity's ID.
    uri_hash bytea NOT NULL UNIQUE,
    -- Whose signature it bears.
    signer_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    -- The member whose inbox it came to; null: the shared one.
    recipient_id bigint REFERENCES accounts ON DELETE CASCADE,
    -- Null when done.
    body text,
    attempts integer NOT NULL DEFAULT 0,
    run_at timestamptz NOT NULL,
    leased_until timestamptz,
    last_error text,
    received_at timestamptz NOT NULL
);
CREATE INDEX incoming_waiting ON incoming (run_at, id) WHERE body IS NOT NULL;
CREATE INDEX incoming_done ON incoming (received_at) WHERE body IS NULL;
CREATE INDEX incoming_signer ON incoming (signer_id);
CREATE INDEX incoming_recipient ON incoming (recipient_id) WHERE recipient_id IS NOT NULL;

-- Objects and activities that were deleted or undone before they came.
CREATE TABLE withdrawn (
    uri text NOT NULL,
    actor_uri text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (uri, actor_uri)
);
CREATE INDEX withdrawn_age ON withdrawn (created_at);

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report'));
