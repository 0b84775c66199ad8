ALTER TABLE remote_posts DROP COLUMN found_count;
ALTER TABLE cards DROP COLUMN creator_id;
ALTER TABLE scheduled_posts DROP COLUMN submission_key;
ALTER TABLE post_edits
    DROP COLUMN media_ids,
    DROP COLUMN media_descriptions,
    DROP COLUMN poll_options;
ALTER TABLE media_attachments DROP COLUMN former_post_id;
ALTER TABLE users DROP COLUMN show_application;
ALTER TABLE posts DROP COLUMN application_id;
