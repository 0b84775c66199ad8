//! Floor 4: ActivityPub. The only room that knows the wire: it turns what other
//! servers say into calls of `domain`, and what happened here into activities.

pub mod activities;
pub mod addresses;
pub mod delivery;
pub mod fetch;
pub mod inbox;
pub mod objects;
pub mod outbound;
pub mod protocol;
pub mod resolve;
pub mod routes;
pub mod signature;
pub mod wellknown;

use std::sync::Arc;

use crate::app::App;
use crate::federation::fetch::Fetcher;
use crate::federation::inbox::Inbox;
use crate::federation::resolve::Resolver;
use crate::federation::signature::keys::KeyCache;

/// What the rooms below share: one for each process, cheap to clone.
#[derive(Clone)]
pub struct Federation {
    /// The application.
    pub app: App,
    /// Fetches documents.
    pub fetcher: Fetcher,
    /// Finds accounts and posts of other servers.
    pub resolver: Resolver,
    /// Other servers' keys.
    pub keys: KeyCache,
    /// What came in and is not stored yet.
    pub inbox: Inbox,
}

impl Federation {
    /// Builds it once, beside the application.
    #[must_use]
    pub fn new(app: &App) -> Self {
        let fetcher = Fetcher::new(app);
        let resolver = Resolver::new(app, fetcher.clone());
        Self {
            app: app.clone(),
            keys: KeyCache::new(app, fetcher.clone(), Arc::new(resolver.clone())),
            fetcher,
            resolver,
            inbox: Inbox::default(),
        }
    }
}
