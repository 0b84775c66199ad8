//! One host under lease: its activities go out one after the other.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::lanes::{Place, SLOW};
use super::letters::Letter;
use super::post::Post;
use super::settle::Settled;
use super::signer::SenderKey;
use super::verdict::{self, Case, Fate, Host};
use crate::db::models::delivery::{Put, Waiting};
use crate::db::models::host::{ClaimedHost, Finished, HostSignature};
use crate::foundation::clock::SharedClock;
use crate::foundation::net::{Answer, NetError};

/// What every session of a process shares.
pub(super) struct Shared {
    pub post: Post,
    pub clock: SharedClock,
    pub stopping: AtomicBool,
    pub settled: mpsc::Sender<Settled>,
}

/// One delivery with all that is needed to send it.
pub(super) struct Ready {
    pub row: Waiting,
    pub letter: Arc<Letter>,
    /// None where the sender cannot sign (any more).
    pub key: Option<Arc<SenderKey>>,
}

/// A host and the next of what waits for it.
pub(super) struct Session {
    pub host: ClaimedHost,
    pub ready: Vec<Ready>,
    /// More may wait than was loaded.
    pub more: bool,
}

/// How the host was so far.
struct Health {
    failures: i32,
    next_attempt_at: Option<DateTime<Utc>>,
    signature: HostSignature,
}

impl Session {
    /// Sends until the list is at its end, the host wants a pause, or the
    /// process stops.
    pub(super) async fn run(self, shared: Arc<Shared>, mut place: Place) {
        let mut health = Health {
            failures: self.host.failures,
            next_attempt_at: None,
            signature: self.host.signature,
        };
        let mut more = self.more;
        for ready in self.ready {
            if shared.stopping.load(Ordering::Relaxed) || health.next_attempt_at.is_some() {
                more = true;
                break;
            }
            let settled = send_one(&shared, &mut place, &mut health, ready).await;
            tell(&shared, settled).await;
        }
        let now = shared.clock.now();
        let host = Finished {
            host: self.host.host,
            signature: health.signature,
            failures: health.failures,
            next_attempt_at: health.next_attempt_at.unwrap_or(now),
        };
        more &= host.next_attempt_at <= now;
        tell(&shared, Settled::Ended { host, more }).await;
    }
}

/// Waits while there is more to write down than can be written.
async fn tell(shared: &Shared, settled: Settled) {
    // It ends after all sessions; if it ended badly, the lease runs out.
    let _ = shared.settled.send(settled).await;
}

async fn send_one(
    shared: &Shared,
    place: &mut Place,
    health: &mut Health,
    ready: Ready,
) -> Settled {
    let row = ready.row;
    let Some(key) = ready.key else {
        return Settled::Put(Put {
            id: row.id,
            attempts: row.attempts,
            run_at: None,
            failed_at: Some(shared.clock.now()),
            error: "The sender has no key to sign with.".to_owned(),
        });
    };
    let sending = shared
        .post
        .send(&ready.letter, &key, &row.inbox_url, &mut health.signature);
    let answer = in_lane(place, sending).await;
    let now = shared.clock.now();
    let case = Case {
        attempts: row.attempts,
        waiting_since: row.created_at,
        host_failures: health.failures,
        now,
        jitter: rand::random(),
    };
    let (fate, host) = verdict::decide(verdict::read(&answer, now), &case);
    health.learn(&host);
    tracing::debug!(inbox = row.inbox_url, ?fate, ?host, "delivery");
    match fate {
        Fate::Done => Settled::Done(row.id),
        Fate::Waits {
            attempts,
            run_at,
            why,
        } => Settled::Put(Put {
            id: row.id,
            attempts,
            run_at,
            failed_at: None,
            error: why,
        }),
        Fate::GivenUp(why) => Settled::Put(Put {
            id: row.id,
            attempts: row.attempts,
            run_at: None,
            failed_at: Some(now),
            error: why,
        }),
    }
}

/// Leaves the fast lane when the answer takes its time.
async fn in_lane(
    place: &mut Place,
    sending: impl Future<Output = Result<Answer, NetError>>,
) -> Result<Answer, NetError> {
    let mut sending = Box::pin(sending);
    if place.is_fast() {
        if let Ok(answer) = tokio::time::timeout(SLOW, &mut sending).await {
            return answer;
        }
        place.move_over();
    }
    sending.await
}

impl Health {
    fn learn(&mut self, host: &Host) {
        match host {
            Host::Well => self.failures = 0,
            Host::Same => {}
            Host::Pause(until) => self.next_attempt_at = Some(*until),
            Host::Failing(until) => {
                self.failures = self.failures.saturating_add(1);
                self.next_attempt_at = Some(*until);
            }
        }
    }
}
