-- Posts and boosts (boost_of_id set). A deleted post stays as an empty
-- tombstone, so that its address answers 410 and its replies keep their place.
CREATE TABLE posts (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    -- Object ID (for boosts: activity ID) and the page for people.
    uri text NOT NULL UNIQUE,
    url text,
    local boolean NOT NULL,
    boost_of_id bigint REFERENCES posts ON DELETE CASCADE,
    in_reply_to_id bigint REFERENCES posts ON DELETE SET NULL,
    in_reply_to_account_id bigint REFERENCES accounts ON DELETE SET NULL,
    -- The id of the thread's first post.
    conversation_id bigint NOT NULL,
    visibility text NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'direct')),
    -- As typed, and as shown. Empty for boosts.
    text text NOT NULL DEFAULT '',
    content text NOT NULL DEFAULT '',
    content_warning text NOT NULL DEFAULT '',
    sensitive boolean NOT NULL DEFAULT false,
    language text,
    edited_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL
);
-- Profiles and home timelines: the newest of an account.
CREATE INDEX posts_by_account ON posts (account_id, id DESC) WHERE deleted_at IS NULL;
-- The public timeline.
CREATE INDEX posts_public ON posts (id DESC)
    WHERE visibility = 'public' AND local AND boost_of_id IS NULL AND deleted_at IS NULL;
CREATE INDEX posts_conversation ON posts (conversation_id, id);
CREATE INDEX posts_replies ON posts (in_reply_to_id, id) WHERE in_reply_to_id IS NOT NULL;
CREATE INDEX posts_in_reply_to_account ON posts (in_reply_to_account_id)
    WHERE in_reply_to_account_id IS NOT NULL;
-- One boost per account and post.
CREATE UNIQUE INDEX posts_boost_once ON posts (boost_of_id, account_id)
    WHERE boost_of_id IS NOT NULL AND deleted_at IS NULL;

CREATE TABLE post_stats (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    replies_count bigint NOT NULL DEFAULT 0 CHECK (replies_count >= 0),
    boosts_count bigint NOT NULL DEFAULT 0 CHECK (boosts_count >= 0),
    favourites_count bigint NOT NULL DEFAULT 0 CHECK (favourites_count >= 0)
);

-- Earlier versions of edited posts; created_at is when that version was written.
CREATE TABLE post_edits (
    id bigint PRIMARY KEY,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    text text NOT NULL,
    content text NOT NULL,
    content_warning text NOT NULL,
    sensitive boolean NOT NULL,
    language text,
    created_at timestamptz NOT NULL
);
CREATE INDEX post_edits_post ON post_edits (post_id, id);

CREATE TABLE mentions (
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (post_id, account_id)
);
CREATE INDEX mentions_account ON mentions (account_id, post_id DESC);

CREATE TABLE tags (
    id bigint PRIMARY KEY,
    -- Normalised: NFKC, lower case.
    name text NOT NULL UNIQUE,
    -- As first written.
    display_name text NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE post_tags (
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    PRIMARY KEY (tag_id, post_id)
);
CREATE INDEX post_tags_post ON post_tags (post_id);

-- Pictures of posts. `post_id` is null from upload to posting.
CREATE TABLE media_attachments (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    post_id bigint REFERENCES posts ON DELETE CASCADE,
    position smallint NOT NULL DEFAULT 0,
    storage_key text NOT NULL,
    content_type text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    -- Average colour, '#rrggbb', shown until the picture is there.
    colour text NOT NULL,
    description text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL
);
CREATE INDEX media_attachments_post ON media_attachments (post_id, position);
CREATE INDEX media_attachments_account ON media_attachments (account_id, post_id DESC);

CREATE TABLE favourites (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    uri text UNIQUE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, post_id)
);
CREATE INDEX favourites_post ON favourites (post_id, id DESC);
CREATE INDEX favourites_account ON favourites (account_id, id DESC);

CREATE TABLE bookmarks (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, post_id)
);
CREATE INDEX bookmarks_account ON bookmarks (account_id, id DESC);
CREATE INDEX bookmarks_post ON bookmarks (post_id);

-- Forms that were sent, so that sending one twice makes one post. Old rows are purged.
CREATE TABLE post_submissions (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    key text NOT NULL,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, key)
);
CREATE INDEX post_submissions_post ON post_submissions (post_id);
CREATE INDEX post_submissions_age ON post_submissions (created_at);
