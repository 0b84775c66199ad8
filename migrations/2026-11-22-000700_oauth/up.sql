-- Programs that act for members, or for themselves (RFC 6749).
CREATE TABLE oauth_applications (
    id bigint PRIMARY KEY,
    client_id text NOT NULL UNIQUE,
    -- SHA-256 of the secret; null: nobody can ask for tokens in its name.
    secret_hash bytea,
    name text NOT NULL,
    website text,
    redirect_uris text[] NOT NULL DEFAULT '{}',
    -- The most that its tokens may do.
    scopes text NOT NULL,
    -- Set: the tokens that this member made by hand live here.
    owner_id bigint REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL
);
CREATE INDEX oauth_applications_owner ON oauth_applications (owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX oauth_applications_age ON oauth_applications (created_at) WHERE owner_id IS NULL;

CREATE TABLE oauth_tokens (
    id bigint PRIMARY KEY,
    token_hash bytea NOT NULL UNIQUE,
    application_id bigint NOT NULL REFERENCES oauth_applications ON DELETE CASCADE,
    -- Null: the program acts for itself.
    user_id bigint REFERENCES users ON DELETE CASCADE,
    scopes text NOT NULL,
    created_at timestamptz NOT NULL,
    -- To the day.
    last_used_at timestamptz NOT NULL,
    expires_at timestamptz
);
CREATE INDEX oauth_tokens_application ON oauth_tokens (application_id, id);
CREATE INDEX oauth_tokens_user ON oauth_tokens (user_id, id) WHERE user_id IS NOT NULL;

-- What a program exchanges for a token, once.
CREATE TABLE oauth_codes (
    code_hash bytea PRIMARY KEY,
    application_id bigint NOT NULL REFERENCES oauth_applications ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    redirect_uri text NOT NULL,
    scopes text NOT NULL,
    -- BASE64URL(SHA-256(verifier)), RFC 7636.
    challenge text,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    -- What it was exchanged for; revoked when the code is shown again.
    token_id bigint REFERENCES oauth_tokens ON DELETE SET NULL
);
CREATE INDEX oauth_codes_application ON oauth_codes (application_id);
CREATE INDEX oauth_codes_user ON oauth_codes (user_id);
CREATE INDEX oauth_codes_token ON oauth_codes (token_id) WHERE token_id IS NOT NULL;
CREATE INDEX oauth_codes_expiry ON oauth_codes (expires_at);

-- The second step of signing in (RFC 6238).
CREATE TABLE two_factor (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    secret bytea NOT NULL,
    -- The time step of the last accepted code; it and older ones are refused.
    last_step bigint NOT NULL DEFAULT 0,
    -- Null until the first code was typed.
    enabled_at timestamptz,
    created_at timestamptz NOT NULL
);

CREATE TABLE recovery_codes (
    user_id bigint NOT NULL REFERENCES two_factor ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    PRIMARY KEY (user_id, code_hash)
);

-- Which program made the account, so that it may ask for the mail again.
ALTER TABLE users ADD COLUMN created_by_application_id bigint
    REFERENCES oauth_applications ON DELETE SET NULL;
CREATE INDEX users_created_by_application ON users (created_by_application_id)
    WHERE created_by_application_id IS NOT NULL;
