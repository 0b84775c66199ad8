//! What it takes to make entities: addresses of this server, who looks, when.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::db::ids::AccountId;

/// How entities are made for one asker.
#[derive(Debug, Clone)]
pub struct Present {
    base: String,
    /// The member who looks.
    pub viewer: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Present {
    /// For somebody who asks now.
    #[must_use]
    pub fn new(app: &App, viewer: Option<AccountId>) -> Self {
        Self {
            base: app.cx.config.base_url(),
            viewer,
            at: app.cx.clock.now(),
        }
    }

    /// The whole address of a path on this server.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
