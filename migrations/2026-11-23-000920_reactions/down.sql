ALTER TABLE notifications DROP COLUMN emoji_domain, DROP COLUMN emoji;
ALTER TABLE post_stats DROP COLUMN reactions;
DROP INDEX favourites_reactions;
ALTER TABLE favourites
    DROP CONSTRAINT favourites_emoji_domain_alone,
    DROP COLUMN emoji_domain,
    DROP COLUMN emoji;
