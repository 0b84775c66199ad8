-- Where people were when they joined and signed in, for moderators; kept as long
-- as addresses in sessions are.
CREATE TABLE user_addresses (
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    ip inet NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, ip)
);
CREATE INDEX user_addresses_ip ON user_addresses USING gist (ip inet_ops);
INSERT INTO user_addresses (user_id, ip, first_at, last_at)
    SELECT user_id, ip, min(created_at), max(last_used_at) FROM sessions
    WHERE ip IS NOT NULL GROUP BY user_id, ip;

-- When members were here last, to some minutes: apart from `users`, whose rows
-- would be written anew each time.
CREATE TABLE user_activity (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    active_at timestamptz NOT NULL
);
CREATE INDEX user_activity_newest ON user_activity (active_at DESC, user_id DESC);
INSERT INTO user_activity (user_id, active_at)
    SELECT id, greatest(created_at,
        (SELECT max(last_used_at) FROM sessions WHERE user_id = users.id),
        (SELECT max(last_used_at) FROM oauth_tokens WHERE user_id = users.id))
    FROM users;

-- What moderators note about an account, for each other.
CREATE TABLE moderation_notes (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    author_user_id bigint REFERENCES users ON DELETE SET NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX moderation_notes_account ON moderation_notes (account_id, id DESC);
CREATE INDEX moderation_notes_author ON moderation_notes (author_user_id)
    WHERE author_user_id IS NOT NULL;

-- Suspended accounts whose data goes when nobody takes that back before.
CREATE TABLE account_removals (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    due_at timestamptz NOT NULL
);
CREATE INDEX account_removals_due ON account_removals (due_at);

-- Sign-ups that were refused, by days since 1970 and reason.
CREATE TABLE sign_up_refusals (
    day integer NOT NULL,
    reason text NOT NULL,
    refused bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (day, reason)
);

ALTER TABLE email_domain_blocks
    -- Whether nobody joins, or only with a moderator's yes.
    ADD COLUMN severity text NOT NULL DEFAULT 'sign_up_block'
        CHECK (severity IN ('sign_up_requires_approval', 'sign_up_block')),
    ADD COLUMN comment text NOT NULL DEFAULT '',
    ADD COLUMN expires_at timestamptz;

-- Accounts as moderators look for them.
CREATE INDEX accounts_here ON accounts (id DESC) WHERE domain IS NULL;
CREATE INDEX accounts_host ON accounts (lower(domain), id DESC) WHERE domain IS NOT NULL;
CREATE INDEX accounts_suspended ON accounts (id DESC) WHERE suspended_at IS NOT NULL;
CREATE INDEX account_limits_silenced ON account_limits (account_id) WHERE silenced_at IS NOT NULL;
CREATE INDEX users_email_parts ON users USING gin (lower(email) gin_trgm_ops);
CREATE INDEX users_email_domain ON users (lower(split_part(email, '@', 2)), account_id DESC);
CREATE INDEX users_with_role ON users (role, account_id DESC) WHERE role <> 'user';
CREATE INDEX users_disabled ON users (account_id DESC) WHERE disabled_at IS NOT NULL;
