//! Keeps what apps ask for again and again, for a few seconds: timelines as JSON,
//! for visitors and for each member.
//!
//! An answer lives [`LIFETIME`], as a page does, which is how far counters may lag, and is out of
//! date at once when something changes what it shows. Each key carries stamps;
//! a stamp that is renewed puts everything that was drawn before, or is being
//! drawn at that moment from older data, out of reach:
//!
//! - What a member does themselves renews that member's stamp before the answer
//!   to their request leaves ([`Answers::done_by`]).
//! - What a request of this process changed for others (posts, profiles, who
//!   follows and blocks whom) renews the stamp of all.
//! - Of what other processes and this one's jobs do, the commit tells by
//!   `NOTIFY`: posts that came in renew the homes that show them, and only those
//!   ([`Freshener`]); all else renews the stamp of all.
//!
//! While nobody listens nothing is kept.

mod callers;
mod freshener;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use moka::future::Cache;
use tokio::sync::mpsc;

use crate::db::ids::{AccountId, PostId};
use crate::domain::live::Signal;
use crate::domain::member::Member;
use crate::http::page_cache::{CachedPage, LIFETIME, Page};

pub use callers::Callers;
pub use freshener::Freshener;

/// How much all answers may weigh, in bytes.
const CAPACITY: u64 = 32 * 1024 * 1024;
/// What one answer weighs beside its text, in bytes.
const OVERHEAD: usize = 512;
/// Members whose homes are kept at once; those who have not asked for longest go first.
const MOST_MEMBERS: u64 = 5_000;
/// Signals of new posts that wait to be looked at; with more, everything is drawn anew.
const MOST_SIGNALS: usize = 1_024;

/// What makes an answer out of date, beside what everything has in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    /// Posts of anybody: any new post.
    Anybody,
    /// A member's home: new posts that stand on it.
    Home,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    viewer: Option<AccountId>,
    address: Box<str>,
    all: u64,
    posts: u64,
    own: u64,
}

/// A member's stamps.
struct Stamps {
    own: AtomicU64,
    home: AtomicU64,
}

/// The kept answers of one process; clones share them.
#[derive(Clone)]
pub struct Answers(Arc<Inner>);

struct Inner {
    kept: Cache<Key, Arc<CachedPage>>,
    members: Cache<AccountId, Arc<Stamps>>,
    callers: Callers,
    /// Never the same number twice.
    next: AtomicU64,
    all: AtomicU64,
    posts: AtomicU64,
    live: AtomicBool,
    new_posts: mpsc::Sender<Vec<PostId>>,
    heard: std::sync::Mutex<Option<mpsc::Receiver<Vec<PostId>>>>,
}

impl Default for Answers {
    fn default() -> Self {
        let kept = Cache::builder()
            .weigher(|key: &Key, page: &Arc<CachedPage>| {
                let weight = key.address.len() + page.weight() + OVERHEAD;
                u32::try_from(weight).unwrap_or(u32::MAX)
            })
            .max_capacity(CAPACITY)
            .time_to_live(LIFETIME)
            .build();
        let members = Cache::builder()
            .max_capacity(MOST_MEMBERS)
            .time_to_idle(LIFETIME * 2)
            .build();
        let (new_posts, heard) = mpsc::channel(MOST_SIGNALS);
        Self(Arc::new(Inner {
            kept,
            members,
            callers: Callers::default(),
            next: AtomicU64::new(1),
            all: AtomicU64::new(0),
            posts: AtomicU64::new(0),
            live: AtomicBool::new(false),
            new_posts,
            heard: std::sync::Mutex::new(Some(heard)),
        }))
    }
}

impl Answers {
    /// The answer to `viewer`, who asked for `address`. When it is not kept `draw`
    /// makes it, once for all who ask at the same time. An error is not kept.
    pub async fn get_or_draw<E: Send + Sync + 'static>(
        &self,
        viewer: Option<AccountId>,
        address: &str,
        shows: Shows,
        draw: impl AsyncFnOnce() -> Result<Page, E>,
    ) -> Result<Arc<CachedPage>, Arc<E>> {
        let inner = &*self.0;
        let draw = async { draw().await.map(|page| Arc::new(CachedPage::new(page))) };
        if !self.is_live() {
            return draw.await.map_err(Arc::new);
        }
        // Read before drawing: what is drawn from older data gets an older key.
        let key = self.key(viewer, address, shows).await;
        if let Some(page) = inner.kept.get(&key).await {
            return Ok(page);
        }
        Box::pin(inner.kept.try_get_with(key, draw)).await
    }

    async fn key(&self, viewer: Option<AccountId>, address: &str, shows: Shows) -> Key {
        let inner = &*self.0;
        let all = inner.all.load(Ordering::Acquire);
        let mut posts = inner.posts.load(Ordering::Acquire);
        let mut own = 0;
        if let Some(viewer) = viewer {
            let made = inner.members.get_with(viewer, async { self.stamps() });
            let stamps = made.await;
            own = stamps.own.load(Ordering::Acquire);
            if shows == Shows::Home {
                posts = stamps.home.load(Ordering::Acquire);
            }
        }
        Key {
            viewer,
            address: address.into(),
            all,
            posts,
            own,
        }
    }

    fn stamp(&self) -> u64 {
        self.0.next.fetch_add(1, Ordering::AcqRel)
    }

    fn stamps(&self) -> Arc<Stamps> {
        Arc::new(Stamps {
            own: AtomicU64::new(self.stamp()),
            home: AtomicU64::new(self.stamp()),
        })
    }

    /// The tokens that were seen in the last seconds, and who is behind them.
    #[must_use]
    pub fn callers(&self) -> &Callers {
        &self.0.callers
    }

    /// Puts everything that is kept out of date.
    pub fn expire_all(&self) {
        self.0.all.store(self.stamp(), Ordering::Release);
    }

    /// Puts everything of one member out of date.
    async fn touch(&self, member: AccountId) {
        if let Some(stamps) = self.0.members.get(&member).await {
            stamps.own.store(self.stamp(), Ordering::Release);
        }
    }

    /// Puts out of date what a request of `member` may have changed: their own
    /// answers, and those of all where they moderate.
    pub async fn done_by(&self, member: &Member) {
        if member.role.is_moderator() {
            self.expire_all();
            self.0.callers.forget_all();
        }
        self.0.callers.forget(member.account_id).await;
        self.touch(member.account_id).await;
    }

    /// Puts the homes of these members out of date.
    async fn touch_homes(&self, members: &[AccountId]) {
        for member in members {
            if let Some(stamps) = self.0.members.get(member).await {
                stamps.home.store(self.stamp(), Ordering::Release);
            }
        }
    }

    /// Members of whom something is kept.
    fn members(&self) -> Vec<AccountId> {
        self.0.members.iter().map(|(member, _)| *member).collect()
    }

    /// Somebody listens for changes from now on.
    pub fn go_live(&self) {
        self.expire_all();
        self.0.callers.forget_all();
        self.0.live.store(true, Ordering::Release);
    }

    /// Nobody listens for changes: keep nothing.
    pub fn bypass(&self) {
        self.0.live.store(false, Ordering::Release);
    }

    /// Whether somebody listens for changes.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.0.live.load(Ordering::Acquire)
    }

    /// An event was committed that changes what everybody sees. `kind` is its kind.
    pub fn hear_event(&self, kind: &str) {
        match kind {
            // Homes are looked at one by one when the signal comes.
            "post_created" | "posts_received" | "boosted" => {
                self.0.posts.store(self.stamp(), Ordering::Release);
            }
            _ => self.expire_all(),
        }
    }

    /// Something was said to live streams; `words` are a [`Signal`].
    pub async fn hear(&self, words: &str) {
        match Signal::parse(words) {
            Ok(Signal::Posts { ids, .. }) => {
                if self.0.new_posts.try_send(ids).is_err() {
                    self.expire_all();
                }
            }
            Ok(Signal::Revoked { .. } | Signal::Barred { .. }) => self.0.callers.forget_all(),
            Ok(Signal::FiltersChanged { account }) => self.touch(account).await,
            // The others come with an event, or concern no timeline.
            Ok(_) => {}
            Err(_newer) => self.expire_all(),
        }
    }

    fn take_heard(&self) -> Option<mpsc::Receiver<Vec<PostId>>> {
        let heard = self.0.heard.lock();
        heard
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take()
    }
}

#[cfg(test)]
mod tests;
