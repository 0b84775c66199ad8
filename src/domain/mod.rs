//! Floor 2: every rule and every write path. It never calls a surface or a
//! peer: it writes events, and outer rooms react.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::foundation::clock::SharedClock;
use crate::foundation::config::{Config, Instance};
use crate::foundation::crypto::SigningSecret;
use crate::foundation::id::IdGenerator;

pub mod accounts;
pub mod announcements;
pub mod auth;
pub mod cards;
pub mod collections;
pub mod compose;
pub mod conversations;
pub mod costs;
pub mod crowd;
pub mod discovery;
pub mod emojis;
pub mod event;
pub mod files;
pub mod filters;
pub mod instance;
pub mod legal;
pub mod lists;
pub mod live;
pub mod mailings;
pub mod markers;
pub mod media;
pub mod member;
pub mod migrations;
pub mod moderation;
pub mod notifications;
pub mod oauth;
pub mod oembed;
pub mod peers;
pub mod people;
pub mod pictures;
pub mod pins;
pub mod polls;
pub mod posts;
pub mod profiles;
pub mod push;
pub mod quotes;
pub mod relationships;
pub mod remote_cache;
pub mod remote_media;
pub mod reports;
pub mod resolver;
pub mod retention;
pub mod rules;
pub mod scheduled;
pub mod search;
pub mod settings;
pub mod sitemap;
pub mod statuses;
pub mod tags;
pub mod timelines;
pub mod translation;
pub mod transparency;
pub mod trends;
pub mod webhooks;

/// What the domain needs from outside, handed in with every call.
#[derive(Clone)]
pub struct DomainContext {
    /// The server's configuration.
    pub config: Arc<Config>,
    /// The time.
    pub clock: SharedClock,
    /// New IDs.
    pub ids: Arc<IdGenerator>,
    /// Signs what the server hands out and wants back unchanged.
    pub secret: SigningSecret,
    /// What was decided in the panel, over the configuration.
    pub settings: settings::LiveSettings,
    /// Counts what changed what is shown, so that it is drawn anew.
    pub changes: Changes,
    /// The moderators' rules about what posts say.
    pub content: moderation::content::ContentRules,
}

impl DomainContext {
    /// What the server says of itself and who may join: the panel's word over
    /// the configuration file's.
    #[must_use]
    pub fn instance(&self) -> Arc<Instance> {
        self.settings.instance()
    }
}

/// How many events of this process may have changed what is shown. The counts
/// grow before their transactions end: compare them before and after a request
/// to learn whether that request may have changed anything.
#[derive(Debug, Clone, Default)]
pub struct Changes(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    pages: AtomicU64,
    relations: AtomicU64,
}

impl Changes {
    /// Changes of what public pages show, so far.
    #[must_use]
    pub fn of_pages(&self) -> u64 {
        self.0.pages.load(Ordering::SeqCst)
    }

    /// Changes of who follows and blocks whom, so far.
    #[must_use]
    pub fn of_relations(&self) -> u64 {
        self.0.relations.load(Ordering::SeqCst)
    }

    pub(in crate::domain) fn note_page(&self) {
        self.0.pages.fetch_add(1, Ordering::SeqCst);
    }

    pub(in crate::domain) fn note_relation(&self) {
        self.0.relations.fetch_add(1, Ordering::SeqCst);
    }
}
