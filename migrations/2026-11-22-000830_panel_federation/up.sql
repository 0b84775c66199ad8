-- A switch, as it can be set beside any severity.
UPDATE domain_rules SET severity = 'none', reject_media = true WHERE severity = 'reject_media';
ALTER TABLE domain_rules
    -- Its people's wishes to follow members are refused.
    ADD COLUMN reject_follows boolean NOT NULL DEFAULT false,
    -- Its pictures are covered.
    ADD COLUMN mark_sensitive boolean NOT NULL DEFAULT false,
    -- Stands before posts that have no warning of their own; may be empty.
    ADD COLUMN content_warning text NOT NULL DEFAULT '',
    -- No shared list changes it.
    ADD COLUMN by_hand boolean NOT NULL DEFAULT true;

-- A rule about the domain covers the pictures; null: a moderator here did.
ALTER TABLE account_limits
    ADD COLUMN sensitizing text CHECK (sensitizing = 'domain');

ALTER TABLE hosts ADD COLUMN last_success_at timestamptz;

CREATE INDEX accounts_domain ON accounts (lower(domain)) WHERE domain IS NOT NULL;

-- The names whose rules may hold for a host, the nearest first: the host with its
-- port, without it, and the domains above.
CREATE FUNCTION domain_names(host text) RETURNS TABLE (depth integer, name text)
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT 0, $1
        UNION ALL
        SELECT position, array_to_string(parts[position:], '.')
        FROM string_to_array(regexp_replace($1, ':[0-9]+$', ''), '.') AS parts,
             generate_subscripts(parts, 1) AS position
    $$;

-- Shared lists of servers that others block.
CREATE TABLE blocklists (
    id bigint PRIMARY KEY,
    url text NOT NULL UNIQUE,
    -- The hardest that it brings.
    cap text NOT NULL CHECK (cap IN ('none', 'limit', 'suspend')),
    -- Applied without anybody looking.
    automatic boolean NOT NULL,
    -- What the server said of the version that is here.
    etag text,
    fetched_at timestamptz,
    -- When it was asked last, and what was wrong then.
    checked_at timestamptz,
    last_error text,
    -- Lines that could not be read: number, text, reason.
    bad_lines jsonb NOT NULL DEFAULT '[]',
    -- Whom what waits would suspend, as it was when the list was read.
    reach jsonb NOT NULL DEFAULT '{}',
    -- Whether a job applies it.
    applying boolean NOT NULL DEFAULT false,
    -- Somebody left the list; what only it brought goes or stays.
    leaving boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);

-- What a list says of a domain.
CREATE TABLE blocklist_entries (
    blocklist_id bigint NOT NULL REFERENCES blocklists ON DELETE CASCADE,
    domain text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('none', 'limit', 'suspend')),
    reject_media boolean NOT NULL,
    reject_reports boolean NOT NULL,
    obfuscate boolean NOT NULL,
    public_comment text NOT NULL,
    -- New or changed: not applied yet. Gone: the list does not name it any more.
    -- Declined: a moderator does not want it.
    state text NOT NULL CHECK (state IN ('new', 'changed', 'gone', 'applied', 'declined')),
    PRIMARY KEY (blocklist_id, domain)
);
CREATE INDEX blocklist_entries_domain ON blocklist_entries (domain);
CREATE INDEX blocklist_entries_waiting ON blocklist_entries (blocklist_id, state, domain)
    WHERE state <> 'applied';

-- Files of rules that moderators bring.
CREATE TABLE domain_imports (
    id bigint PRIMARY KEY,
    user_id bigint REFERENCES users ON DELETE SET NULL,
    state text NOT NULL CHECK (state IN ('preview', 'applying', 'done')),
    bad_lines jsonb NOT NULL DEFAULT '[]',
    bad_count integer NOT NULL DEFAULT 0,
    -- Rules that are there already are changed, too.
    change_existing boolean NOT NULL DEFAULT true,
    -- Members who lose follows, as the preview found.
    members bigint NOT NULL DEFAULT 0,
    -- Follows that were ended so far.
    severed bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX domain_imports_user ON domain_imports (user_id) WHERE user_id IS NOT NULL;

CREATE TABLE domain_import_rows (
    import_id bigint NOT NULL REFERENCES domain_imports ON DELETE CASCADE,
    -- The line in the file.
    line integer NOT NULL,
    domain text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('none', 'limit', 'suspend')),
    -- Null: the file does not say.
    reject_media boolean,
    reject_reports boolean,
    public_comment text,
    obfuscate boolean,
    kind text NOT NULL CHECK (kind IN ('new', 'change', 'same', 'allowed')),
    accounts bigint NOT NULL DEFAULT 0,
    followers bigint NOT NULL DEFAULT 0,
    following bigint NOT NULL DEFAULT 0,
    done boolean NOT NULL DEFAULT false,
    PRIMARY KEY (import_id, line)
);
CREATE INDEX domain_import_rows_kind ON domain_import_rows (import_id, kind, line);
CREATE INDEX domain_import_rows_waiting ON domain_import_rows (import_id, line) WHERE NOT done;

-- Servers that pass public posts on to everybody who subscribes.
CREATE TABLE relays (
    id bigint PRIMARY KEY,
    -- What was given: an inbox, or an actor.
    address text NOT NULL UNIQUE,
    inbox_url text NOT NULL,
    host text NOT NULL,
    -- Who is followed: everybody (null), or the relay's actor.
    actor_uri text,
    -- The actor that answered.
    account_id bigint REFERENCES accounts ON DELETE SET NULL,
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected')),
    created_at timestamptz NOT NULL,
    answered_at timestamptz
);
CREATE UNIQUE INDEX relays_account ON relays (account_id) WHERE account_id IS NOT NULL;

-- What the panel shows of each server that is known, counted every few minutes.
CREATE TABLE peers (
    host text PRIMARY KEY,
    software text,
    version text,
    -- When it was asked last for these, and when it is asked again.
    nodeinfo_at timestamptz,
    nodeinfo_next_at timestamptz NOT NULL,
    nodeinfo_error text,
    accounts bigint NOT NULL DEFAULT 0,
    -- Follows of its people towards members, and of members towards its people.
    followers bigint NOT NULL DEFAULT 0,
    following bigint NOT NULL DEFAULT 0,
    waiting bigint NOT NULL DEFAULT 0,
    failed bigint NOT NULL DEFAULT 0,
    -- Deliveries in a row that failed; and since when it is given up.
    failures integer NOT NULL DEFAULT 0,
    dead_at timestamptz,
    last_success_at timestamptz,
    first_seen_at timestamptz NOT NULL
);
CREATE INDEX peers_accounts ON peers (accounts DESC, host);
CREATE INDEX peers_follows ON peers ((followers + following) DESC, host);
CREATE INDEX peers_waiting ON peers (waiting DESC, host);
CREATE INDEX peers_failures ON peers (failures DESC, host);
CREATE INDEX peers_nodeinfo ON peers (nodeinfo_next_at);
CREATE INDEX deliveries_failed_host ON deliveries (host, id) WHERE failed_at IS NOT NULL;
