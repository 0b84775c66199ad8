-- A reaction is a favourite that says how. `emoji` is one Unicode emoji, or the shortcode of a
-- custom one; `emoji_domain` says whose custom emoji it is, and is empty for those of this server.
ALTER TABLE favourites
    ADD COLUMN emoji text CHECK (octet_length(emoji) BETWEEN 1 AND 100),
    ADD COLUMN emoji_domain text CHECK (octet_length(emoji_domain) <= 255),
    ADD CONSTRAINT favourites_emoji_domain_alone CHECK (emoji IS NOT NULL OR emoji_domain IS NULL);
CREATE INDEX favourites_reactions ON favourites (post_id, emoji, emoji_domain, id)
    WHERE emoji IS NOT NULL;

-- The emoji that stand most often under a post and how often: [{emoji, domain, count}]. Counted
-- anew from `favourites` whenever one comes or goes; nothing where there is none.
ALTER TABLE post_stats ADD COLUMN reactions jsonb;

-- With what somebody reacted, as in `favourites`.
ALTER TABLE notifications ADD COLUMN emoji text, ADD COLUMN emoji_domain text;
