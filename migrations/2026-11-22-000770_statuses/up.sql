-- The app that a post was written with; null: the web, or another server.
ALTER TABLE posts
    ADD COLUMN application_id bigint REFERENCES oauth_applications ON DELETE SET NULL;
CREATE INDEX posts_application ON posts (application_id) WHERE application_id IS NOT NULL;
-- Whether others are told with which apps a member writes.
ALTER TABLE users ADD COLUMN show_application boolean NOT NULL DEFAULT true;

-- The post that shows it no more, but had it in an earlier version.
ALTER TABLE media_attachments
    ADD COLUMN former_post_id bigint REFERENCES posts ON DELETE CASCADE;
CREATE INDEX media_attachments_former ON media_attachments (former_post_id)
    WHERE former_post_id IS NOT NULL;

-- What a version showed: files in their order, each with its description, and
-- the answers of its poll; null: it asked nothing.
ALTER TABLE post_edits
    ADD COLUMN media_ids bigint[] NOT NULL DEFAULT '{}',
    ADD COLUMN media_descriptions text[] NOT NULL DEFAULT '{}',
    ADD COLUMN poll_options text[];

-- Names the request that scheduled it: sent again, it schedules nothing more.
ALTER TABLE scheduled_posts ADD COLUMN submission_key text;
CREATE UNIQUE INDEX scheduled_posts_submission ON scheduled_posts (account_id, submission_key);

-- Who wrote the page, as it says itself.
ALTER TABLE cards ADD COLUMN creator_id bigint REFERENCES accounts ON DELETE SET NULL;
CREATE INDEX cards_creator ON cards (creator_id) WHERE creator_id IS NOT NULL;

-- How many posts of the thread were found when it was last looked through.
ALTER TABLE remote_posts ADD COLUMN found_count integer NOT NULL DEFAULT 0;
