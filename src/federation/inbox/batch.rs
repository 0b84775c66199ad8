//! Group commit: what arrives while one commit is under way goes into the next,
//! so that a burst costs few statements and few flushes to the disk.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use tokio::sync::oneshot;

use crate::db::ids::IncomingId;
use crate::db::models::host;
use crate::db::models::incoming::{self, NewIncoming};
use crate::federation::Federation;
use crate::federation::inbox::Received;
use crate::foundation::error::Result;

/// Activities in one statement.
const BATCH_MAX: usize = 256;

/// An activity on its way into the table, and who waits for it. An error means
/// that it could not be stored.
pub(super) struct Ticket {
    row: NewIncoming,
    host: String,
    answer: oneshot::Sender<Result<Received, ()>>,
}

/// An activity of `host` to store, and where the answer will be.
pub(super) fn ticket(
    row: NewIncoming,
    host: String,
) -> (Ticket, oneshot::Receiver<Result<Received, ()>>) {
    let (answer, answered) = oneshot::channel();
    (Ticket { row, host, answer }, answered)
}

/// Stores activities as they come.
pub struct Batcher(Federation);

impl Batcher {
    /// A batcher of this inbox. Two of them run well together: one gathers
    /// while the other commits.
    #[must_use]
    pub fn new(federation: Federation) -> Self {
        Self(federation)
    }

    /// Stores what comes, for ever.
    pub async fn run(self) {
        let shared = self.0.inbox.0.clone();
        loop {
            let mut tickets = Vec::with_capacity(BATCH_MAX);
            let mut queue = shared.receive.lock().await;
            if queue.recv_many(&mut tickets, BATCH_MAX).await == 0 {
                return;
            }
            drop(queue);
            self.store(tickets).await;
        }
    }

    async fn store(&self, tickets: Vec<Ticket>) {
        let mut rows = Vec::with_capacity(tickets.len());
        let mut answers = Vec::with_capacity(tickets.len());
        let mut hosts = HashSet::new();
        // One statement may not meet the same hash twice.
        let mut seen = HashSet::new();
        for ticket in tickets {
            answers.push((ticket.row.id, ticket.answer));
            hosts.insert(ticket.host);
            if seen.insert(ticket.row.uri_hash.clone()) {
                rows.push(ticket.row);
            }
        }
        match self.insert(&rows, hosts).await {
            Ok(stored) => {
                for (id, answer) in answers {
                    let received = if stored.contains(&id) {
                        Received::Stored
                    } else {
                        Received::Ignored
                    };
                    // Who asked may have gone away; the activity is stored all the same.
                    let _ = answer.send(Ok(received));
                }
            }
            Err(error) => {
                tracing::warn!(?error, "activities could not be stored");
                for (_, answer) in answers {
                    let _ = answer.send(Err(()));
                }
            }
        }
    }

    async fn insert(
        &self,
        rows: &[NewIncoming],
        hosts: HashSet<String>,
    ) -> Result<HashSet<IncomingId>> {
        let shared = &self.0.inbox.0;
        let now = self.0.app.cx.clock.now();
        let conn = &mut *self.0.app.db.conn().await?;
        let stored = incoming::insert(conn, rows, now).await?;
        shared.waiting.fetch_add(stored.len(), Ordering::Relaxed);
        shared.wake.notify_one();
        let news: Vec<String> = hosts
            .into_iter()
            .filter(|host| !shared.heard.contains_key(host))
            .collect();
        if !news.is_empty() {
            host::heard_from(conn, &news, now).await?;
            for host in news {
                shared.heard.insert(host, ());
            }
        }
        Ok(stored.into_iter().collect())
    }
}
