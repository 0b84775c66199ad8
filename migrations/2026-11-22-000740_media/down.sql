ALTER TABLE custom_emojis DROP COLUMN category;
DROP TABLE remote_files_total;
DROP TABLE remote_files;
DROP TABLE unclaimed_files;
DELETE FROM media_attachments WHERE state <> 'ready';
UPDATE media_attachments SET kind = 'video' WHERE kind = 'gifv';
ALTER TABLE media_attachments
    DROP CONSTRAINT media_attachments_somewhere,
    DROP CONSTRAINT media_attachments_kind_check,
    DROP COLUMN state,
    DROP COLUMN source_key,
    DROP COLUMN preview_key,
    DROP COLUMN preview_width,
    DROP COLUMN preview_height,
    DROP COLUMN bitrate,
    DROP COLUMN frame_rate,
    ADD CONSTRAINT media_attachments_kind_check
        CHECK (kind IN ('image', 'video', 'audio', 'other')),
    ADD CONSTRAINT media_attachments_somewhere
        CHECK ((storage_key IS NULL) <> (remote_url IS NULL));
