//! `conversations` and `thread_mutes`: what members write to each other directly,
//! and threads of which they do not want to be told.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, ConversationId, PostId};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::{conversations, thread_mutes};

/// A conversation as one member sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = conversations)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Conversation {
    pub id: ConversationId,
    pub account_id: AccountId,
    pub conversation_id: PostId,
    pub last_post_id: PostId,
    pub unread: bool,
}

#[derive(QueryableByName)]
struct Touched {
    #[diesel(sql_type = BigInt)]
    id: ConversationId,
    #[diesel(sql_type = BigInt)]
    account_id: AccountId,
}

/// Puts those of `posts` that are direct into the conversations of the members who
/// wrote them or are named in them, in one statement. Returns the conversations
/// that changed and whose they are.
pub async fn note(
    conn: &mut Conn,
    posts: &[PostId],
) -> QueryResult<Vec<(ConversationId, AccountId)>> {
    let rows: Vec<Touched> = prepared::query(
        "INSERT INTO conversations AS known (account_id, conversation_id, last_post_id, unread) \
         SELECT DISTINCT ON (w.account_id, p.conversation_id) \
             w.account_id, p.conversation_id, p.id, w.account_id <> p.account_id \
         FROM posts p \
         CROSS JOIN LATERAL (SELECT p.account_id \
             UNION SELECT m.account_id FROM mentions m WHERE m.post_id = p.id) w \
         JOIN users u ON u.account_id = w.account_id \
         WHERE p.id = ANY($1) AND p.visibility = 'direct' AND p.deleted_at IS NULL \
         AND NOT EXISTS (SELECT 1 FROM blocks b \
             WHERE (b.account_id = w.account_id AND b.target_id = p.account_id) \
             OR (b.account_id = p.account_id AND b.target_id = w.account_id)) \
         ORDER BY w.account_id, p.conversation_id, p.id DESC \
         ON CONFLICT (account_id, conversation_id) DO UPDATE \
         SET last_post_id = excluded.last_post_id, unread = excluded.unread \
         WHERE excluded.last_post_id > known.last_post_id \
         RETURNING known.id, known.account_id",
    )
    .bind::<Array<BigInt>, _>(posts)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.id, row.account_id))
        .collect())
}

/// Makes the newest post that is left the last one of the conversations that end
/// with `post`, and removes those of which nothing is left. Call it before the
/// post and whom it names are gone.
pub async fn forget_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    prepared::query(
        "WITH next AS (SELECT c.id, (SELECT p.id FROM posts p \
                 WHERE p.conversation_id = c.conversation_id AND p.visibility = 'direct' \
                 AND p.deleted_at IS NULL AND p.id <> $1 AND (p.account_id = c.account_id \
                     OR EXISTS (SELECT 1 FROM mentions m \
                         WHERE m.post_id = p.id AND m.account_id = c.account_id)) \
                 ORDER BY p.id DESC LIMIT 1) AS post_id \
             FROM conversations c WHERE c.last_post_id = $1), \
         gone AS (DELETE FROM conversations c USING next n \
             WHERE c.id = n.id AND n.post_id IS NULL) \
         UPDATE conversations c SET last_post_id = n.post_id \
         FROM next n WHERE c.id = n.id AND n.post_id IS NOT NULL",
    )
    .bind::<BigInt, _>(post)
    .execute(conn)
    .await?;
    Ok(())
}

/// Joins threads (old, new) that turned out to be one, with who muted them.
pub async fn join(conn: &mut Conn, moves: &[(PostId, PostId)]) -> QueryResult<()> {
    let moves = moves.iter().copied().filter(|(old, new)| old != new);
    let (old, new): (Vec<PostId>, Vec<PostId>) = moves.unzip();
    if old.is_empty() {
        return Ok(());
    }
    prepared::query(
        "WITH moved AS (DELETE FROM conversations c USING unnest($1, $2) AS m (old, new) \
             WHERE c.conversation_id = m.old \
             RETURNING c.account_id, m.new AS conversation_id, c.last_post_id, c.unread) \
         INSERT INTO conversations AS known (account_id, conversation_id, last_post_id, unread) \
         SELECT DISTINCT ON (account_id, conversation_id) \
             account_id, conversation_id, last_post_id, unread \
         FROM moved ORDER BY account_id, conversation_id, last_post_id DESC \
         ON CONFLICT (account_id, conversation_id) DO UPDATE \
         SET last_post_id = greatest(known.last_post_id, excluded.last_post_id), \
             unread = known.unread OR excluded.unread",
    )
    .bind::<Array<BigInt>, _>(&old)
    .bind::<Array<BigInt>, _>(&new)
    .execute(conn)
    .await?;
    prepared::query(
        "INSERT INTO thread_mutes (account_id, conversation_id, created_at) \
         SELECT t.account_id, m.new, t.created_at FROM unnest($1, $2) AS m (old, new) \
         JOIN thread_mutes t ON t.conversation_id = m.old ON CONFLICT DO NOTHING",
    )
    .bind::<Array<BigInt>, _>(&old)
    .bind::<Array<BigInt>, _>(&new)
    .execute(conn)
    .await?;
    Ok(())
}

/// One page of a member's conversations by their last posts, whose IDs are the
/// keys of the pages.
pub async fn page(
    conn: &mut Conn,
    member: AccountId,
    page: Page,
) -> QueryResult<Slice<Conversation>> {
    let query = conversations::table
        .filter(conversations::account_id.eq(member))
        .filter(conversations::last_post_id.lt(page.upper()))
        .filter(conversations::last_post_id.gt(page.lower()))
        .select(Conversation::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query
            .order(conversations::last_post_id.asc())
            .load(conn)
            .await?
    } else {
        query
            .order(conversations::last_post_id.desc())
            .load(conn)
            .await?
    };
    Ok(page.cut(rows))
}

/// These conversations, whoever they belong to.
pub async fn by_ids(conn: &mut Conn, ids: &[ConversationId]) -> QueryResult<Vec<Conversation>> {
    conversations::table
        .filter(conversations::id.eq_any(ids))
        .select(Conversation::as_select())
        .load(conn)
        .await
}

/// Notes that a member has read one of their conversations; returns it.
pub async fn mark_read(
    conn: &mut Conn,
    member: AccountId,
    id: ConversationId,
) -> QueryResult<Option<Conversation>> {
    let own = conversations::table
        .find(id)
        .filter(conversations::account_id.eq(member));
    diesel::update(own)
        .set(conversations::unread.eq(false))
        .returning(Conversation::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Removes a conversation of a member; `false` when there was none.
pub async fn delete(conn: &mut Conn, member: AccountId, id: ConversationId) -> QueryResult<bool> {
    let own = conversations::table
        .find(id)
        .filter(conversations::account_id.eq(member));
    Ok(diesel::delete(own).execute(conn).await? > 0)
}

/// Who wrote these posts and whom they name, by post.
pub async fn people(conn: &mut Conn, posts: &[PostId]) -> QueryResult<Vec<(PostId, AccountId)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        post_id: PostId,
        #[diesel(sql_type = BigInt)]
        account_id: AccountId,
    }
    let rows: Vec<Row> = prepared::query(
        "SELECT id AS post_id, account_id FROM posts WHERE id = ANY($1) \
         UNION SELECT post_id, account_id FROM mentions WHERE post_id = ANY($1) \
         ORDER BY post_id, account_id",
    )
    .bind::<Array<BigInt>, _>(posts)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.post_id, row.account_id))
        .collect())
}

/// Mutes a thread. Doing it again changes nothing.
pub async fn mute(
    conn: &mut Conn,
    member: AccountId,
    thread: PostId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::insert_into(thread_mutes::table)
        .values((
            thread_mutes::account_id.eq(member),
            thread_mutes::conversation_id.eq(thread.0),
            thread_mutes::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the mute of a thread; `false` when there was none.
pub async fn unmute(conn: &mut Conn, member: AccountId, thread: PostId) -> QueryResult<bool> {
    let rows = diesel::delete(thread_mutes::table.find((member, thread.0)))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}
