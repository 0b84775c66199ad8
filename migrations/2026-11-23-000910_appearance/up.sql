-- How the pages look to a member; members without a row have what the server has.
CREATE TABLE appearances (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    scheme text NOT NULL CHECK (scheme IN ('system', 'light', 'dark')),
    more_contrast boolean NOT NULL,
    -- Degrees; nothing for the server's own colour.
    hue smallint CHECK (hue BETWEEN 0 AND 359),
    density text NOT NULL CHECK (density IN ('comfortable', 'compact')),
    font_percent smallint NOT NULL CHECK (font_percent BETWEEN 80 AND 200),
    media text NOT NULL CHECK (media IN ('default', 'show_all', 'hide_all')),
    open_warnings boolean NOT NULL,
    shortcuts boolean NOT NULL,
    css text NOT NULL CHECK (octet_length(css) <= 65536),
    -- Names the present css in addresses; empty where there is none.
    css_version text NOT NULL
);

-- Who tried to sign in, for the person whose account it is.
CREATE TABLE sign_ins (
    id bigint PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
    outcome text NOT NULL CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code')),
    ip inet,
    user_agent text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX sign_ins_of ON sign_ins (user_id, id DESC);
CREATE INDEX sign_ins_created_at ON sign_ins (created_at);
