//! Works on what came in, batch after batch. Activities of one actor are done
//! in the order in which they came; those of different actors side by side.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::stream::{self, StreamExt as _};
use tokio::task::JoinSet;

use crate::db::ids::{AccountId, IncomingId};
use crate::db::models::account::{self, Account};
use crate::db::models::incoming::{self, ClaimedIncoming};
use crate::federation::Federation;
use crate::federation::activities::{self, Incoming};
use crate::federation::protocol::activity::Activity;
use crate::foundation::error::{Error, ErrorKind, Result};

/// Activities claimed at once.
const CLAIM: i64 = 200;
/// Actors whose activities of one batch are worked on side by side.
const ACTORS_AT_ONCE: usize = 8;
/// Batches under way at once: one that waits for a slow server does not hold
/// up the next.
const BATCHES: usize = 4;
/// How long the activities of a process that died wait for another one. It is
/// longer than the longest work on one activity.
const LEASE: TimeDelta = TimeDelta::minutes(4);
/// How often the leases of what waits behind slow work are prolonged.
const PROLONG: Duration = Duration::from_mins(1);
/// The longest work on one activity.
const PATIENCE: Duration = Duration::from_secs(100);
/// Attempts at one activity, over some hours.
const ATTEMPTS: i32 = 8;
/// How often the table is looked at without a sign that something came.
const POLL: Duration = Duration::from_secs(1);
/// How often what waits is counted.
const COUNT: Duration = Duration::from_secs(2);

/// Works until `stop` is ready, then ends what is under way.
pub(super) async fn run(federation: Federation, stop: impl Future<Output = ()>) {
    let mut stop = std::pin::pin!(stop);
    let mut batches = JoinSet::new();
    let mut count = tokio::time::interval(COUNT);
    loop {
        let mut full = false;
        while batches.len() < BATCHES {
            match claim(&federation).await {
                Ok(claimed) if claimed.is_empty() => break,
                Ok(claimed) => {
                    full = true;
                    batches.spawn(work(federation.clone(), claimed));
                }
                Err(error) => {
                    tracing::warn!(?error, "the inbox could not be read");
                    break;
                }
            }
        }
        let wake = &federation.inbox.0.wake;
        let busy = batches.len() >= BATCHES;
        tokio::select! {
            () = &mut stop => break,
            _ = batches.join_next(), if !batches.is_empty() => {}
            () = wake.notified(), if !busy => {}
            () = tokio::time::sleep(POLL), if !busy && !full => {}
            _ = count.tick() => measure(&federation).await,
        }
    }
    while batches.join_next().await.is_some() {}
}

async fn claim(federation: &Federation) -> Result<Vec<ClaimedIncoming>> {
    let now = federation.app.cx.clock.now();
    let conn = &mut *federation.app.db.conn().await?;
    Ok(incoming::claim(conn, now, now + LEASE, CLAIM).await?)
}

async fn measure(federation: &Federation) {
    let limit = federation.app.cx.config.federation.inbox_limit;
    let counted = async {
        let conn = &mut *federation.app.db.conn().await?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Ok::<_, Error>(incoming::waiting(conn, limit).await?)
    };
    if let Ok(waiting) = counted.await {
        let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
        federation.inbox.0.waiting.store(waiting, Ordering::Relaxed);
    }
}

/// One actor's activities of a batch, in their order.
struct Queue {
    signer: Arc<Account>,
    waiting: Vec<(ClaimedIncoming, Activity)>,
}

async fn work(federation: Federation, claimed: Vec<ClaimedIncoming>) {
    let ids: Vec<IncomingId> = claimed.iter().map(|row| row.id).collect();
    match sort(&federation, claimed).await {
        Ok((queues, unreadable)) => {
            settle(&federation, &unreadable).await;
            let queues = plain_posts(&federation, queues).await;
            stream::iter(queues)
                .for_each_concurrent(ACTORS_AT_ONCE, |queue| one_actor(&federation, queue))
                .await;
        }
        Err(error) => {
            tracing::warn!(?error, "a batch of the inbox waits for the database");
            for id in ids {
                put_back(&federation, id, 1, &error).await;
            }
        }
    }
}

/// Who says what; and what cannot be read (any more).
async fn sort(
    federation: &Federation,
    claimed: Vec<ClaimedIncoming>,
) -> Result<(Vec<Queue>, Vec<IncomingId>)> {
    let mut signers: Vec<AccountId> = claimed.iter().map(|row| row.signer_id).collect();
    signers.sort_unstable();
    signers.dedup();
    let conn = &mut *federation.app.db.conn().await?;
    let accounts = account::find_many(conn, &signers).await?;
    let mut queues: HashMap<AccountId, Queue> = accounts
        .into_iter()
        .map(|signer| {
            let (id, waiting) = (signer.id, Vec::new());
            let signer = Arc::new(signer);
            (id, Queue { signer, waiting })
        })
        .collect();
    let mut unreadable = Vec::new();
    for row in claimed {
        let activity = Activity::parse(row.body.as_bytes());
        match (activity, queues.get_mut(&row.signer_id)) {
            (Ok(activity), Some(queue)) => queue.waiting.push((row, activity)),
            _ => unreadable.push(row.id),
        }
    }
    Ok((queues.into_values().collect(), unreadable))
}

/// Stores the plain posts among what waits all at once; what is left takes the
/// long way. A post may overtake what its author did to it: that is remembered.
async fn plain_posts(federation: &Federation, queues: Vec<Queue>) -> Vec<Queue> {
    let stored = {
        let all: Vec<Incoming<'_>> = queues
            .iter()
            .flat_map(|queue| queue.waiting.iter().map(|entry| incoming_of(queue, entry)))
            .collect();
        activities::create::store_plain(federation, &all).await
    };
    let mut stored = match stored {
        Ok(stored) => stored.into_iter(),
        Err(error) => {
            tracing::warn!(?error, "posts could not be stored together");
            return queues;
        }
    };
    let (mut done, mut left) = (Vec::new(), Vec::new());
    for mut queue in queues {
        let all = std::mem::take(&mut queue.waiting);
        for entry in all {
            if stored.next().unwrap_or(false) {
                done.push(entry.0.id);
            } else {
                queue.waiting.push(entry);
            }
        }
        if !queue.waiting.is_empty() {
            left.push(queue);
        }
    }
    let created = u64::try_from(done.len()).unwrap_or_default();
    metrics::counter!("ossm_inbox_activities", "kind" => "create").increment(created);
    settle(federation, &done).await;
    left
}

fn incoming_of<'a>(queue: &'a Queue, entry: &'a (ClaimedIncoming, Activity)) -> Incoming<'a> {
    Incoming {
        activity: &entry.1,
        signer: &queue.signer,
        recipient: entry.0.recipient_id,
    }
}

async fn one_actor(federation: &Federation, queue: Queue) {
    let mut leased = Instant::now();
    for (nth, entry) in queue.waiting.iter().enumerate() {
        if leased.elapsed() > PROLONG {
            prolong(federation, queue.waiting.iter().skip(nth)).await;
            leased = Instant::now();
        }
        let incoming = incoming_of(&queue, entry);
        let kind = entry.1.kind.label();
        metrics::counter!("ossm_inbox_activities", "kind" => kind).increment(1);
        let performed = tokio::time::timeout(
            PATIENCE,
            Box::pin(activities::perform(federation, &incoming)),
        );
        let outcome = performed.await.unwrap_or_else(|slow| {
            Err(Error::new(ErrorKind::Unavailable, "It took too long.").because(slow))
        });
        match outcome {
            Ok(()) => settle(federation, &[entry.0.id]).await,
            Err(error) if is_final(&error) => {
                tracing::debug!(?error, kind, "an activity was ignored");
                settle(federation, &[entry.0.id]).await;
            }
            Err(error) => put_back(federation, entry.0.id, entry.0.attempts, &error).await,
        }
    }
}

async fn prolong(
    federation: &Federation,
    waiting: impl Iterator<Item = &(ClaimedIncoming, Activity)>,
) {
    let ids: Vec<IncomingId> = waiting.map(|(row, _)| row.id).collect();
    let until = federation.app.cx.clock.now() + LEASE;
    let prolonged = async {
        let conn = &mut *federation.app.db.conn().await?;
        Ok::<_, Error>(incoming::prolong(conn, &ids, until).await?)
    };
    if let Err(error) = prolonged.await {
        tracing::warn!(?error, "activities may be worked on twice");
    }
}

/// Whether doing it again would come to the same end.
fn is_final(error: &Error) -> bool {
    !matches!(
        error.kind(),
        ErrorKind::Unavailable | ErrorKind::Internal | ErrorKind::RateLimited
    )
}

/// Notes that activities are done. Where that fails, they are done again after
/// their lease, which changes nothing.
async fn settle(federation: &Federation, ids: &[IncomingId]) {
    if ids.is_empty() {
        return;
    }
    let settled = async {
        let conn = &mut *federation.app.db.conn().await?;
        Ok::<_, Error>(incoming::done(conn, ids).await?)
    };
    if let Err(error) = settled.await {
        tracing::warn!(?error, "activities will be worked on twice");
    }
}

async fn put_back(federation: &Federation, id: IncomingId, attempts: i32, error: &Error) {
    if attempts >= ATTEMPTS {
        tracing::warn!(?error, "gave an activity up");
        return settle(federation, &[id]).await;
    }
    let run_at = next_attempt(federation.app.cx.clock.now(), attempts);
    let put = async {
        let conn = &mut *federation.app.db.conn().await?;
        Ok::<_, Error>(incoming::retry(conn, id, run_at, &error.to_string()).await?)
    };
    if let Err(error) = put.await {
        tracing::warn!(?error, "an activity waits for the end of its lease");
    }
}

/// Ten seconds after the first attempt, then four times as long each time.
fn next_attempt(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(6) * 2;
    let seconds = f64::from(10_u32 << doublings) * (0.75 + 0.5 * rand::random::<f64>());
    now + TimeDelta::from_std(Duration::from_secs_f64(seconds)).unwrap_or(TimeDelta::hours(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_spread_over_hours() {
        let now = DateTime::UNIX_EPOCH;
        let all: TimeDelta = (1..ATTEMPTS).map(|n| next_attempt(now, n) - now).sum();
        assert!(
            all > TimeDelta::hours(6) && all < TimeDelta::days(2),
            "{all}"
        );
    }
}
