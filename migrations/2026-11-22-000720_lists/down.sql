DROP FUNCTION notification_verdict(bigint, bigint, text, bigint, timestamptz);
DROP INDEX notifications_once;
DROP INDEX notifications_aside;
DROP INDEX notifications_group;
-- What only the newer version knows is told no more.
DELETE FROM notifications WHERE kind IN ('quoted_edit', 'severed_relationships',
    'moderation_warning', 'added_to_collection', 'collection_update');
-- The older version tells of one complaint of each person.
DELETE FROM notifications n USING notifications newer
    WHERE n.kind = 'report' AND newer.kind = 'report' AND n.account_id = newer.account_id
    AND n.from_account_id = newer.from_account_id AND n.id < newer.id;
ALTER TABLE notifications
    DROP COLUMN group_key,
    DROP COLUMN collection_id,
    DROP COLUMN report_id,
    DROP COLUMN filtered,
    DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post'));
CREATE UNIQUE INDEX notifications_once
    ON notifications (account_id, kind, from_account_id, coalesce(post_id, 0));
DROP TABLE notification_permissions;
DROP TABLE notification_policies;
DROP TABLE collection_items;
DROP TABLE collections;
ALTER TABLE media_attachments DROP COLUMN scheduled_post_id;
DROP TABLE scheduled_posts;
DROP TABLE announcement_reactions;
DROP TABLE announcement_reads;
DROP TABLE announcements;
DROP TABLE markers;
DROP TABLE thread_mutes;
DROP TABLE conversations;
DROP TABLE filter_posts;
DROP TABLE filter_keywords;
DROP TABLE filters;
DROP TABLE list_accounts;
DROP TABLE lists;
