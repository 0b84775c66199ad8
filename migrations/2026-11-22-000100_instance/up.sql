-- Secrets of this server, made at the first start and shared by its processes.
CREATE TABLE secrets (
    name text PRIMARY KEY,
    value bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Which process holds which snowflake node number (0 to 1023), and until when.
CREATE TABLE id_nodes (
    node smallint PRIMARY KEY CHECK (node BETWEEN 0 AND 1023),
    owner text NOT NULL,
    leased_until timestamptz NOT NULL
);

-- Attempts per key (an address, an account) in a fixed window.
CREATE TABLE throttles (
    key text PRIMARY KEY,
    hits integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);
CREATE INDEX throttles_window ON throttles (window_ends_at);

-- Picture and sound captchas that wait for their answer.
CREATE TABLE captchas (
    id text PRIMARY KEY,
    form text NOT NULL,
    answer text NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX captchas_expiry ON captchas (expires_at);

-- Proof-of-work challenges that were used once and are not good again.
CREATE TABLE spent_challenges (
    digest bytea PRIMARY KEY,
    expires_at timestamptz NOT NULL
);
CREATE INDEX spent_challenges_expiry ON spent_challenges (expires_at);
