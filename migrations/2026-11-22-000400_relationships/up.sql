CREATE TABLE follows (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('pending', 'accepted')),
    show_boosts boolean NOT NULL DEFAULT true,
    uri text UNIQUE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, target_id),
    CHECK (account_id <> target_id)
);
CREATE INDEX follows_target ON follows (target_id, state, id DESC);
CREATE INDEX follows_account ON follows (account_id, state, id DESC);

CREATE TABLE blocks (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    uri text UNIQUE,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, target_id),
    CHECK (account_id <> target_id)
);
CREATE INDEX blocks_target ON blocks (target_id);

CREATE TABLE mutes (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    hide_notifications boolean NOT NULL DEFAULT true,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    UNIQUE (account_id, target_id),
    CHECK (account_id <> target_id)
);
CREATE INDEX mutes_target ON mutes (target_id);

CREATE TABLE notifications (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up')),
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    post_id bigint REFERENCES posts ON DELETE CASCADE,
    created_at timestamptz NOT NULL
);
CREATE INDEX notifications_account ON notifications (account_id, id DESC);
CREATE INDEX notifications_post ON notifications (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX notifications_from ON notifications (from_account_id);
-- The same thing is told once.
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, kind, from_account_id, coalesce(post_id, 0));
