DROP TABLE member_domain_blocks;
DROP TABLE tag_follows;
DROP TABLE featured_tags;
DROP TABLE endorsements;
DROP TABLE account_notes;

DELETE FROM notifications WHERE kind = 'post';
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report'));

DROP INDEX follows_notify;
ALTER TABLE follows DROP COLUMN notify, DROP COLUMN languages;
ALTER TABLE users DROP COLUMN default_sensitive, DROP COLUMN default_quote_policy;

ALTER TABLE accounts
    DROP COLUMN avatar_description,
    DROP COLUMN header_description,
    DROP COLUMN hide_collections,
    DROP COLUMN attribution_domains,
    DROP COLUMN show_media,
    DROP COLUMN show_media_replies,
    DROP COLUMN show_featured;
