//! Keeps the pages that visitors see for a few seconds, so that a page that
//! many people read at once is drawn once.
//!
//! Only pages for requests without a session cookie belong in here. An entry
//! lives [`LIFETIME`], which is how far counters may lag, and is out of date at
//! once when an event changes what may be seen:
//!
//! - Every key carries a generation number; raising it puts all entries out of
//!   reach, also those that are being drawn from older data at that moment.
//! - After a request of this process that recorded such an event, the number is
//!   raised before the answer leaves ([`draw_anew`]): who has posted sees the
//!   post on every page that this process answers from then on. No handler has
//!   to remember it: `domain::event::record` counts, the middleware compares.
//! - Other processes (and this one, for events from jobs and the command line)
//!   hear of it by `NOTIFY` at the commit, some milliseconds later. While nobody
//!   listens the cache is bypassed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, web};
use moka::future::Cache;

use crate::app::App;
use crate::foundation::error::{Error, Result};
pub use crate::http::cached_page::{CachedPage, PAGE_VARIES, Page, respond};
use crate::http::session::MaybeMember;

/// How long an entry lives.
pub const LIFETIME: Duration = Duration::from_secs(5);

/// How much all entries may weigh, in bytes.
const CAPACITY: u64 = 32 * 1024 * 1024;

/// What one entry weighs beside its texts, in bytes.
const ENTRY_OVERHEAD: usize = 512;

/// Which page in which language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageKey(String);

impl PageKey {
    /// The page at the request's path and query, in the language of `locale`.
    #[must_use]
    pub fn new(req: &HttpRequest, locale: &str) -> Self {
        let address = req
            .uri()
            .path_and_query()
            .map_or("/", |address| address.as_str());
        Self::named(address, locale)
    }

    /// A page under a name of the caller's choice.
    #[must_use]
    pub fn named(name: &str, locale: &str) -> Self {
        let mut key = String::with_capacity(name.len() + locale.len() + 22);
        key.push_str(locale);
        key.push(' ');
        key.push_str(name);
        Self(key)
    }

    fn in_generation(mut self, generation: u64) -> String {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(self.0, " {generation}");
        self.0
    }
}

/// How often the cache had a page, and how often not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Pages found.
    pub hits: u64,
    /// Pages drawn, or waited for while another request drew them.
    pub misses: u64,
    /// Pages drawn without looking, because nobody listened for changes.
    pub bypassed: u64,
}

/// The cache of one process; clones share it.
#[derive(Clone)]
pub struct PageCache(Arc<Inner>);

struct Inner {
    pages: Cache<String, Arc<CachedPage>>,
    generation: AtomicU64,
    live: AtomicBool,
    hits: AtomicU64,
    misses: AtomicU64,
    bypassed: AtomicU64,
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new()
    }
}

impl PageCache {
    /// An empty cache, bypassed until [`Self::go_live`].
    #[must_use]
    pub fn new() -> Self {
        let pages = Cache::builder()
            .weigher(|key: &String, page: &Arc<CachedPage>| {
                let weight = key.len() + page.weight() + ENTRY_OVERHEAD;
                u32::try_from(weight).unwrap_or(u32::MAX)
            })
            .max_capacity(CAPACITY)
            .time_to_live(LIFETIME)
            .build();
        Self(Arc::new(Inner {
            pages,
            generation: AtomicU64::new(0),
            live: AtomicBool::new(false),
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            bypassed: AtomicU64::new(0),
        }))
    }

    /// The page under `key`. When it is not there `render` draws it, once for
    /// all who ask at the same time. An error is not kept.
    pub async fn get_or_render(
        &self,
        key: PageKey,
        render: impl AsyncFnOnce() -> Result<Page>,
    ) -> Result<Arc<CachedPage>> {
        let inner = &*self.0;
        if !inner.live.load(Ordering::Acquire) {
            inner.bypassed.fetch_add(1, Ordering::Relaxed);
            return Ok(Arc::new(CachedPage::new(render().await?)));
        }
        // Read before drawing: what is drawn from older data gets an older key.
        let key = key.in_generation(inner.generation.load(Ordering::Acquire));
        if let Some(page) = inner.pages.get(&key).await {
            inner.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(page);
        }
        inner.misses.fetch_add(1, Ordering::Relaxed);
        let draw = async { render().await.map(|page| Arc::new(CachedPage::new(page))) };
        Box::pin(inner.pages.try_get_with(key, draw))
            .await
            .map_err(Error::shared)
    }

    /// The part in `kept`, made anew where something changed since or it is as old
    /// as a page may be. An error is not kept.
    pub async fn part<T>(
        &self,
        kept: &Kept<T>,
        make: impl AsyncFnOnce() -> Result<T>,
    ) -> Result<Arc<T>> {
        if !self.is_live() {
            return Ok(Arc::new(make().await?));
        }
        // Read before making, as for a page.
        let generation = self.0.generation.load(Ordering::Acquire);
        if let Some(part) = kept.of(generation) {
            return Ok(part);
        }
        let part = Arc::new(make().await?);
        kept.put(generation, part.clone());
        Ok(part)
    }

    /// Puts every entry out of date.
    pub fn expire_all(&self) {
        self.0.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Somebody listens for changes from now on.
    pub fn go_live(&self) {
        self.expire_all();
        self.0.live.store(true, Ordering::Release);
    }

    /// Nobody listens for changes: draw every page.
    pub fn bypass(&self) {
        self.0.live.store(false, Ordering::Release);
    }

    /// Whether somebody listens for changes.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.0.live.load(Ordering::Acquire)
    }

    /// The counts since the start.
    #[must_use]
    pub fn usage(&self) -> Usage {
        Usage {
            hits: self.0.hits.load(Ordering::Relaxed),
            misses: self.0.misses.load(Ordering::Relaxed),
            bypassed: self.0.bypassed.load(Ordering::Relaxed),
        }
    }
}

/// A part of many pages that is the same for all, as old as a page may be.
pub struct Kept<T>(Arc<Mutex<Option<KeptPart<T>>>>);

struct KeptPart<T> {
    generation: u64,
    made: Instant,
    part: Arc<T>,
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Kept<T> {
    fn of(&self, generation: u64) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept
            .as_ref()
            .filter(|known| known.generation == generation && known.made.elapsed() < LIFETIME);
        known.map(|known| known.part.clone())
    }

    fn put(&self, generation: u64, part: Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some(KeptPart {
            generation,
            made: Instant::now(),
            part,
        });
    }
}

/// The middleware that puts out of date what a request may have changed, before
/// its answer leaves: public pages, and what is kept for apps.
pub async fn draw_anew<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    if req.method().is_safe() {
        return next.call(req).await;
    }
    let changes = &app.cx.changes;
    let (pages, relations) = (changes.of_pages(), changes.of_relations());
    // Tokens end, and what moderators decide begins, outside the routes of apps.
    let changes_access = !of_programs(req.path());
    let answer = next.call(req).await;
    if changes.of_pages() != pages {
        app.pages.expire_all();
    }
    if changes.of_pages() != pages || changes.of_relations() != relations {
        app.answers.expire_all();
    }
    if changes_access {
        app.answers.callers().forget_all();
    }
    let member = answer.as_ref().ok().and_then(|answer| {
        let known = answer.request().extensions();
        known.get::<MaybeMember>()?.0.clone()
    });
    if let Some(member) = member {
        app.answers.done_by(&member).await;
    }
    answer
}

/// Routes of apps, and what other servers send.
fn of_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.ends_with("/inbox")
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;

    fn live() -> PageCache {
        let cache = PageCache::new();
        cache.go_live();
        cache
    }

    fn key() -> PageKey {
        PageKey::named("/", "en")
    }

    #[tokio::test]
    async fn a_part_is_made_once_until_something_changes() {
        let (cache, kept) = (live(), Kept::default());
        let made = AtomicU32::new(0);
        let make = async || Ok(made.fetch_add(1, Ordering::SeqCst));
        assert_eq!(*cache.part(&kept, make).await.unwrap(), 0);
        assert_eq!(*cache.part(&kept, make).await.unwrap(), 0);
        cache.expire_all();
        assert_eq!(*cache.part(&kept, make).await.unwrap(), 1);
        cache.bypass();
        assert_eq!(*cache.part(&kept, make).await.unwrap(), 2);
        let failing = async || Err(Error::not_found());
        cache.go_live();
        assert!(cache.part(&kept, failing).await.is_err());
        assert_eq!(*cache.part(&kept, make).await.unwrap(), 3);
    }

    async fn draw(cache: &PageCache, key: PageKey, count: &AtomicU32) -> Arc<CachedPage> {
        let render = async || {
            let number = count.fetch_add(1, Ordering::SeqCst);
            Ok(Page::html(format!("<p>{number}</p>")))
        };
        cache.get_or_render(key, render).await.unwrap()
    }

    #[tokio::test]
    async fn a_page_is_drawn_once_per_address_language_and_generation() {
        let (cache, count) = (live(), AtomicU32::new(0));
        let first = draw(&cache, key(), &count).await;
        assert_eq!(draw(&cache, key(), &count).await.etag(), first.etag());
        draw(&cache, PageKey::named("/", "de"), &count).await;
        draw(&cache, PageKey::named("/?page=2", "en"), &count).await;
        assert_eq!(count.load(Ordering::SeqCst), 3);
        assert_eq!(
            cache.usage(),
            Usage {
                hits: 1,
                misses: 3,
                bypassed: 0
            }
        );
        cache.expire_all();
        assert_ne!(draw(&cache, key(), &count).await.etag(), first.etag());
    }

    #[tokio::test]
    async fn nothing_is_kept_while_nobody_listens() {
        let (cache, count) = (PageCache::new(), AtomicU32::new(0));
        draw(&cache, key(), &count).await;
        draw(&cache, key(), &count).await;
        cache.go_live();
        draw(&cache, key(), &count).await;
        draw(&cache, key(), &count).await;
        assert_eq!(count.load(Ordering::SeqCst), 3);
        cache.bypass();
        draw(&cache, key(), &count).await;
        assert_eq!(count.load(Ordering::SeqCst), 4);
        // What changed meanwhile was not heard of.
        cache.go_live();
        draw(&cache, key(), &count).await;
        assert_eq!(count.load(Ordering::SeqCst), 5);
    }

    #[tokio::test]
    async fn who_asks_at_the_same_time_waits_for_one_drawing() {
        let cache = live();
        let count = AtomicU32::new(0);
        let slow = async || {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok(Page::html("slow".to_owned()))
        };
        let asked = (0..20).map(|_| cache.get_or_render(key(), slow));
        let pages = futures_util::future::join_all(asked).await;
        assert!(pages.iter().all(Result::is_ok));
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn what_was_drawn_from_older_data_is_not_shown_later() {
        let cache = live();
        let overtaken = async || {
            // The change is committed while this page is being drawn.
            cache.expire_all();
            Ok(Page::html("old".to_owned()))
        };
        cache.get_or_render(key(), overtaken).await.unwrap();
        let page = cache
            .get_or_render(key(), async || Ok(Page::html("new".to_owned())))
            .await
            .unwrap();
        assert_eq!(
            page.etag(),
            CachedPage::new(Page::html("new".to_owned())).etag()
        );
    }

    #[tokio::test]
    async fn errors_are_passed_on_and_not_kept() {
        let (cache, count) = (live(), AtomicU32::new(0));
        let refused = cache
            .get_or_render(key(), async || Err(Error::gone()))
            .await;
        let Err(error) = refused else {
            panic!("the error got lost")
        };
        assert_eq!(error.message(), Error::gone().message());
        draw(&cache, key(), &count).await;
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}
