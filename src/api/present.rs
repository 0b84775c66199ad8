//! What it takes to make entities: addresses of this server, who looks, when.

use chrono::{DateTime, Utc};

use crate::app::App;
use crate::db::ids::AccountId;
use crate::domain::DomainContext;

/// How entities are made for one asker.
#[derive(Clone)]
pub struct Present {
    base: String,
    cx: DomainContext,
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
            cx: app.cx.clone(),
            viewer,
            at: app.cx.clock.now(),
        }
    }

    /// What the domain has to hand.
    #[must_use]
    pub fn cx(&self) -> &DomainContext {
        &self.cx
    }

    /// The whole address of a path on this server.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
