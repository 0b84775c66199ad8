-- What members say about themselves and want of others.
ALTER TABLE accounts
    -- What the pictures show, for those who do not see them.
    ADD COLUMN avatar_description text NOT NULL DEFAULT '',
    ADD COLUMN header_description text NOT NULL DEFAULT '',
    -- Who follows and is followed is nobody's business; how many is.
    ADD COLUMN hide_collections boolean NOT NULL DEFAULT false,
    -- Websites whose pages may name this account as their author.
    ADD COLUMN attribution_domains text[] NOT NULL DEFAULT '{}',
    -- What of the profile is shown.
    ADD COLUMN show_media boolean NOT NULL DEFAULT true,
    ADD COLUMN show_media_replies boolean NOT NULL DEFAULT true,
    ADD COLUMN show_featured boolean NOT NULL DEFAULT true;

ALTER TABLE users
    -- What the compose form starts with; null: what fits the audience.
    ADD COLUMN default_sensitive boolean NOT NULL DEFAULT false,
    ADD COLUMN default_quote_policy text
        CHECK (default_quote_policy IN ('everyone', 'followers', 'nobody'));

ALTER TABLE follows
    -- The follower is told of every new post.
    ADD COLUMN notify boolean NOT NULL DEFAULT false,
    -- Only posts in these languages are shown; null: all.
    ADD COLUMN languages text[];
CREATE INDEX follows_notify ON follows (target_id) WHERE notify;

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post'));

-- What a member notes about somebody, for their own eyes.
CREATE TABLE account_notes (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    comment text NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX account_notes_target ON account_notes (target_id);

-- People whom a member shows on their profile.
CREATE TABLE endorsements (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, target_id),
    CHECK (account_id <> target_id)
);
CREATE INDEX endorsements_account ON endorsements (account_id, id DESC);
CREATE INDEX endorsements_target ON endorsements (target_id);

-- Tags that a member shows on their profile. Counted are their open posts.
CREATE TABLE featured_tags (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    -- As the member writes it.
    name text NOT NULL,
    posts_count bigint NOT NULL DEFAULT 0 CHECK (posts_count >= 0),
    last_post_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, tag_id)
);
CREATE INDEX featured_tags_tag ON featured_tags (tag_id);

-- Tags whose posts a member reads at home.
CREATE TABLE tag_follows (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, tag_id)
);
CREATE INDEX tag_follows_account ON tag_follows (account_id, id DESC);
CREATE INDEX tag_follows_tag ON tag_follows (tag_id);

-- Servers of which a member wants to see nobody.
CREATE TABLE member_domain_blocks (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    domain text NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, domain)
);
CREATE INDEX member_domain_blocks_account ON member_domain_blocks (account_id, id DESC);
