ALTER TABLE push_subscriptions DROP COLUMN sealed_token;

DELETE FROM trends WHERE kind = 'publisher';
ALTER TABLE trends DROP CONSTRAINT trends_kind_check,
    ADD CONSTRAINT trends_kind_check CHECK (kind IN ('tag', 'post', 'link'));
DELETE FROM trend_reviews WHERE kind = 'publisher';
ALTER TABLE trend_reviews DROP CONSTRAINT trend_reviews_kind_check,
    ADD CONSTRAINT trend_reviews_kind_check CHECK (kind IN ('tag', 'post', 'link'));
DROP TABLE publishers;

DELETE FROM notifications WHERE warning_id IS NOT NULL OR severance_id IS NOT NULL;
DROP INDEX notifications_once;
ALTER TABLE notifications DROP COLUMN warning_id, DROP COLUMN severance_id;
CREATE UNIQUE INDEX notifications_once ON notifications
    (account_id, kind, from_account_id, coalesce(post_id, report_id, collection_id, 0));
DROP TABLE severances;
DROP TABLE account_warnings;
