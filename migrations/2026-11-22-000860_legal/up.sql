-- Rules of the server. While there is no row, those of the configuration hold,
-- numbered from 1. A rule that was deleted stays: reports name it by its number.
CREATE TABLE server_rules (
    id integer PRIMARY KEY CHECK (id > 0),
    position integer NOT NULL,
    text text NOT NULL,
    hint text NOT NULL DEFAULT '',
    -- {"de": {"text", "hint"}}
    translations jsonb NOT NULL DEFAULT '{}',
    deleted_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- Versions of the terms and of what is said about privacy. One of each kind may
-- be a draft; published ones are never changed.
CREATE TABLE legal_texts (
    id bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('terms', 'privacy')),
    text text NOT NULL,
    -- What is new, for those who knew the one before.
    changes text NOT NULL DEFAULT '',
    -- The day from which it holds.
    effective_on date,
    -- Null: a draft.
    published_at timestamptz,
    updated_at timestamptz NOT NULL,
    CHECK (published_at IS NULL OR effective_on IS NOT NULL)
);
CREATE UNIQUE INDEX legal_texts_draft ON legal_texts (kind) WHERE published_at IS NULL;
CREATE UNIQUE INDEX legal_texts_day ON legal_texts (kind, effective_on)
    WHERE published_at IS NOT NULL;

-- That somebody's age was checked when they joined, and nothing else of it.
CREATE TABLE age_checks (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    -- Years that were asked for.
    minimum_age smallint NOT NULL,
    checked_at timestamptz NOT NULL
);

-- What authorities asked for.
CREATE TABLE legal_orders (
    id bigint PRIMARY KEY,
    authority text NOT NULL,
    -- ISO 3166-1, two capital letters.
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    reference text NOT NULL DEFAULT '',
    legal_ground text NOT NULL DEFAULT '',
    kind text NOT NULL CHECK (kind IN ('removal', 'blocking', 'information', 'other')),
    -- A handle, the address of a post, or a domain.
    target text NOT NULL DEFAULT '',
    received_on date NOT NULL,
    due_on date,
    answered_on date,
    outcome text NOT NULL CHECK (outcome IN ('open', 'followed', 'partly', 'refused')),
    private_note text NOT NULL DEFAULT '',
    -- What the page of numbers says about it; empty: only that it was.
    public_note text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX legal_orders_received ON legal_orders (received_on);
CREATE INDEX legal_orders_open ON legal_orders (due_on) WHERE outcome = 'open';

-- Accounts and posts whose data nothing deletes. The IDs refer to nothing, so
-- that no deletion fails or takes a hold with it.
CREATE TABLE legal_holds (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL,
    -- Null: everything of the account.
    post_id bigint,
    -- The account's handle then.
    handle text NOT NULL,
    reason text NOT NULL,
    created_at timestamptz NOT NULL,
    lifted_at timestamptz,
    lift_reason text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX legal_holds_account ON legal_holds (account_id)
    WHERE lifted_at IS NULL AND post_id IS NULL;
CREATE UNIQUE INDEX legal_holds_post ON legal_holds (post_id)
    WHERE lifted_at IS NULL AND post_id IS NOT NULL;

-- Rows as they were before something deleted or emptied them.
CREATE TABLE held_rows (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    hold_id bigint NOT NULL REFERENCES legal_holds ON DELETE CASCADE,
    source text NOT NULL,
    data jsonb NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX held_rows_hold ON held_rows (hold_id, id);

-- Files that stay though nothing but a hold refers to them.
CREATE TABLE held_files (
    key text PRIMARY KEY,
    hold_id bigint NOT NULL REFERENCES legal_holds ON DELETE CASCADE
);
CREATE INDEX held_files_hold ON held_files (hold_id);

-- Which hold keeps this account or post, if any does.
CREATE FUNCTION hold_on(account bigint, post bigint) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
    SELECT id FROM public.legal_holds
    WHERE lifted_at IS NULL
      AND ((post_id IS NULL AND account_id = account) OR post_id = post)
    ORDER BY id LIMIT 1
    $$;

-- Whatever deletes: what is held is written down first, by the transaction that
-- deletes.
CREATE FUNCTION keep_held() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
    DECLARE
        hold bigint;
        files text[] := '{}';
    BEGIN
        IF EXISTS (SELECT FROM public.legal_holds WHERE lifted_at IS NULL) THEN
            IF TG_TABLE_NAME = 'accounts' THEN
                hold := public.hold_on(OLD.id, NULL);
                IF OLD.domain IS NULL THEN
                    files := ARRAY[OLD.avatar, OLD.header];
                END IF;
            ELSIF TG_TABLE_NAME = 'posts' THEN
                hold := public.hold_on(OLD.account_id, OLD.id);
            ELSIF TG_TABLE_NAME = 'media_attachments' THEN
                hold := public.hold_on(OLD.account_id, coalesce(OLD.post_id, OLD.former_post_id));
                files := ARRAY[OLD.storage_key, OLD.preview_key, OLD.source_key];
            ELSIF TG_TABLE_NAME = 'post_edits' OR TG_TABLE_NAME = 'mentions' THEN
                SELECT public.hold_on(p.account_id, p.id) INTO hold
                FROM public.posts p WHERE p.id = OLD.post_id;
            ELSIF TG_TABLE_NAME = 'users' THEN
                hold := public.hold_on(OLD.account_id, NULL);
                INSERT INTO public.held_rows (hold_id, source, data)
                SELECT hold, 'sessions', to_jsonb(s) - 'token_hash'
                FROM public.sessions s WHERE s.user_id = OLD.id AND hold IS NOT NULL;
                INSERT INTO public.held_rows (hold_id, source, data)
                SELECT hold, 'user_addresses', to_jsonb(a)
                FROM public.user_addresses a WHERE a.user_id = OLD.id AND hold IS NOT NULL;
            ELSIF TG_TABLE_NAME = 'sessions' OR TG_TABLE_NAME = 'user_addresses' THEN
                SELECT public.hold_on(u.account_id, NULL) INTO hold
                FROM public.users u WHERE u.id = OLD.user_id;
            END IF;
        END IF;
        IF hold IS NOT NULL THEN
            INSERT INTO public.held_rows (hold_id, source, data)
            VALUES (hold, TG_TABLE_NAME, to_jsonb(OLD) - ARRAY['password_hash', 'token_hash']);
            INSERT INTO public.held_files (key, hold_id)
            SELECT DISTINCT key, hold FROM unnest(files) AS key WHERE key IS NOT NULL
            ON CONFLICT DO NOTHING;
        END IF;
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END
    $$;

CREATE TRIGGER accounts_held_deletes BEFORE DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER accounts_held_updates
    BEFORE UPDATE OF display_name, bio, fields, avatar, header, deleted_at ON accounts
    FOR EACH ROW WHEN (
        (OLD.display_name, OLD.bio, OLD.fields, OLD.avatar, OLD.header, OLD.deleted_at)
        IS DISTINCT FROM
        (NEW.display_name, NEW.bio, NEW.fields, NEW.avatar, NEW.header, NEW.deleted_at))
    EXECUTE FUNCTION keep_held();
CREATE TRIGGER posts_held_deletes BEFORE DELETE ON posts
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER posts_held_updates BEFORE UPDATE OF text, content, deleted_at ON posts
    FOR EACH ROW WHEN (
        (OLD.text, OLD.content, OLD.deleted_at)
        IS DISTINCT FROM (NEW.text, NEW.content, NEW.deleted_at))
    EXECUTE FUNCTION keep_held();
CREATE TRIGGER post_edits_held BEFORE DELETE ON post_edits
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER mentions_held BEFORE DELETE ON mentions
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER media_attachments_held BEFORE DELETE ON media_attachments
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER users_held_deletes BEFORE DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER users_held_updates BEFORE UPDATE OF email ON users
    FOR EACH ROW WHEN (OLD.email IS DISTINCT FROM NEW.email)
    EXECUTE FUNCTION keep_held();
CREATE TRIGGER sessions_held_deletes BEFORE DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER user_addresses_held BEFORE DELETE ON user_addresses
    FOR EACH ROW EXECUTE FUNCTION keep_held();
CREATE TRIGGER sessions_held_updates BEFORE UPDATE OF ip ON sessions
    FOR EACH ROW WHEN (OLD.ip IS NOT NULL AND OLD.ip IS DISTINCT FROM NEW.ip)
    EXECUTE FUNCTION keep_held();

-- Archives of somebody's data for a lawful request. The account is no reference:
-- it may be gone when the archive is fetched.
CREATE TABLE data_exports (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL,
    handle text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'ready', 'failed', 'fetched', 'expired')),
    storage_key text,
    bytes bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    ready_at timestamptz,
    expires_at timestamptz
);
CREATE INDEX data_exports_expiry ON data_exports (expires_at) WHERE state = 'ready';

-- Announcements that are not told (yet). One with `published_at` in the future
-- is told from then on.
ALTER TABLE announcements ADD COLUMN draft boolean NOT NULL DEFAULT false;

-- Mail to many members.
CREATE TABLE mailings (
    id bigint PRIMARY KEY,
    subject text NOT NULL,
    body text NOT NULL,
    -- Only to those who were active in so many days; null: to all.
    active_days integer CHECK (active_days > 0),
    -- Only to those who read this language; null: any.
    locale text,
    -- Goes also to those who want no news.
    essential boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'sending', 'stopped', 'done')),
    -- Everybody up to this user has had their turn.
    last_user_id bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz
);

-- Written before a mail is sent, so that none is sent twice, whatever ends the
-- process in between.
CREATE TABLE mailing_sends (
    mailing_id bigint NOT NULL REFERENCES mailings ON DELETE CASCADE,
    -- SHA-256 of the address in small letters.
    address_hash bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('begun', 'sent', 'refused')),
    PRIMARY KEY (mailing_id, address_hash)
);

-- Members who want no mail but what is necessary.
CREATE TABLE mail_opt_outs (
    user_id bigint PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    created_at timestamptz NOT NULL
);

-- Addresses that are told what happens, by signed requests.
CREATE TABLE webhooks (
    id bigint PRIMARY KEY,
    url text NOT NULL UNIQUE,
    events text[] NOT NULL,
    secret text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- The newest requests of each, for whoever looks after them.
CREATE TABLE webhook_deliveries (
    id bigint PRIMARY KEY,
    webhook_id bigint NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event text NOT NULL,
    body text NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    -- The last answer; null: none came.
    status integer,
    error text NOT NULL DEFAULT '',
    delivered_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (webhook_id, id DESC);

-- What was settled in a span of time.
CREATE INDEX reports_resolved ON reports (resolved_at) WHERE resolved_at IS NOT NULL;
