-- Reported posts as they were when they were reported: what moderators judge
-- stays, whatever becomes of the posts.
CREATE TABLE report_evidence (
    report_id bigint NOT NULL REFERENCES reports ON DELETE CASCADE,
    -- No reference: the post may be gone for good.
    post_id bigint NOT NULL,
    author text NOT NULL,
    url text NOT NULL,
    content text NOT NULL,
    content_warning text NOT NULL,
    sensitive boolean NOT NULL,
    visibility text NOT NULL,
    language text,
    -- What it showed: a list of {id, kind, description, key, url}. While a complaint
    -- is open, files with these keys stay.
    media jsonb NOT NULL DEFAULT '[]',
    written_at timestamptz NOT NULL,
    edited_at timestamptz,
    kept_at timestamptz NOT NULL,
    PRIMARY KEY (report_id, post_id)
);
CREATE INDEX report_evidence_post ON report_evidence (post_id);

-- What moderators tell each other about a complaint.
CREATE TABLE report_notes (
    id bigint PRIMARY KEY,
    report_id bigint NOT NULL REFERENCES reports ON DELETE CASCADE,
    account_id bigint REFERENCES accounts ON DELETE SET NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX report_notes_report ON report_notes (report_id, id);
CREATE INDEX report_notes_account ON report_notes (account_id) WHERE account_id IS NOT NULL;

ALTER TABLE reports
    -- What the target's server is told instead of the comment.
    ADD COLUMN forward_text text;
CREATE INDEX reports_settled ON reports (id) WHERE resolved_at IS NOT NULL;

-- Every decision about an account is kept, also one that nobody is told of.
ALTER TABLE account_warnings
    DROP CONSTRAINT account_warnings_action_check,
    ADD CONSTRAINT account_warnings_action_check CHECK (action IN
        ('none', 'disable', 'mark_statuses_as_sensitive', 'delete_statuses', 'sensitive',
         'silence', 'suspend')),
    -- Nobody: the command line, or somebody who is gone.
    ADD COLUMN decided_by_id bigint REFERENCES accounts ON DELETE SET NULL,
    ADD COLUMN report_id bigint REFERENCES reports ON DELETE SET NULL,
    -- The owner reads of it; those of other servers do not.
    ADD COLUMN told boolean NOT NULL DEFAULT true,
    ADD COLUMN undone_at timestamptz;
CREATE INDEX account_warnings_decided_by ON account_warnings (decided_by_id)
    WHERE decided_by_id IS NOT NULL;
CREATE INDEX account_warnings_report ON account_warnings (report_id)
    WHERE report_id IS NOT NULL;

-- What the owner of an account says against a decision.
CREATE TABLE appeals (
    id bigint PRIMARY KEY,
    warning_id bigint NOT NULL UNIQUE REFERENCES account_warnings ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    text text NOT NULL,
    state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'approved', 'rejected')),
    -- What the moderator answers.
    reply text NOT NULL DEFAULT '',
    decided_by_id bigint REFERENCES accounts ON DELETE SET NULL,
    decided_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX appeals_waiting ON appeals (id) WHERE state = 'pending';
CREATE INDEX appeals_account ON appeals (account_id);
CREATE INDEX appeals_decided_by ON appeals (decided_by_id) WHERE decided_by_id IS NOT NULL;

-- Words that moderators need again and again.
CREATE TABLE warning_presets (
    id bigint PRIMARY KEY,
    title text NOT NULL,
    text text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post', 'quoted_edit', 'severed_relationships',
         'moderation_warning', 'added_to_collection', 'collection_update', 'report_settled',
         'appeal_decided'));
