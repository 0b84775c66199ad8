DELETE FROM notifications WHERE kind = 'appeal';
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post', 'quoted_edit', 'severed_relationships',
         'moderation_warning', 'added_to_collection', 'collection_update', 'report_settled',
         'appeal_decided'));
UPDATE mailing_sends SET state = 'begun' WHERE state = 'unsure';
ALTER TABLE mailing_sends DROP CONSTRAINT mailing_sends_state_check,
    ADD CONSTRAINT mailing_sends_state_check CHECK (state IN ('begun', 'sent', 'refused'));
DROP TABLE post_covers;
