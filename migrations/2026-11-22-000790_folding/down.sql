ALTER TABLE custom_emojis DROP COLUMN disabled;
DROP INDEX posts_words;
DROP INDEX accounts_trigrams;
DROP FUNCTION post_words(text, text, text, text);
DROP FUNCTION folded(text, boolean);
CREATE INDEX accounts_trigrams ON accounts
    USING gin (lower(username || ' ' || display_name) gin_trgm_ops);
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
