DELETE FROM notifications WHERE kind IN ('poll', 'quote', 'report');
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up'));
DROP TABLE withdrawn, incoming, deliveries, outgoing, domain_rules, hosts, report_posts, reports,
    custom_emojis, pins, quote_stamps, quotes, poll_votes, poll_options, polls, remote_posts,
    remote_actors;
DELETE FROM media_attachments WHERE storage_key IS NULL;
ALTER TABLE media_attachments
    DROP CONSTRAINT media_attachments_somewhere,
    DROP COLUMN kind,
    DROP COLUMN remote_url,
    DROP COLUMN preview_url,
    DROP COLUMN blurhash,
    DROP COLUMN focus_x,
    DROP COLUMN focus_y,
    DROP COLUMN duration_ms,
    ALTER COLUMN storage_key SET NOT NULL;
ALTER TABLE posts
    DROP COLUMN title,
    DROP COLUMN object_kind,
    DROP COLUMN in_reply_to_uri,
    DROP COLUMN quote_policy;
ALTER TABLE accounts
    DROP COLUMN indexable,
    DROP COLUMN also_known_as,
    DROP COLUMN moved_to_id,
    DROP COLUMN moved_at;
