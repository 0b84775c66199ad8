//! Finds accounts and posts of other servers, by handle, ID or page, checks
//! that they are what they say, and stores them. What a profile or a thread
//! lacks is fetched in the background.

mod actor;
mod budget;
mod collection;
mod limits;
mod page;
mod post;
mod profile;
mod scan;
mod subscribing;
mod thread;
mod webfinger;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use moka::future::Cache;
use url::Url;

use crate::app::App;
use crate::db::ids::{AccountId, PostId};
use crate::db::models::account;
use crate::domain::resolver::{Asker, Found, RemoteResolver};
use crate::federation::fetch::{FetchError, Fetched, Fetcher};
use crate::federation::protocol::actor::kind_of;
use crate::federation::resolve::budget::Budget;
use crate::federation::resolve::limits::AskLimits;
use crate::federation::resolve::post::read_post;
use crate::federation::resolve::webfinger::Handle;
use crate::federation::signature::keys::KeyOwners;
use crate::foundation::error::{Error, ErrorKind, Result};

pub use profile::{FillProfile, RefreshAccount};
pub use thread::FillThread;

/// Handles and addresses that led nowhere and are not asked for again soon.
const MISSING_MAX: u64 = 10_000;
const MISSING_FOR: Duration = Duration::from_mins(5);
/// Actors and posts that were just fetched: those who ask at the same time share it.
const JUST_FETCHED: u64 = 1000;
const JUST: Duration = Duration::from_secs(5);

/// Finds what other servers have; cheap to clone.
#[derive(Clone)]
pub struct Resolver(Arc<Inner>);

struct Inner {
    app: App,
    fetcher: Fetcher,
    limits: AskLimits,
    missing: Cache<String, ()>,
    fetched: Cache<String, AccountId>,
    posts: Cache<String, PostId>,
}

impl Resolver {
    /// Asks with this fetcher.
    #[must_use]
    pub fn new(app: &App, fetcher: Fetcher) -> Self {
        let missing = Cache::builder()
            .max_capacity(MISSING_MAX)
            .time_to_live(MISSING_FOR);
        let fetched = Cache::builder()
            .max_capacity(JUST_FETCHED)
            .time_to_live(JUST);
        let posts = Cache::builder()
            .max_capacity(JUST_FETCHED)
            .time_to_live(JUST);
        Self(Arc::new(Inner {
            app: app.clone(),
            fetcher,
            limits: AskLimits::new(&app.cx.config.limits),
            missing: missing.build(),
            fetched: fetched.build(),
            posts: posts.build(),
        }))
    }

    fn app(&self) -> &App {
        &self.0.app
    }

    fn fetcher(&self) -> &Fetcher {
        &self.0.fetcher
    }

    /// The account with this actor ID, of any server: from the database, else
    /// fetched.
    ///
    /// # Errors
    /// `NotFound`, `Gone` and `Invalid` stay; `Unavailable` may go away.
    pub async fn actor(&self, uri: &str) -> Result<AccountId> {
        let known = {
            let conn = &mut *self.app().db.conn().await?;
            account::by_uri(conn, uri).await?
        };
        match known {
            Some(account) if account.deleted_at.is_some() => Err(Error::gone()),
            Some(account) => Ok(account.id),
            None => self.refresh(uri).await,
        }
    }

    /// Fetches an actor and stores what it says now.
    ///
    /// # Errors
    /// As [`Resolver::actor`].
    pub async fn refresh(&self, uri: &str) -> Result<AccountId> {
        let fetch = async {
            let document = self.fetcher().fetch_json(uri).await?;
            self.learn_actor(&document, None).await
        };
        let shared = &self.0.fetched;
        let found = shared.try_get_with(uri.to_owned(), Box::pin(fetch)).await;
        found.map_err(Error::shared)
    }

    /// Fetches an actor that is said to have changed, also one that was fetched
    /// a moment ago.
    ///
    /// # Errors
    /// As [`Resolver::actor`].
    pub async fn renew(&self, uri: &str) -> Result<AccountId> {
        let document = self.fetcher().fetch_json(uri).await?;
        let id = self.learn_actor(&document, None).await?;
        self.0.fetched.insert(uri.to_owned(), id).await;
        Ok(id)
    }

    async fn lookup(&self, asked: &Handle) -> Result<AccountId> {
        let found = self.finger(asked).await?;
        let document = self.fetcher().fetch_json(&found.actor).await?;
        self.learn_actor(&document, Some(&found)).await
    }

    async fn open(&self, address: &Url) -> Result<Found> {
        let document = match self.fetcher().fetch_json(address.as_str()).await {
            Err(FetchError::NotActivityPub) => {
                let other = self.alternate(address).await?;
                self.fetcher().fetch_json(other.as_str()).await?
            }
            document => document?,
        };
        if kind_of(&document.json).is_some() {
            return Ok(Found::Account(self.learn_actor(&document, None).await?));
        }
        let post = read_post(&document.json)?;
        if let Some(known) = self.stored_post(&post.id).await? {
            return Ok(Found::Post(known));
        }
        let mut budget = Budget::for_post();
        let stored = self.store_with_ancestors(post, &mut budget).await?;
        Ok(Found::Post(stored))
    }

    /// Asks, unless that was in vain a moment ago or `asker` asks too much.
    async fn within_limits<T>(
        &self,
        asker: Asker,
        key: String,
        ask: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if self.0.missing.contains_key(&key) {
            return Err(Error::not_found());
        }
        self.0.limits.count(asker)?;
        let found = Box::pin(ask).await;
        if let Err(error) = &found
            && matches!(
                error.kind(),
                ErrorKind::NotFound | ErrorKind::Gone | ErrorKind::Invalid
            )
        {
            self.0.missing.insert(key, ()).await;
        }
        found
    }
}

#[async_trait]
impl RemoteResolver for Resolver {
    async fn account(&self, asker: Asker, name: &str, host: &str) -> Result<AccountId> {
        let asked = Handle::new(name, host).ok_or_else(Error::not_found)?;
        let known = {
            let conn = &mut *self.app().db.conn().await?;
            account::by_handle(conn, &asked.name, Some(&asked.host)).await?
        };
        // Whoever is gone may have come back; that is looked at as rarely as
        // what was never there.
        if let Some(account) = known.filter(|account| account.deleted_at.is_none()) {
            return Ok(account.id);
        }
        let key = format!("{}@{}", asked.name, asked.host);
        self.within_limits(asker, key, self.lookup(&asked)).await
    }

    async fn address(&self, asker: Asker, address: &Url) -> Result<Found> {
        let mut address = address.clone();
        address.set_fragment(None);
        if let Some(known) = self.known(address.as_str()).await? {
            return Ok(known);
        }
        let key = address.to_string();
        self.within_limits(asker, key, self.open(&address)).await
    }

    async fn interaction(&self, asker: Asker, name: &str, host: &str, uri: &str) -> Result<Url> {
        let asked = Handle::new(name, host).ok_or_else(Error::not_found)?;
        let key = format!("from {}@{}", asked.name, asked.host);
        let template = self
            .within_limits(asker, key, self.subscribing(&asked))
            .await?;
        self.fill_in(&template, uri)
    }
}

impl Resolver {
    /// What is stored with this ID.
    async fn known(&self, uri: &str) -> Result<Option<Found>> {
        let conn = &mut *self.app().db.conn().await?;
        if let Some(account) = account::by_uri(conn, uri).await? {
            return Ok(Some(Found::Account(account.id)));
        }
        let post = crate::domain::posts::remote::by_uri(conn, uri).await?;
        Ok(post.map(|post| Found::Post(post.id)))
    }
}

#[async_trait]
impl KeyOwners for Resolver {
    async fn learn(&self, document: Fetched) -> Result<AccountId, FetchError> {
        Ok(self.learn_actor(&document, None).await?)
    }
}
