-- Texts as they are compared with what somebody typed: small letters without
-- accents ('Café' is 'cafe'), wide and narrow forms of signs as the usual ones,
-- and what is written without spaces (Chinese, Japanese, Korean) in pairs of
-- signs that overlap ('東京都' is '東京 京都 都'): a part of it is then a phrase of
-- pairs. The last sign stands alone too where `whole`, as the beginning of a
-- pair that does not follow; in queries it may not.
-- Nothing but what PostgreSQL has without extensions; plain ASCII costs next to
-- nothing. At most 50,000 signs, so that no text is too long for an index.
CREATE FUNCTION folded(words text, whole boolean) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT
    AS $$
    DECLARE
        plain text;
    BEGIN
        IF octet_length(words) = char_length(words) THEN
            RETURN pg_catalog.lower(words);
        END IF;
        -- Signs that would become brackets are no brackets.
        plain := pg_catalog.translate(pg_catalog.left(words, 50000), '＜＞﹤﹥≮≯', '');
        plain := pg_catalog.regexp_replace(pg_catalog.normalize(plain, 'NFKD'),
            '[\u0300-\u0305\u0307-\u036f]+|(?<![иИ])\u0306', '', 'g');
        plain := pg_catalog.lower(pg_catalog.normalize(plain, 'NFC'));
        plain := pg_catalog.translate(plain, 'øłđħŧıØŁĐĦŦ', 'oldhtioldht');
        plain := pg_catalog.replace(pg_catalog.replace(pg_catalog.replace(
            pg_catalog.translate(plain, 'ẞÆŒ', 'ßæœ'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
        IF plain !~ '[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]' THEN
            RETURN plain;
        END IF;
        RETURN (
            SELECT pg_catalog.string_agg(coalesce(part[2], ' ' || (
                SELECT pg_catalog.string_agg(pg_catalog.substr(part[1], at, 2), ' ')
                FROM pg_catalog.generate_series(1, greatest(1,
                    pg_catalog.char_length(part[1]) - CASE WHEN whole THEN 0 ELSE 1 END)) AS at
            ) || ' '), '')
            FROM pg_catalog.regexp_matches(plain,
                '([\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+)|([^\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+)', 'g') AS part);
    END
    $$;

-- People by parts of their names.
DROP INDEX accounts_trigrams;
CREATE INDEX accounts_trigrams ON accounts
    USING gin (folded(username || ' ' || display_name, true) gin_trgm_ops);

-- The words of a post as they are found: as written but for accents, and without
-- their endings. PostgreSQL's parser leaves tags and their attributes out.
DROP INDEX posts_words;
CREATE OR REPLACE FUNCTION post_words(title text, content_warning text, content text, language text)
    RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    AS $$
    DECLARE
        words text := public.folded($1 || ' ' || $2 || ' ' || $3, true);
    BEGIN
        RETURN pg_catalog.to_tsvector('pg_catalog.simple', words)
            || coalesce(pg_catalog.to_tsvector(public.stemming($4), words), ''::tsvector);
    END
    $$;
CREATE INDEX posts_words ON posts
    USING gin (post_words(title, content_warning, content, language))
    WHERE boost_of_id IS NULL AND deleted_at IS NULL;

-- Emoji of this server that nobody may write with for now; they are shown as
-- plain text.
ALTER TABLE custom_emojis ADD COLUMN disabled boolean NOT NULL DEFAULT false;
