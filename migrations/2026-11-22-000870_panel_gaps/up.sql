-- Posts of other servers whose pictures moderators cover, whatever their servers
-- say of them from then on.
CREATE TABLE post_covers (
    post_id bigint PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
    -- What its author's server said last: so it is again without the cover.
    author_sensitive boolean NOT NULL,
    created_at timestamptz NOT NULL
);

-- 'unsure': it was sent, and nobody knows whether it was taken.
ALTER TABLE mailing_sends DROP CONSTRAINT mailing_sends_state_check,
    ADD CONSTRAINT mailing_sends_state_check
        CHECK (state IN ('begun', 'sent', 'refused', 'unsure'));

-- 'appeal': somebody appeals against a decision (for moderators).
ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post', 'quoted_edit', 'severed_relationships',
         'moderation_warning', 'added_to_collection', 'collection_update', 'report_settled',
         'appeal_decided', 'appeal'));
