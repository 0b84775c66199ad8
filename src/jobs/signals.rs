//! What other processes say through the database: there is work, or public
//! pages changed.

use std::sync::Arc;

use tokio::sync::Notify;

use crate::db::listen::{Heard, Listener};
use crate::db::models::event;
use crate::db::pool::Database;
use crate::db::queue;
use crate::http::page_cache::PageCache;

/// Passes notifications on to the worker and the page cache for ever; drop the
/// future to stop. While the line is down the cache is bypassed and the worker
/// polls.
pub async fn listen(database: Database, cache: PageCache, wake: Arc<Notify>) {
    let mut listener = Listener::new(database, &[queue::CHANNEL, event::CHANNEL]);
    loop {
        match listener.next().await {
            Heard::Connected => {
                cache.go_live();
                wake.notify_one();
            }
            Heard::Lost => {
                cache.bypass();
                tracing::warn!("lost the connection that listens for notifications");
            }
            Heard::Notified { channel, .. } if channel == queue::CHANNEL => wake.notify_one(),
            Heard::Notified { .. } => cache.expire_all(),
        }
    }
}
