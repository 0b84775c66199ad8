//! What other processes say through the database: there is work, public pages
//! changed, or live streams have something to show.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::db::listen::{Heard, Listener};
use crate::db::models::{delivery, event, setting};
use crate::db::pool::Database;
use crate::db::queue;
use crate::http::answers::Answers;
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
    /// Whoever keeps the settings of this process.
    pub settings: Arc<Notify>,
}

/// What is kept of what was drawn, and who looks on.
#[derive(Clone, Default)]
pub struct Shown {
    /// Pages for visitors.
    pub pages: PageCache,
    /// Answers to apps.
    pub answers: Answers,
    /// Live streams.
    pub live: Hub,
}

/// Passes notifications on to the worker, the sender, the caches and live
/// streams for ever; drop the future to stop. While the line is down the caches
/// are bypassed, the others poll, and live streams catch up afterwards.
pub async fn listen(database: Database, shown: Shown, wake: Wakeups) {
    let channels = &[
        queue::CHANNEL,
        event::CHANNEL,
        event::LIVE_CHANNEL,
        delivery::CHANNEL,
        setting::CHANNEL,
    ];
    let mut listener = Listener::new(database, channels);
    loop {
        match listener.next().await {
            Heard::Connected => {
                shown.pages.go_live();
                shown.answers.go_live();
                shown.live.find_line();
                wake.jobs.notify_one();
                wake.films.notify_one();
                wake.deliveries.notify_one();
                wake.settings.notify_one();
            }
            Heard::Lost => {
                shown.pages.bypass();
                shown.answers.bypass();
                shown.live.lose_line();
                tracing::warn!("lost the connection that listens for notifications");
            }
            Heard::Notified { channel, payload } if channel == event::LIVE_CHANNEL => {
                shown.live.hear(&payload);
                shown.answers.hear(&payload).await;
            }
            Heard::Notified { channel, .. } if channel == queue::CHANNEL => {
                wake.jobs.notify_one();
                wake.films.notify_one();
            }
            Heard::Notified { channel, .. } if channel == setting::CHANNEL => {
                wake.settings.notify_one();
            }
            Heard::Notified { channel, .. } if channel == delivery::CHANNEL => {
                wake.deliveries.notify_one();
            }
            Heard::Notified { payload, .. } => {
                shown.pages.expire_all();
                shown.answers.hear_event(&payload);
            }
        }
    }
}
