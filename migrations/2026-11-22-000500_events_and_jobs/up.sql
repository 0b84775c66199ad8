-- What happened, stored in the transaction that made it happen.
CREATE TABLE events (
    id bigint PRIMARY KEY,
    kind text NOT NULL,
    -- Who did it.
    account_id bigint,
    payload jsonb NOT NULL,
    created_at timestamptz NOT NULL
);

-- Work to do later. A row is claimed by writing a lease into it, and removed
-- when the work is done; one that failed too often keeps its row as a dead letter.
CREATE TABLE jobs (
    id bigint PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    -- Smaller runs first.
    priority smallint NOT NULL DEFAULT 0,
    -- A second job with the same key is not added while the first waits.
    unique_key text,
    run_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    max_attempts integer NOT NULL CHECK (max_attempts > 0),
    leased_by text,
    leased_until timestamptz,
    dead_at timestamptz,
    last_error text,
    created_at timestamptz NOT NULL
);
CREATE INDEX jobs_ready ON jobs (priority, run_at, id) WHERE dead_at IS NULL;
CREATE UNIQUE INDEX jobs_unique_key ON jobs (kind, unique_key)
    WHERE unique_key IS NOT NULL AND dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at) WHERE dead_at IS NOT NULL;
