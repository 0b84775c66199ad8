//! The way from pages to other servers. Pages know this port; the room that
//! speaks the protocol stands behind it. And what is to be fetched later
//! because somebody looked at what is here.

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::json;
use url::Url;

use crate::db::Conn;
use crate::db::ids::{AccountId, JobId, PostId};
use crate::db::models::freshness;
use crate::db::queue::{self, NewJob};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// Fills a profile with earlier posts; payload `{account_id}`.
pub const FILL_PROFILE_JOB: &str = "fill_profile";
/// Fetches an account anew; payload `{account_id}`.
pub const REFRESH_ACCOUNT_JOB: &str = "refresh_account";
/// Fetches what is missing around a post; payload `{post_id}`.
pub const FILL_THREAD_JOB: &str = "fill_thread";

/// Hours after which a visited account is fetched anew.
const ACCOUNT_HOURS: i64 = 24;
/// Minutes after which a visited thread is looked through again.
const THREAD_MINUTES: i64 = 15;
/// Minutes for which it is told how such a search ended.
const TOLD_MINUTES: i64 = 60;
/// Such work waits behind what people wait for.
const PRIORITY: i16 = 5;
const ATTEMPTS: i32 = 2;

/// Who makes this server ask others; the number of questions is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A member, who has a limit of their own.
    Member(AccountId),
    /// Anybody else; all of them share one limit.
    Visitor,
}

/// What an address leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Somebody.
    Account(AccountId),
    /// A post.
    Post(PostId),
}

/// Finds accounts and posts of other servers. What is known here already is
/// found without asking anybody and without counting.
#[async_trait]
pub trait RemoteResolver: Send + Sync {
    /// The account `name@host`.
    ///
    /// # Errors
    /// `NotFound` when there is none, `RateLimited`, or `Unavailable` when the
    /// other server does not answer.
    async fn account(&self, asker: Asker, name: &str, host: &str) -> Result<AccountId>;

    /// What stands at a web address: the ID or the page of an account or post.
    ///
    /// # Errors
    /// As [`RemoteResolver::account`].
    async fn address(&self, asker: Asker, address: &Url) -> Result<Found>;

    /// Where the server of `name@host` lets them act on what has the ID `uri`:
    /// follow, answer, boost.
    ///
    /// # Errors
    /// `NotFound` when `host` knows nobody of that name, `RateLimited`, `Invalid` when
    /// this server does not talk to it or its answer is unusable, `Unavailable` when
    /// there is none.
    async fn interaction(&self, asker: Asker, name: &str, host: &str, uri: &str) -> Result<Url>;
}

/// Somebody looked at this account: when it is of another server, it is
/// filled with earlier posts once, and fetched anew once a day.
pub async fn visited_account(conn: &mut Conn, cx: &DomainContext, id: AccountId) -> Result<()> {
    let Some(known) = freshness::of_account(conn, id).await? else {
        return Ok(());
    };
    let payload = json!({ "account_id": id });
    if known.backfilled_at.is_none() {
        enqueue(conn, cx, FILL_PROFILE_JOB, &payload, id.0).await?;
    }
    if known.fetched_at < cx.clock.now() - TimeDelta::hours(ACCOUNT_HOURS) {
        enqueue(conn, cx, REFRESH_ACCOUNT_JOB, &payload, id.0).await?;
    }
    Ok(())
}

/// Orders that an account of another server is fetched again, however fresh it is.
pub(in crate::domain) async fn fetch_account_again(
    conn: &mut Conn,
    cx: &DomainContext,
    id: AccountId,
) -> Result<()> {
    let payload = json!({ "account_id": id });
    enqueue(conn, cx, REFRESH_ACCOUNT_JOB, &payload, id.0).await
}

/// Somebody looked at this post: when it is of another server, what is missing
/// of its thread is fetched, at most once in a quarter of an hour.
pub async fn visited_post(conn: &mut Conn, cx: &DomainContext, id: PostId) -> Result<()> {
    let Some(known) = freshness::of_thread(conn, id).await? else {
        return Ok(());
    };
    let due = cx.clock.now() - TimeDelta::minutes(THREAD_MINUTES);
    let filled = known.filled_at.is_some_and(|filled| filled > due);
    if !filled && known.has_more() {
        enqueue(conn, cx, FILL_THREAD_JOB, &json!({ "post_id": id }), id.0).await?;
    }
    Ok(())
}

/// How far the search for the rest of a thread is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refresh {
    /// It goes on, or begins soon.
    pub running: bool,
    /// Posts that were found so far.
    pub found: i32,
}

/// The search for the rest of the thread of a post; None where nobody searches and
/// nobody did within the last hour.
pub async fn refresh_of(
    conn: &mut Conn,
    cx: &DomainContext,
    id: PostId,
) -> Result<Option<Refresh>> {
    let Some(known) = freshness::of_thread(conn, id).await? else {
        return Ok(None);
    };
    let running = queue::is_under_way(conn, FILL_THREAD_JOB, &id.to_string()).await?;
    let told_until = cx.clock.now() - TimeDelta::minutes(TOLD_MINUTES);
    let told = known.filled_at.is_some_and(|filled| filled > told_until);
    Ok((running || told).then_some(Refresh {
        running,
        found: known.found_count,
    }))
}

async fn enqueue(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: &str,
    payload: &serde_json::Value,
    key: i64,
) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: kind.to_owned(),
        payload: payload.clone(),
        priority: PRIORITY,
        unique_key: Some(key.to_string()),
        run_at: now,
        max_attempts: ATTEMPTS,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}
