-- Lists of accounts that members read together.
CREATE TABLE lists (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title text NOT NULL,
    -- Whose replies to whom the list shows: replies to people the member
    -- follows, to people of the list, or to nobody else.
    replies_policy text NOT NULL DEFAULT 'list'
        CHECK (replies_policy IN ('followed', 'list', 'none')),
    -- Its people are left out of the home timeline.
    exclusive boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);
CREATE INDEX lists_account ON lists (account_id, id);

-- Somebody leaves the list when the member stops following them; without a
-- follow it is the member.
CREATE TABLE list_accounts (
    id bigint PRIMARY KEY,
    list_id bigint NOT NULL REFERENCES lists ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    follow_id bigint REFERENCES follows ON DELETE CASCADE,
    UNIQUE (list_id, account_id)
);
CREATE INDEX list_accounts_account ON list_accounts (account_id);
CREATE INDEX list_accounts_follow ON list_accounts (follow_id);

-- What a member does not want to read.
CREATE TABLE filters (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    title text NOT NULL,
    -- Where it holds: home, notifications, public, thread, account.
    contexts text[] NOT NULL CHECK (cardinality(contexts) > 0),
    action text NOT NULL CHECK (action IN ('warn', 'hide', 'blur')),
    expires_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE INDEX filters_account ON filters (account_id, id);

CREATE TABLE filter_keywords (
    id bigint PRIMARY KEY,
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    keyword text NOT NULL,
    whole_word boolean NOT NULL
);
CREATE INDEX filter_keywords_filter ON filter_keywords (filter_id, id);

CREATE TABLE filter_posts (
    id bigint PRIMARY KEY,
    filter_id bigint NOT NULL REFERENCES filters ON DELETE CASCADE,
    post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    UNIQUE (filter_id, post_id)
);
CREATE INDEX filter_posts_post ON filter_posts (post_id);

-- Conversations by direct posts, as each member sees them.
CREATE SEQUENCE conversations_id_seq AS bigint;
CREATE TABLE conversations (
    -- One statement makes the rows of all members, so the database numbers them.
    id bigint PRIMARY KEY DEFAULT nextval('conversations_id_seq'),
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    -- That of its posts: the ID of the first one.
    conversation_id bigint NOT NULL,
    last_post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
    unread boolean NOT NULL,
    UNIQUE (account_id, conversation_id)
);
ALTER SEQUENCE conversations_id_seq OWNED BY conversations.id;
CREATE INDEX conversations_newest ON conversations (account_id, last_post_id DESC);
CREATE INDEX conversations_last_post ON conversations (last_post_id);
CREATE INDEX conversations_thread ON conversations (conversation_id);

-- Threads of which members do not want to be told.
CREATE TABLE thread_mutes (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    conversation_id bigint NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, conversation_id)
);
CREATE INDEX thread_mutes_thread ON thread_mutes (conversation_id);

-- How far members have read their timelines, across devices.
CREATE TABLE markers (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    timeline text NOT NULL CHECK (timeline IN ('home', 'notifications')),
    last_read_id bigint NOT NULL,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, timeline)
);

-- What those in charge tell everybody.
CREATE TABLE announcements (
    id bigint PRIMARY KEY,
    text text NOT NULL,
    content text NOT NULL,
    starts_at timestamptz,
    ends_at timestamptz,
    all_day boolean NOT NULL DEFAULT false,
    published_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE announcement_reads (
    announcement_id bigint NOT NULL REFERENCES announcements ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    PRIMARY KEY (announcement_id, account_id)
);
CREATE INDEX announcement_reads_account ON announcement_reads (account_id);

CREATE TABLE announcement_reactions (
    announcement_id bigint NOT NULL REFERENCES announcements ON DELETE CASCADE,
    -- An emoji, or the name of a custom one.
    name text NOT NULL,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (announcement_id, name, account_id)
);
CREATE INDEX announcement_reactions_account ON announcement_reactions (account_id);

-- Posts that wait for their time.
CREATE TABLE scheduled_posts (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    scheduled_at timestamptz NOT NULL,
    -- The post to be.
    post jsonb NOT NULL,
    -- The app that wrote it.
    application_id bigint,
    created_at timestamptz NOT NULL
);
CREATE INDEX scheduled_posts_account ON scheduled_posts (account_id, id);
CREATE INDEX scheduled_posts_due ON scheduled_posts (account_id, scheduled_at);

-- Uploads that wait with their post are not cleaned up.
ALTER TABLE media_attachments
    ADD COLUMN scheduled_post_id bigint REFERENCES scheduled_posts ON DELETE SET NULL;
CREATE INDEX media_attachments_scheduled ON media_attachments (scheduled_post_id)
    WHERE scheduled_post_id IS NOT NULL;

-- Accounts that members recommend together.
CREATE TABLE collections (
    id bigint PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    name text NOT NULL,
    description text NOT NULL DEFAULT '',
    language text,
    sensitive boolean NOT NULL DEFAULT false,
    discoverable boolean NOT NULL DEFAULT true,
    tag_id bigint REFERENCES tags ON DELETE SET NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX collections_account ON collections (account_id, id);
CREATE INDEX collections_tag ON collections (tag_id) WHERE tag_id IS NOT NULL;

CREATE TABLE collection_items (
    id bigint PRIMARY KEY,
    collection_id bigint NOT NULL REFERENCES collections ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    -- Whether who is in it lets that be.
    state text NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'revoked')),
    created_at timestamptz NOT NULL,
    UNIQUE (collection_id, account_id)
);
CREATE INDEX collection_items_account ON collection_items (account_id, id);

-- What becomes of notifications from people of each kind.
CREATE TABLE notification_policies (
    account_id bigint PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
    for_not_following text NOT NULL DEFAULT 'accept'
        CHECK (for_not_following IN ('accept', 'filter', 'drop')),
    for_not_followers text NOT NULL DEFAULT 'accept'
        CHECK (for_not_followers IN ('accept', 'filter', 'drop')),
    for_new_accounts text NOT NULL DEFAULT 'accept'
        CHECK (for_new_accounts IN ('accept', 'filter', 'drop')),
    for_private_mentions text NOT NULL DEFAULT 'accept'
        CHECK (for_private_mentions IN ('accept', 'filter', 'drop')),
    for_limited_accounts text NOT NULL DEFAULT 'filter'
        CHECK (for_limited_accounts IN ('accept', 'filter', 'drop'))
);

-- People whom the policy does not touch.
CREATE TABLE notification_permissions (
    account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    from_account_id bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, from_account_id)
);
CREATE INDEX notification_permissions_from ON notification_permissions (from_account_id);

ALTER TABLE notifications DROP CONSTRAINT notifications_kind_check,
    ADD CONSTRAINT notifications_kind_check CHECK (kind IN
        ('mention', 'boost', 'favourite', 'follow', 'follow_request', 'edit', 'sign_up',
         'poll', 'quote', 'report', 'post', 'quoted_edit', 'severed_relationships',
         'moderation_warning', 'added_to_collection', 'collection_update')),
    -- Kept aside by the policy, until the member accepts or dismisses it.
    ADD COLUMN filtered boolean NOT NULL DEFAULT false,
    ADD COLUMN report_id bigint REFERENCES reports ON DELETE CASCADE,
    ADD COLUMN collection_id bigint REFERENCES collections ON DELETE CASCADE,
    -- What is told together: the same about the same post (or the member)
    -- within the same half of a day, by the time in the ID.
    ADD COLUMN group_key text NOT NULL GENERATED ALWAYS AS (CASE
        WHEN kind = 'boost' THEN 'reblog-' || post_id::text || '-' || ((id >> 22) / 43200000)::text
        WHEN kind = 'favourite' THEN 'favourite-' || post_id::text || '-' || ((id >> 22) / 43200000)::text
        WHEN kind = 'follow' THEN 'follow-' || ((id >> 22) / 43200000)::text
        WHEN kind = 'sign_up' THEN 'admin.sign_up-' || ((id >> 22) / 43200000)::text
        ELSE 'ungrouped-' || id::text END) STORED;
CREATE INDEX notifications_report ON notifications (report_id) WHERE report_id IS NOT NULL;
CREATE INDEX notifications_collection ON notifications (collection_id)
    WHERE collection_id IS NOT NULL;
CREATE INDEX notifications_group ON notifications (account_id, group_key, id DESC);
CREATE INDEX notifications_aside ON notifications (account_id, from_account_id, id DESC)
    WHERE filtered;
DROP INDEX notifications_once;
CREATE UNIQUE INDEX notifications_once ON notifications
    (account_id, kind, from_account_id, coalesce(post_id, report_id, collection_id, 0));

-- What becomes of a notification: 'accept', 'filter' or 'drop'. Blocks and
-- mutes of people are not its business.
CREATE FUNCTION notification_verdict(
    recipient bigint, sender bigint, kind text, post bigint, at timestamptz
) RETURNS text
    LANGUAGE sql STABLE
    AS $$
        SELECT CASE
            WHEN EXISTS (SELECT 1 FROM posts p
                JOIN thread_mutes m ON m.conversation_id = p.conversation_id
                WHERE p.id = $4 AND m.account_id = $1) THEN 'drop'
            WHEN $1 = $2 OR $3 NOT IN ('mention', 'quote', 'boost', 'favourite', 'follow',
                'follow_request', 'added_to_collection') THEN 'accept'
            ELSE (
                SELECT CASE
                    WHEN a.trusted THEN 'accept'
                    WHEN 'drop' = ANY (a.verdicts) THEN 'drop'
                    WHEN 'filter' = ANY (a.verdicts) THEN 'filter'
                    ELSE 'accept' END
                FROM (
                    SELECT
                        EXISTS (SELECT 1 FROM notification_permissions t
                            WHERE t.account_id = $1 AND t.from_account_id = $2)
                        OR EXISTS (SELECT 1 FROM users u
                            WHERE u.account_id = $2 AND u.role <> 'user') AS trusted,
                        ARRAY[
                            CASE WHEN NOT f.follows THEN y.for_not_following END,
                            CASE WHEN y.for_not_followers <> 'accept' AND NOT EXISTS (
                                SELECT 1 FROM follows b WHERE b.account_id = $2
                                AND b.target_id = $1 AND b.state = 'accepted'
                                AND b.created_at <= $5 - interval '3 days')
                                THEN y.for_not_followers END,
                            CASE WHEN NOT f.follows AND s.created_at > $5 - interval '30 days'
                                THEN y.for_new_accounts END,
                            CASE WHEN $3 = 'mention' AND NOT f.follows
                                AND y.for_private_mentions <> 'accept' AND EXISTS (
                                SELECT 1 FROM posts p WHERE p.id = $4 AND p.visibility = 'direct'
                                AND NOT EXISTS (SELECT 1 FROM posts o
                                    JOIN mentions m ON m.post_id = o.id AND m.account_id = $2
                                    WHERE o.conversation_id = p.conversation_id
                                    AND o.account_id = $1))
                                THEN y.for_private_mentions END,
                            CASE WHEN NOT f.follows AND s.domain IS NOT NULL
                                AND coalesce(y.for_limited_accounts, 'filter') <> 'accept'
                                AND domain_severity(s.domain) = 'limit'
                                THEN coalesce(y.for_limited_accounts, 'filter') END
                        ] AS verdicts
                    FROM accounts s
                    LEFT JOIN notification_policies y ON y.account_id = $1
                    CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM follows f
                        WHERE f.account_id = $1 AND f.target_id = $2
                        AND f.state = 'accepted') AS follows) f
                    WHERE s.id = $2
                ) a
            )
        END
    $$;
