//! What other processes say through the database: there is work, or public
//! pages changed.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::db::listen::{Heard, Listener};
use crate::db::models::{delivery, event};
use crate::db::pool::Database;
use crate::db::queue;
use crate::http::page_cache::PageCache;

/// Whom to wake.
#[derive(Debug, Clone, Default)]
pub struct Wakeups {
    /// The worker: there are jobs.
    pub jobs: Arc<Notify>,
    /// The sender: there are deliveries.
    pub deliveries: Arc<Notify>,
}

/// Passes notifications on to the worker, the sender and the page cache for
/// ever; drop the future to stop. While the line is down the cache is bypassed
/// and the others poll.
pub async fn listen(database: Database, cache: PageCache, wake: Wakeups) {
    let channels = &[queue::CHANNEL, event::CHANNEL, delivery::CHANNEL];
    let mut listener = Listener::new(database, channels);
    loop {
        match listener.next().await {
            Heard::Connected => {
                cache.go_live();
                wake.jobs.notify_one();
                wake.deliveries.notify_one();
            }
            Heard::Lost => {
                cache.bypass();
                tracing::warn!("lost the connection that listens for notifications");
            }
            Heard::Notified { channel, .. } if channel == queue::CHANNEL => wake.jobs.notify_one(),
            Heard::Notified { channel, .. } if channel == delivery::CHANNEL => {
                wake.deliveries.notify_one();
            }
            Heard::Notified { .. } => cache.expire_all(),
        }
    }
}
