-- Actors, of this server (domain is null) and of others.
CREATE TABLE accounts (
    id bigint PRIMARY KEY,
    username text NOT NULL,
    domain text,
    -- Confusables folded together; two local accounts may not look alike.
    skeleton text NOT NULL,
    kind text NOT NULL DEFAULT 'person'
        CHECK (kind IN ('person', 'service', 'application', 'group', 'organization')),
    display_name text NOT NULL DEFAULT '',
    bio text NOT NULL DEFAULT '',
    bio_html text NOT NULL DEFAULT '',
    -- [{"name", "value", "value_html"}], at most four for local accounts.
    fields jsonb NOT NULL DEFAULT '[]',
    -- Storage keys of the pictures.
    avatar text,
    header text,
    locked boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,
    -- The actor ID and the profile page.
    uri text NOT NULL UNIQUE,
    url text NOT NULL,
    suspended_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX accounts_handle ON accounts (lower(username), coalesce(lower(domain), ''));
CREATE UNIQUE INDEX accounts_local_skeleton ON accounts (skeleton) WHERE domain IS NULL;

-- Counters, apart from the wide row that they would rewrite.
CREATE TABLE account_stats (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    posts_count bigint NOT NULL DEFAULT 0 CHECK (posts_count >= 0),
    followers_count bigint NOT NULL DEFAULT 0 CHECK (followers_count >= 0),
    following_count bigint NOT NULL DEFAULT 0 CHECK (following_count >= 0),
    last_post_at timestamptz,
    -- No post or boost of the account has a larger ID. It never shrinks, so it
    -- may be larger than the newest that is left.
    last_post_id bigint NOT NULL DEFAULT 0
);

-- Key pairs that actors sign with. The private half is null for remote actors.
CREATE TABLE actor_keys (
    key_uri text PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('rsa', 'ed25519')),
    public_der bytea NOT NULL,
    private_der bytea,
    created_at timestamptz NOT NULL
);
CREATE INDEX actor_keys_account ON actor_keys (account_id);

-- People who can sign in here.
CREATE TABLE users (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE,
    email text NOT NULL,
    email_confirmed_at timestamptz,
    password_hash text NOT NULL,
    role text NOT NULL DEFAULT 'user' CHECK (role IN ('user', 'moderator', 'admin', 'owner')),
    -- Null until a moderator says yes, where the server asks for that.
    approved_at timestamptz,
    disabled_at timestamptz,
    sign_up_reason text NOT NULL DEFAULT '',
    invite_id bigint,
    locale text,
    -- What the compose form starts with.
    default_visibility text NOT NULL DEFAULT 'public'
        CHECK (default_visibility IN ('public', 'unlisted', 'followers', 'direct')),
    default_language text,
    -- Notifications up to this one have been seen.
    notifications_read_id bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_waiting ON users (id) WHERE approved_at IS NULL;

CREATE TABLE sessions (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    token_hash bytea NOT NULL UNIQUE,
    user_agent text NOT NULL DEFAULT '',
    ip inet,
    created_at timestamptz NOT NULL,
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Links that work once: owner set-up, e-mail confirmation, password reset.
CREATE TABLE one_time_tokens (
    token_hash bytea PRIMARY KEY,
    purpose text NOT NULL CHECK (purpose IN ('setup', 'confirm_email', 'reset_password')),
    user_id bigint REFERENCES users ON DELETE CASCADE,
    email text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX one_time_tokens_user ON one_time_tokens (user_id);
CREATE INDEX one_time_tokens_expiry ON one_time_tokens (expires_at);

CREATE TABLE invites (
    id bigint PRIMARY KEY,
    code text NOT NULL UNIQUE,
    created_by bigint REFERENCES users ON DELETE CASCADE,
    max_uses integer CHECK (max_uses > 0),
    uses integer NOT NULL DEFAULT 0,
    expires_at timestamptz,
    revoked_at timestamptz,
    created_at timestamptz NOT NULL,
    CHECK (max_uses IS NULL OR uses <= max_uses)
);
CREATE INDEX invites_creator ON invites (created_by);

ALTER TABLE users ADD CONSTRAINT users_invite_id_fkey
    FOREIGN KEY (invite_id) REFERENCES invites ON DELETE SET NULL;
CREATE INDEX users_invite ON users (invite_id) WHERE invite_id IS NOT NULL;

-- Who did what with power over others or over an account's safety.
CREATE TABLE audit_log (
    id bigint PRIMARY KEY,
    -- Null: the command line or the server itself.
    actor_user_id bigint REFERENCES users ON DELETE SET NULL,
    action text NOT NULL,
    target_user_id bigint REFERENCES users ON DELETE SET NULL,
    details jsonb NOT NULL DEFAULT '{}',
    ip inet,
    created_at timestamptz NOT NULL
);
CREATE INDEX audit_log_target ON audit_log (target_user_id, id);
CREATE INDEX audit_log_actor ON audit_log (actor_user_id, id);
