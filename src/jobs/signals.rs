//! What other processes say through the database: there is work, public pages
//! changed, or live streams have something to show.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::db::listen::{Heard, Listener};
use crate::db::models::{delivery, event};
use crate::db::pool::Database;
use crate::db::queue;
use crate::http::live::Hub;
use crate::http::page_cache::PageCache;

/// Whom to wake.
#[derive(Debug, Clone, Default)]
pub struct Wakeups {
    /// The worker: there are jobs.
    pub jobs: Arc<Notify>,
    /// The worker for films and sounds: there are jobs.
    pub films: Arc<Notify>,
    /// The sender: there are deliveries.
    pub deliveries: Arc<Notify>,
}

/// Passes notifications on to the worker, the sender, the page cache and live
/// streams for ever; drop the future to stop. While the line is down the cache is bypassed
/// and the others poll.
pub async fn listen(database: Database, cache: PageCache, live: Hub, wake: Wakeups) {
    let channels = &[
        queue::CHANNEL,
        event::CHANNEL,
        event::LIVE_CHANNEL,
        delivery::CHANNEL,
    ];
    let mut listener = Listener::new(database, channels);
    loop {
        match listener.next().await {
            Heard::Connected => {
                cache.go_live();
                wake.jobs.notify_one();
                wake.films.notify_one();
                wake.deliveries.notify_one();
            }
            Heard::Lost => {
                cache.bypass();
                tracing::warn!("lost the connection that listens for notifications");
            }
            Heard::Notified { channel, payload } if channel == event::LIVE_CHANNEL => {
                live.hear(&payload);
            }
            Heard::Notified { channel, .. } if channel == queue::CHANNEL => {
                wake.jobs.notify_one();
                wake.films.notify_one();
            }
            Heard::Notified { channel, .. } if channel == delivery::CHANNEL => {
                wake.deliveries.notify_one();
            }
            Heard::Notified { .. } => cache.expire_all(),
        }
    }
}
