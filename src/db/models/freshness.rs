//! When accounts and threads of other servers were last fetched.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::schema::{posts, remote_actors, remote_posts};

/// When an account was last fetched and filled.
#[derive(Debug, Clone, Copy, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct AccountFreshness {
    pub fetched_at: DateTime<Utc>,
    pub backfilled_at: Option<DateTime<Utc>>,
}

/// Where the rest of a thread is, and when it was last looked for.
#[derive(Debug, Clone, Queryable)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct ThreadFreshness {
    pub replies_url: Option<String>,
    pub context_url: Option<String>,
    pub filled_at: Option<DateTime<Utc>>,
    pub in_reply_to_uri: Option<String>,
    pub found_count: i32,
}

impl ThreadFreshness {
    /// Whether there is anywhere to look.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.replies_url.is_some() || self.context_url.is_some() || self.in_reply_to_uri.is_some()
    }
}

/// How fresh an account is; none for those of this server.
pub async fn of_account(conn: &mut Conn, id: AccountId) -> QueryResult<Option<AccountFreshness>> {
    remote_actors::table
        .find(id)
        .select((remote_actors::fetched_at, remote_actors::backfilled_at))
        .first(conn)
        .await
        .optional()
}

/// How complete the thread of a post is; none for those of this server.
pub async fn of_thread(conn: &mut Conn, id: PostId) -> QueryResult<Option<ThreadFreshness>> {
    remote_posts::table
        .inner_join(posts::table.on(posts::id.eq(remote_posts::post_id)))
        .filter(remote_posts::post_id.eq(id))
        .select((
            remote_posts::replies_url,
            remote_posts::context_url,
            remote_posts::filled_at,
            posts::in_reply_to_uri,
            remote_posts::found_count,
        ))
        .first(conn)
        .await
        .optional()
}

/// Notes that the thread of a post is being looked through, and nothing found yet.
pub async fn thread_filled(conn: &mut Conn, id: PostId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(remote_posts::table.find(id))
        .set((
            remote_posts::filled_at.eq(now),
            remote_posts::found_count.eq(0),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that one more post of the thread was found.
pub async fn thread_found(conn: &mut Conn, id: PostId) -> QueryResult<()> {
    diesel::update(remote_posts::table.find(id))
        .set(remote_posts::found_count.eq(remote_posts::found_count + 1))
        .execute(conn)
        .await?;
    Ok(())
}
