//! `polls`, `poll_options` and `poll_votes`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, SmallInt};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PollVoteId, PostId};
use crate::db::prepared;
use crate::db::schema::{poll_options, poll_votes, polls, posts, users};

/// A question that a post asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = polls)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Poll {
    pub post_id: PostId,
    pub multiple: bool,
    pub ends_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub voters_count: i64,
}

impl Poll {
    /// Whether nobody can vote any more.
    #[must_use]
    pub fn is_over(&self, now: DateTime<Utc>) -> bool {
        self.closed_at.is_some() || self.ends_at.is_some_and(|end| end <= now)
    }
}

/// One of the answers to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_options)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PollOption {
    pub post_id: PostId,
    pub position: i16,
    pub title: String,
    pub votes_count: i64,
}

/// Somebody's choice. `uri` is null for votes of members.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = poll_votes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct PollVote {
    pub id: PollVoteId,
    pub post_id: PostId,
    pub position: i16,
    pub account_id: AccountId,
    pub uri: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// Stores a poll with its answers; their order is their position.
pub async fn insert(conn: &mut Conn, poll: &Poll, options: &[PollOption]) -> QueryResult<()> {
    diesel::insert_into(polls::table)
        .values(poll)
        .execute(conn)
        .await?;
    insert_options(conn, options).await
}

async fn insert_options(conn: &mut Conn, options: &[PollOption]) -> QueryResult<()> {
    diesel::insert_into(poll_options::table)
        .values(options)
        .execute(conn)
        .await?;
    Ok(())
}

/// The poll of a post.
pub async fn find(conn: &mut Conn, post: PostId) -> QueryResult<Option<Poll>> {
    polls::table
        .find(post)
        .select(Poll::as_select())
        .first(conn)
        .await
        .optional()
}

/// As [`find`], and nobody else votes until the transaction ends.
pub async fn lock(conn: &mut Conn, post: PostId) -> QueryResult<Option<Poll>> {
    polls::table
        .find(post)
        .select(Poll::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// The polls of these posts.
pub async fn find_many(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Poll>> {
    polls::table
        .filter(polls::post_id.eq_any(ids))
        .select(Poll::as_select())
        .load(conn)
        .await
}

/// The answers of these posts' polls, by post and in their order.
pub async fn options(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<PollOption>> {
    poll_options::table
        .filter(poll_options::post_id.eq_any(ids))
        .order((poll_options::post_id, poll_options::position))
        .select(PollOption::as_select())
        .load(conn)
        .await
}

/// What each of `accounts` voted in these posts' polls.
pub async fn votes_of(
    conn: &mut Conn,
    accounts: &[AccountId],
    ids: &[PostId],
) -> QueryResult<Vec<PollVote>> {
    poll_votes::table
        .filter(poll_votes::post_id.eq_any(ids))
        .filter(poll_votes::account_id.eq_any(accounts))
        .order(poll_votes::position)
        .select(PollVote::as_select())
        .load(conn)
        .await
}

/// The votes with these IDs.
pub async fn votes(conn: &mut Conn, ids: &[PollVoteId]) -> QueryResult<Vec<PollVote>> {
    poll_votes::table
        .filter(poll_votes::id.eq_any(ids))
        .order(poll_votes::id)
        .select(PollVote::as_select())
        .load(conn)
        .await
}

/// Stores votes; returns how many were new.
pub async fn insert_votes(conn: &mut Conn, votes: &[PollVote]) -> QueryResult<usize> {
    diesel::insert_into(poll_votes::table)
        .values(votes)
        .on_conflict_do_nothing()
        .execute(conn)
        .await
}

/// Adds one vote to each of these answers, and `voters` to those who voted.
pub async fn count(
    conn: &mut Conn,
    post: PostId,
    positions: &[i16],
    voters: i64,
) -> QueryResult<()> {
    let chosen = poll_options::table
        .filter(poll_options::post_id.eq(post))
        .filter(poll_options::position.eq_any(positions));
    diesel::update(chosen)
        .set(poll_options::votes_count.eq(poll_options::votes_count + 1))
        .execute(conn)
        .await?;
    diesel::update(polls::table.find(post))
        .set(polls::voters_count.eq(polls::voters_count + voters))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a remote poll's state.
pub async fn update(conn: &mut Conn, poll: &Poll) -> QueryResult<()> {
    diesel::update(polls::table.find(poll.post_id))
        .set((
            polls::multiple.eq(poll.multiple),
            polls::ends_at.eq(poll.ends_at),
            polls::closed_at.eq(poll.closed_at),
            polls::voters_count.eq(poll.voters_count),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes the counts of a remote poll's answers.
pub async fn set_counts(conn: &mut Conn, options: &[PollOption]) -> QueryResult<()> {
    let Some(first) = options.first() else {
        return Ok(());
    };
    let positions: Vec<i16> = options.iter().map(|option| option.position).collect();
    let counts: Vec<i64> = options.iter().map(|option| option.votes_count).collect();
    prepared::query(
        "UPDATE poll_options o SET votes_count = c.votes FROM unnest($2, $3) AS c (position, votes) \
         WHERE o.post_id = $1 AND o.position = c.position",
    )
    .bind::<BigInt, _>(first.post_id)
    .bind::<Array<SmallInt>, _>(positions)
    .bind::<Array<BigInt>, _>(counts)
    .execute(conn)
    .await?;
    Ok(())
}

/// Puts other answers in the place of those there are. What was voted is void.
pub async fn replace_options(
    conn: &mut Conn,
    post: PostId,
    options: &[PollOption],
) -> QueryResult<()> {
    diesel::delete(poll_options::table.filter(poll_options::post_id.eq(post)))
        .execute(conn)
        .await?;
    insert_options(conn, options).await
}

/// Removes the poll of a post with its votes.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(polls::table.find(post))
        .execute(conn)
        .await?;
    Ok(())
}

/// A poll whose end has to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Queryable)]
pub struct Due {
    /// The post that asks.
    pub post_id: PostId,
    /// Who wrote it.
    pub account_id: AccountId,
    /// It is a member's.
    pub local: bool,
}

/// Up to `limit` polls whose time is over and was not told, locked; those that
/// somebody else holds are left out.
pub async fn due(conn: &mut Conn, now: DateTime<Utc>, limit: i64) -> QueryResult<Vec<Due>> {
    let ids: Vec<PostId> = polls::table
        .filter(polls::closed_at.is_null())
        .filter(polls::ends_at.le(now))
        .order(polls::ends_at)
        .limit(limit)
        .select(polls::post_id)
        .for_no_key_update()
        .skip_locked()
        .load(conn)
        .await?;
    posts::table
        .filter(posts::id.eq_any(ids))
        .select((posts::id, posts::account_id, posts::local))
        .load(conn)
        .await
}

/// Notes that these polls are over.
pub async fn close(conn: &mut Conn, ids: &[PostId], now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(polls::table.filter(polls::post_id.eq_any(ids)))
        .set(polls::closed_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Members who voted in this poll.
pub async fn members_who_voted(conn: &mut Conn, post: PostId) -> QueryResult<Vec<AccountId>> {
    poll_votes::table
        .inner_join(users::table.on(users::account_id.eq(poll_votes::account_id)))
        .filter(poll_votes::post_id.eq(post))
        .select(poll_votes::account_id)
        .distinct()
        .load(conn)
        .await
}

/// The position of the answer with this text.
pub async fn position(conn: &mut Conn, post: PostId, title: &str) -> QueryResult<Option<i16>> {
    poll_options::table
        .filter(poll_options::post_id.eq(post))
        .filter(poll_options::title.eq(title))
        .select(poll_options::position)
        .first(conn)
        .await
        .optional()
}

/// Whether a vote has this ID.
pub async fn has_vote(conn: &mut Conn, uri: &str) -> QueryResult<bool> {
    let known = poll_votes::table.filter(poll_votes::uri.eq(uri));
    diesel::select(diesel::dsl::exists(known))
        .get_result(conn)
        .await
}
