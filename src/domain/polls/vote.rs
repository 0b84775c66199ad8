//! Voting, by members and by people of other servers.

use chrono::Duration;

use crate::db::ids::{AccountId, JobId, PollVoteId, PostId};
use crate::db::models::poll::{self, Poll, PollVote};
use crate::db::models::post::{self, Post};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::{self, Event};
use crate::domain::posts::{Wish, allowed};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// The kind of the job that tells other servers how a poll stands.
pub const TALLIES_JOB: &str = "poll_tallies";
/// Minutes from the first vote that was not told to its telling.
pub const TALLIES_MINUTES: i64 = 3;

/// What somebody chose.
struct Ballot {
    positions: Vec<i16>,
    /// The ID of a vote from elsewhere; such votes come one by one.
    uri: Option<String>,
}

/// Votes for the answers at these positions. A member votes once.
///
/// # Errors
/// `NotFound` without a poll that the voter may see; `Forbidden` in one's own
/// poll and after the end; `Conflict` the second time; the field `choice` for no
/// answer, too many, or one that is not there.
pub async fn vote(
    conn: &mut Conn,
    cx: &DomainContext,
    voter: AccountId,
    id: PostId,
    positions: &[i16],
) -> Result<()> {
    let post = allowed(conn, voter, id, Wish::Respond).await?;
    let mut positions = positions.to_vec();
    positions.sort_unstable();
    positions.dedup();
    let ballot = Ballot {
        positions,
        uri: None,
    };
    conn.transaction(async |conn| {
        let vote_ids = cast(conn, cx, voter, &post, &ballot).await?;
        let voted = Event::PollVoted {
            account_id: voter,
            post_id: post.id,
            vote_ids,
        };
        event::record(conn, cx, &voted).await?;
        Ok(())
    })
    .await
}

/// Counts a vote of somebody elsewhere for the answer with this text in a
/// member's poll. Several answers come as several votes. The same vote again
/// changes nothing.
///
/// # Errors
/// As [`vote`]; `NotFound` for polls of other servers too.
pub async fn receive_vote(
    conn: &mut Conn,
    cx: &DomainContext,
    voter: AccountId,
    id: PostId,
    answer: &str,
    uri: &str,
) -> Result<()> {
    let post = allowed(conn, voter, id, Wish::Respond).await?;
    if !post.local {
        return Err(Error::not_found());
    }
    conn.transaction(async |conn| {
        if poll::has_vote(conn, uri).await? {
            return Ok(());
        }
        let position = poll::position(conn, post.id, answer).await?;
        let ballot = Ballot {
            positions: vec![position.ok_or_else(no_such_answer)?],
            uri: Some(uri.to_owned()),
        };
        cast(conn, cx, voter, &post, &ballot).await?;
        Ok(())
    })
    .await
}

async fn cast(
    conn: &mut Conn,
    cx: &DomainContext,
    voter: AccountId,
    post: &Post,
    ballot: &Ballot,
) -> Result<Vec<PollVoteId>> {
    let poll = poll::lock(conn, post.id).await?;
    let poll = poll.ok_or_else(Error::not_found)?;
    if post.account_id == voter {
        return Err(Error::forbidden(Message::of("refused-poll-own")));
    }
    if poll.is_over(cx.clock.now()) {
        return Err(Error::forbidden(Message::of("refused-poll-over")));
    }
    let options = poll::options(conn, &[post.id]).await?;
    let known = |position: &i16| options.iter().any(|option| option.position == *position);
    if !ballot.positions.iter().all(known) {
        return Err(no_such_answer());
    }
    let earlier = poll::votes_of(conn, &[voter], &[post.id]).await?;
    check(&poll, ballot, &earlier)?;
    let rows: Vec<PollVote> = ballot
        .positions
        .iter()
        .map(|position| PollVote {
            id: PollVoteId(cx.ids.next()),
            post_id: post.id,
            position: *position,
            account_id: voter,
            uri: ballot.uri.clone(),
            created_at: cx.clock.now(),
        })
        .collect();
    if poll::insert_votes(conn, &rows).await? < rows.len() {
        return Err(voted_already());
    }
    let voters = i64::from(earlier.is_empty());
    poll::count(conn, post.id, &ballot.positions, voters).await?;
    if post.local {
        tell_later(conn, cx, post.id).await?;
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}

fn check(poll: &Poll, ballot: &Ballot, earlier: &[PollVote]) -> Result<()> {
    if ballot.positions.is_empty() {
        let message = Message::of("refused-poll-no-choice");
        return Err(Error::field("choice", message));
    }
    if !poll.multiple && ballot.positions.len() > 1 {
        let message = Message::of("refused-poll-one-choice");
        return Err(Error::field("choice", message));
    }
    let one_by_one = poll.multiple && ballot.uri.is_some();
    let again = |vote: &PollVote| ballot.positions.contains(&vote.position);
    if earlier.is_empty() || (one_by_one && !earlier.iter().any(again)) {
        Ok(())
    } else {
        Err(voted_already())
    }
}

fn voted_already() -> Error {
    Error::conflict(Message::of("refused-poll-voted"))
}

fn no_such_answer() -> Error {
    Error::field("choice", Message::of("refused-poll-unknown-choice"))
}

/// Other servers are told of many votes at once.
async fn tell_later(conn: &mut Conn, cx: &DomainContext, post: PostId) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: TALLIES_JOB.to_owned(),
        payload: serde_json::json!({ "post_id": post }),
        priority: 0,
        unique_key: Some(post.to_string()),
        run_at: now + Duration::minutes(TALLIES_MINUTES),
        max_attempts: 10,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Records that the counts of a member's poll changed: what [`TALLIES_JOB`] does.
pub async fn tell_tallies(conn: &mut Conn, cx: &DomainContext, id: PostId) -> Result<()> {
    conn.transaction(async |conn| {
        let post = post::find(conn, id).await?;
        let Some(post) = post.filter(|post| post.local && post.deleted_at.is_none()) else {
            return Ok(());
        };
        if poll::find(conn, id).await?.is_none() {
            return Ok(());
        }
        let changed = Event::PollChanged {
            account_id: post.account_id,
            post_id: id,
        };
        event::record(conn, cx, &changed).await?;
        Ok(())
    })
    .await
}
