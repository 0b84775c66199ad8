-- Where a program wants to be told of notifications while it is not running
-- (RFC 8030); one for each of its tokens.
CREATE TABLE push_subscriptions (
    id bigint PRIMARY KEY,
    token_id bigint NOT NULL UNIQUE REFERENCES oauth_tokens ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    endpoint text NOT NULL,
    -- The keys of the program: a point of P-256, and a shared secret.
    p256dh bytea NOT NULL CHECK (length(p256dh) = 65),
    auth bytea NOT NULL CHECK (length(auth) = 16),
    -- Encrypt by RFC 8291; otherwise by the draft before it.
    standard boolean NOT NULL,
    -- Which kinds of notifications, by the names of the API.
    alerts text[] NOT NULL,
    -- Whose notifications.
    policy text NOT NULL CHECK (policy IN ('all', 'followed', 'follower', 'none')),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX push_subscriptions_account ON push_subscriptions (account_id);

-- Tokens end in many ways, with their program, their member or by themselves;
-- the streams that they opened end with them.
CREATE FUNCTION announce_ended_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('ossm_live', '{"k":"revoked","tokens":[' || OLD.id || ']}');
    RETURN NULL;
END $$;
CREATE TRIGGER oauth_tokens_ended AFTER DELETE ON oauth_tokens
    FOR EACH ROW EXECUTE FUNCTION announce_ended_token();
