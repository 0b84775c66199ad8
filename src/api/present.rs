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
    /// The address of the picture of those who have none.
    pub no_avatar: String,
    /// The address of the wide picture of those who have none.
    pub no_header: String,
    /// The member who looks.
    pub viewer: Option<AccountId>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Present {
    /// For somebody who asks now.
    #[must_use]
    pub fn new(app: &App, viewer: Option<AccountId>) -> Self {
        let base = app.cx.config.base_url();
        let usual = |name| format!("{base}{}", app.assets.url(name).unwrap_or_default());
        Self {
            cx: app.cx.clone(),
            no_avatar: usual("face.svg"),
            no_header: usual("header.svg"),
            base,
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
