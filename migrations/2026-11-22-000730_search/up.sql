-- Words that are misspelt are found by the trigrams they share with the right ones.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- People by the beginning of their name, and by parts of it or of what they call themselves.
CREATE INDEX accounts_name_prefix ON accounts (lower(username) text_pattern_ops);
CREATE INDEX accounts_trigrams ON accounts
    USING gin (lower(username || ' ' || display_name) gin_trgm_ops);
-- Those who want to be found, the newest first.
CREATE INDEX accounts_discoverable ON accounts (id DESC)
    WHERE discoverable AND suspended_at IS NULL AND deleted_at IS NULL;
CREATE INDEX accounts_discoverable_here ON accounts (id DESC)
    WHERE discoverable AND suspended_at IS NULL AND deleted_at IS NULL AND domain IS NULL;
CREATE INDEX tags_prefix ON tags (name text_pattern_ops);

-- Which rules of word endings hold for a language; null where PostgreSQL has none.
CREATE FUNCTION stemming(language text) RETURNS regconfig
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT CASE left($1, 2)
            WHEN 'ar' THEN 'pg_catalog.arabic'::regconfig
            WHEN 'da' THEN 'pg_catalog.danish'::regconfig
            WHEN 'de' THEN 'pg_catalog.german'::regconfig
            WHEN 'el' THEN 'pg_catalog.greek'::regconfig
            WHEN 'en' THEN 'pg_catalog.english'::regconfig
            WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
            WHEN 'fi' THEN 'pg_catalog.finnish'::regconfig
            WHEN 'fr' THEN 'pg_catalog.french'::regconfig
            WHEN 'hu' THEN 'pg_catalog.hungarian'::regconfig
            WHEN 'id' THEN 'pg_catalog.indonesian'::regconfig
            WHEN 'it' THEN 'pg_catalog.italian'::regconfig
            WHEN 'lt' THEN 'pg_catalog.lithuanian'::regconfig
            WHEN 'nb' THEN 'pg_catalog.norwegian'::regconfig
            WHEN 'nl' THEN 'pg_catalog.dutch'::regconfig
            WHEN 'no' THEN 'pg_catalog.norwegian'::regconfig
            WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
            WHEN 'ro' THEN 'pg_catalog.romanian'::regconfig
            WHEN 'ru' THEN 'pg_catalog.russian'::regconfig
            WHEN 'sv' THEN 'pg_catalog.swedish'::regconfig
            WHEN 'tr' THEN 'pg_catalog.turkish'::regconfig
        END
    $$;

-- The words of a post as they are found: as written, and without their endings.
-- PostgreSQL's parser leaves tags and their attributes out.
CREATE FUNCTION post_words(title text, content_warning text, content text, language text)
    RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
        SELECT pg_catalog.to_tsvector('pg_catalog.simple', $1 || ' ' || $2 || ' ' || $3)
            || coalesce(pg_catalog.to_tsvector(public.stemming($4), $1 || ' ' || $2 || ' ' || $3),
                        ''::tsvector)
    $$;
CREATE INDEX posts_words ON posts
    USING gin (post_words(title, content_warning, content, language))
    WHERE boost_of_id IS NULL AND deleted_at IS NULL;

-- Pages that posts link to, as they describe themselves.
CREATE TABLE cards (
    id bigint PRIMARY KEY,
    -- At most 2,000 bytes.
    url text NOT NULL UNIQUE,
    kind text NOT NULL DEFAULT 'link' CHECK (kind IN ('link', 'photo', 'video', 'rich')),
    -- Empty: the page could not be read, or says nothing; it is not shown.
    title text NOT NULL DEFAULT '',
    description text NOT NULL DEFAULT '',
    author_name text NOT NULL DEFAULT '',
    author_url text NOT NULL DEFAULT '',
    provider_name text NOT NULL DEFAULT '',
    provider_url text NOT NULL DEFAULT '',
    -- One frame of an https address, or empty.
    html text NOT NULL DEFAULT '',
    -- A photo's own address, or empty.
    embed_url text NOT NULL DEFAULT '',
    image_url text,
    width integer NOT NULL DEFAULT 0,
    height integer NOT NULL DEFAULT 0,
    language text,
    -- Null: not yet.
    fetched_at timestamptz,
    -- When it is to be fetched; null: not for now.
    due_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX cards_due ON cards (due_at) WHERE due_at IS NOT NULL;

-- The first page that a post links to.
CREATE TABLE post_cards (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    card_id bigint NOT NULL REFERENCES cards ON DELETE CASCADE
);
CREATE INDEX post_cards_card ON post_cards (card_id, post_id DESC);

-- How much tags and pages were used on a day (days since 1970-01-01, UTC): in
-- how many public posts, by how many people.
CREATE TABLE tag_days (
    tag_id bigint NOT NULL REFERENCES tags ON DELETE CASCADE,
    day integer NOT NULL,
    uses bigint NOT NULL,
    accounts bigint NOT NULL,
    PRIMARY KEY (tag_id, day)
);
CREATE INDEX tag_days_day ON tag_days (day);
CREATE TABLE card_days (
    card_id bigint NOT NULL REFERENCES cards ON DELETE CASCADE,
    day integer NOT NULL,
    uses bigint NOT NULL,
    accounts bigint NOT NULL,
    PRIMARY KEY (card_id, day)
);
CREATE INDEX card_days_day ON card_days (day);

-- What many talk about now, as last computed. Rank 1 is on top.
CREATE TABLE trends (
    kind text NOT NULL CHECK (kind IN ('tag', 'post', 'link')),
    -- A tag, post or card.
    subject_id bigint NOT NULL,
    rank integer NOT NULL,
    score real NOT NULL,
    PRIMARY KEY (kind, subject_id)
);
CREATE INDEX trends_rank ON trends (kind, rank);

-- What moderators decided about tags, posts and pages that may trend.
CREATE TABLE trend_reviews (
    kind text NOT NULL CHECK (kind IN ('tag', 'post', 'link')),
    subject_id bigint NOT NULL,
    allowed boolean NOT NULL,
    reviewed_at timestamptz NOT NULL,
    PRIMARY KEY (kind, subject_id)
);

-- People whom a member does not want suggested.
CREATE TABLE suggestion_dismissals (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    target_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, target_id)
);
CREATE INDEX suggestion_dismissals_target ON suggestion_dismissals (target_id);

-- The most active and the most followed of those who want to be found, as last
-- computed: counters change too often to keep them sorted.
CREATE TABLE directory (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    local boolean NOT NULL,
    followers_count bigint NOT NULL,
    last_post_at timestamptz
);
CREATE INDEX directory_active ON directory (last_post_at DESC NULLS LAST, account_id DESC);
CREATE INDEX directory_active_here ON directory (last_post_at DESC NULLS LAST, account_id DESC)
    WHERE local;
CREATE INDEX directory_followed ON directory (followers_count DESC, account_id DESC);
