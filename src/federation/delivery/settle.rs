//! Writes down what happened, many at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, timeout_at};

use crate::db::ids::DeliveryId;
use crate::db::models::delivery::{self, Put};
use crate::db::models::host::{self, Finished};
use crate::db::pool::Database;
use crate::foundation::clock::SharedClock;
use crate::foundation::error::Result;

/// At most so many results in one batch.
const BATCH: usize = 256;
/// How long the first result of a batch waits for others.
const LINGER: Duration = Duration::from_millis(20);
/// The longest pause between attempts while the database is away.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Attempts before a batch is dropped: by then its leases have run out.
const ATTEMPTS: u32 = 30;

/// Something to write down.
#[derive(Debug)]
pub(super) enum Settled {
    /// It arrived, or does not have to any more.
    Done(DeliveryId),
    /// It did not arrive.
    Put(Put),
    /// The sender lets go of the host; `more`: something is left to send.
    Ended { host: Finished, more: bool },
}

/// Takes results until every sender is gone.
pub(super) struct Settler {
    pub db: Database,
    pub clock: SharedClock,
    pub owner: String,
    pub wake: Arc<Notify>,
}

#[derive(Default)]
struct Batch {
    done: Vec<DeliveryId>,
    put: Vec<Put>,
    ended: Vec<Finished>,
    more: bool,
}

impl Settler {
    pub(super) async fn run(self, mut results: mpsc::Receiver<Settled>) {
        let mut taken = Vec::with_capacity(BATCH);
        while results.recv_many(&mut taken, BATCH).await > 0 {
            let until = Instant::now() + LINGER;
            while taken.len() < BATCH {
                let room = BATCH - taken.len();
                match timeout_at(until, results.recv_many(&mut taken, room)).await {
                    Ok(0) | Err(_) => break,
                    Ok(_) => {}
                }
            }
            let batch = Batch::sorted(taken.drain(..));
            self.write(&batch).await;
            if batch.more {
                self.wake.notify_one();
            }
        }
    }

    /// Through an outage it waits. What cannot be written is sent once more
    /// after its lease, and the inbox knows it by its ID.
    async fn write(&self, batch: &Batch) {
        let mut pause = Duration::from_millis(100);
        for _ in 0..ATTEMPTS {
            match self.try_write(batch).await {
                Ok(()) => return,
                Err(error) => tracing::warn!(?error, "cannot write down what was delivered"),
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn try_write(&self, batch: &Batch) -> Result<()> {
        let mut conn = self.db.conn().await?;
        if !batch.done.is_empty() {
            delivery::remove(&mut conn, &batch.done).await?;
        }
        if !batch.put.is_empty() {
            delivery::put(&mut conn, &batch.put).await?;
        }
        if !batch.ended.is_empty() {
            let now = self.clock.now();
            host::finish(&mut conn, &self.owner, &batch.ended, now).await?;
        }
        Ok(())
    }
}

impl Batch {
    fn sorted(results: impl Iterator<Item = Settled>) -> Self {
        let mut batch = Self::default();
        for result in results {
            match result {
                Settled::Done(id) => batch.done.push(id),
                Settled::Put(put) => batch.put.push(put),
                Settled::Ended { host, more } => {
                    batch.ended.push(host);
                    batch.more |= more;
                }
            }
        }
        batch
    }
}
