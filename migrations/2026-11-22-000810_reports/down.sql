DELETE FROM notifications WHERE kind IN ('report_settled', 'appeal_decided');
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post', 'quoted_edit', 'severed_relationships',
         'moderation_warning', 'added_to_collection', 'collection_update'));
DROP TABLE warning_presets;
DROP TABLE appeals;
DELETE FROM account_warnings
    WHERE NOT told OR action IN ('mark_statuses_as_sensitive', 'delete_statuses');
ALTER TABLE account_warnings
    DROP COLUMN decided_by_id,
    DROP COLUMN report_id,
    DROP COLUMN told,
    DROP COLUMN undone_at,
    DROP CONSTRAINT account_warnings_action_check,
    ADD CONSTRAINT account_warnings_action_check
        CHECK (action IN ('none', 'disable', 'sensitive', 'silence', 'suspend'));
DROP INDEX reports_settled;
ALTER TABLE reports DROP COLUMN forward_text;
DROP TABLE report_notes;
DROP TABLE report_evidence;
