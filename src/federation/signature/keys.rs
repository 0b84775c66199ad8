//! Whose key signed: from memory, the database, or one fetch.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use moka::future::Cache;
use tokio::sync::Semaphore;
use url::Url;

use super::budget::Budget;
use super::{Claim, Dialect, SignatureError};
use crate::app::App;
use crate::db::ids::AccountId;
use crate::db::models::actor_key::{self, RemoteKeyRow};
use crate::federation::fetch::{FetchError, Fetched, Fetcher};
use crate::foundation::crypto::PublicKey;
use crate::foundation::error::Result;
use crate::foundation::net::{host_key, same_origin};

/// Keys in memory, each some 2 kB.
const MAX_KEYS: u64 = 20_000;

/// Another process may have learned that a key changed.
const KEEP: Duration = Duration::from_mins(10);

/// A key that did not fit is fetched again no sooner than this.
const RENEW_AFTER: TimeDelta = TimeDelta::minutes(5);

/// A key that could not be had is asked for again no sooner than this.
const RETRY_AFTER: TimeDelta = TimeDelta::seconds(30);

/// Keys fetched from one host in a minute: new ones, and once more.
const NEW_PER_MINUTE: u32 = 300;
const RENEWED_PER_MINUTE: u32 = 20;

/// Who stores actors with their keys; the key cache knows how to ask, and whom.
#[async_trait]
pub trait KeyOwners: Send + Sync + 'static {
    /// Checks an actor's document and stores it with its keys. The document was
    /// fetched from where its `id` says.
    async fn learn(&self, document: Fetched) -> Result<AccountId, FetchError>;
}

/// A key and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownKey {
    /// The key.
    pub key: PublicKey,
    /// The account it belongs to.
    pub account_id: AccountId,
    /// That account's ID in the protocol.
    pub actor: String,
    /// The host of that ID.
    pub host: String,
}

/// A request whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The account that signed.
    pub account_id: AccountId,
    /// That account's ID in the protocol.
    pub actor: String,
    /// The host of that ID.
    pub host: String,
    /// The key's ID.
    pub key_id: String,
    /// Which way the request was signed.
    pub dialect: Dialect,
}

/// Whether a key that is not known may be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fetching {
    /// Only keys that are known count.
    Never,
    /// One fetch of the key, and one of its owner where it stands apart.
    Allowed,
}

/// The keys of other servers' actors; cheap to clone.
#[derive(Clone)]
pub struct KeyCache(Arc<Inner>);

struct Inner {
    app: App,
    fetcher: Fetcher,
    owners: Arc<dyn KeyOwners>,
    known: Cache<String, Arc<KnownKey>>,
    failed: Cache<String, (DateTime<Utc>, SignatureError)>,
    renewed: Cache<String, DateTime<Utc>>,
    new_budget: Budget,
    renew_budget: Budget,
    /// Verifications under way: no more than the cores can do, and no thread
    /// for each request of a burst.
    verifying: Semaphore,
}

impl KeyCache {
    /// An empty cache.
    #[must_use]
    pub fn new(app: &App, fetcher: Fetcher, owners: Arc<dyn KeyOwners>) -> Self {
        let known = Cache::builder()
            .max_capacity(MAX_KEYS)
            .time_to_live(KEEP)
            .support_invalidation_closures();
        Self(Arc::new(Inner {
            app: app.clone(),
            fetcher,
            owners,
            known: known.build(),
            failed: Cache::new(MAX_KEYS),
            renewed: Cache::new(MAX_KEYS),
            new_budget: Budget::new(NEW_PER_MINUTE),
            renew_budget: Budget::new(RENEWED_PER_MINUTE),
            verifying: Semaphore::new(2 * cores()),
        }))
    }

    /// Checks a claim with its key. When the key does not fit, it is fetched
    /// once more, as its owner may have changed it.
    pub async fn verify(
        &self,
        claim: Claim,
        fetching: Fetching,
    ) -> Result<Verified, SignatureError> {
        let claim = Arc::new(claim);
        let known = self.find(claim.key_id(), fetching).await?;
        if self.holds(&claim, &known).await? {
            return Ok(verified(&claim, &known));
        }
        if fetching == Fetching::Never || !self.may_renew(claim.key_id(), &known.host).await {
            return Err(SignatureError::Wrong);
        }
        let renewed = self.fetch(claim.key_id()).await?;
        let key_id = claim.key_id().to_owned();
        self.0.known.insert(key_id, renewed.clone()).await;
        if renewed.key != known.key && self.holds(&claim, &renewed).await? {
            return Ok(verified(&claim, &renewed));
        }
        Err(SignatureError::Wrong)
    }

    /// The key with this ID. Many who ask at once cause one fetch.
    pub async fn find(
        &self,
        key_id: &str,
        fetching: Fetching,
    ) -> Result<Arc<KnownKey>, SignatureError> {
        if let Some(known) = self.0.known.get(key_id).await {
            return Ok(known);
        }
        let load = async {
            if let Some(known) = self.stored(key_id).await? {
                return Ok(known);
            }
            match fetching {
                Fetching::Never => Err(SignatureError::UnknownKey("never seen".to_owned())),
                Fetching::Allowed => self.fetch_new(key_id).await,
            }
        };
        let known = &self.0.known;
        if fetching == Fetching::Allowed {
            let found = known.try_get_with(key_id.to_owned(), Box::pin(load)).await;
            return found.map_err(|error: Arc<SignatureError>| (*error).clone());
        }
        // Who may not fetch must not spoil it for those who wait and may.
        let found = load.await?;
        known.insert(key_id.to_owned(), found.clone()).await;
        Ok(found)
    }

    /// Forgets an actor's keys: it changed or is gone.
    pub fn forget(&self, actor: &str) {
        let actor = actor.to_owned();
        let theirs = move |_: &String, known: &Arc<KnownKey>| known.actor == actor;
        if let Err(error) = self.0.known.invalidate_entries_if(theirs) {
            tracing::warn!(?error, "keys could not be forgotten; they run out soon");
        }
    }

    /// What the database has: by the key's ID, or by the actor's where somebody
    /// signs with that.
    async fn stored(&self, key_id: &str) -> Result<Option<Arc<KnownKey>>, SignatureError> {
        let conn = &mut *self.0.app.db.conn().await.map_err(unavailable)?;
        let row = match actor_key::remote_by_uri(conn, key_id).await {
            Ok(None) if !key_id.contains('#') => actor_key::remote_of_actor(conn, key_id).await,
            found => found,
        };
        Ok(row.map_err(unavailable)?.and_then(known_key).map(Arc::new))
    }

    async fn fetch_new(&self, key_id: &str) -> Result<Arc<KnownKey>, SignatureError> {
        let now = self.0.app.cx.clock.now();
        if let Some((when, error)) = self.0.failed.get(key_id).await
            && now - when < RETRY_AFTER
        {
            return Err(error);
        }
        let host = Url::parse(key_id).ok().and_then(|url| host_key(&url));
        let host = host.ok_or_else(|| SignatureError::UnknownKey("not an address".to_owned()))?;
        if !self.0.new_budget.take(&host, now).await {
            return Err(SignatureError::KeyUnavailable);
        }
        let found = self.fetch(key_id).await;
        if let Err(error) = &found {
            let failed = (now, error.clone());
            self.0.failed.insert(key_id.to_owned(), failed).await;
        }
        found
    }

    /// Fetches the key's document, or its owner's: an actor of the key's own
    /// origin that lists the key.
    async fn fetch(&self, key_id: &str) -> Result<Arc<KnownKey>, SignatureError> {
        let unknown = |why: &str| SignatureError::UnknownKey(why.to_owned());
        let asked = Url::parse(key_id).ok();
        let asked = asked.ok_or_else(|| unknown("not an address"))?;
        let document = self.0.fetcher.fetch_json(key_id).await.map_err(no_key)?;
        if !same_origin(&asked, &document.url) {
            return Err(unknown("it is on another server"));
        }
        let actor = if document.json.get("inbox").is_some() {
            document
        } else {
            let owner = owner_of(&document.json).ok_or_else(|| unknown("it has no owner"))?;
            let own = Url::parse(owner).is_ok_and(|owner| same_origin(&owner, &asked));
            if !own {
                return Err(unknown("its owner is on another server"));
            }
            self.0.fetcher.fetch_json(owner).await.map_err(no_key)?
        };
        self.0.owners.learn(actor).await.map_err(no_key)?;
        let found = self.stored(key_id).await?;
        found.ok_or_else(|| unknown("its owner does not list it"))
    }

    /// Verifies off the async threads.
    async fn holds(
        &self,
        claim: &Arc<Claim>,
        known: &Arc<KnownKey>,
    ) -> Result<bool, SignatureError> {
        let _turn = self.0.verifying.acquire().await.map_err(unavailable)?;
        let (claim, known) = (claim.clone(), known.clone());
        let work = move || claim.verify(&known.key);
        let done = tokio::task::spawn_blocking(work).await;
        done.map_err(unavailable)
    }

    async fn may_renew(&self, key_id: &str, host: &str) -> bool {
        let now = self.0.app.cx.clock.now();
        let recently = self.0.renewed.get(key_id).await;
        if recently.is_some_and(|when| now - when < RENEW_AFTER) {
            return false;
        }
        if !self.0.renew_budget.take(host, now).await {
            return false;
        }
        self.0.renewed.insert(key_id.to_owned(), now).await;
        true
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, NonZeroUsize::get)
}

fn verified(claim: &Claim, known: &KnownKey) -> Verified {
    Verified {
        account_id: known.account_id,
        actor: known.actor.clone(),
        host: known.host.clone(),
        key_id: claim.key_id().to_owned(),
        dialect: claim.dialect(),
    }
}

/// A stored key that is of its actor's own origin and can still be read.
fn known_key(row: RemoteKeyRow) -> Option<KnownKey> {
    let (key, actor) = (Url::parse(&row.key_uri).ok()?, Url::parse(&row.actor).ok()?);
    if !same_origin(&key, &actor) {
        return None;
    }
    Some(KnownKey {
        key: PublicKey::from_der(&row.public_der).ok()?,
        account_id: row.account_id,
        actor: row.actor,
        host: host_key(&actor)?,
    })
}

/// Whom a key's document names, in the shapes of the wild.
fn owner_of(document: &serde_json::Value) -> Option<&str> {
    let inner = document.get("publicKey");
    [document.get("owner"), document.get("controller")]
        .into_iter()
        .chain([
            inner.and_then(|key| key.get("owner")),
            inner.and_then(|key| key.get("controller")),
        ])
        .flatten()
        .find_map(serde_json::Value::as_str)
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn no_key(error: FetchError) -> SignatureError {
    if error.is_temporary() {
        tracing::debug!(?error, "a key could not be fetched");
        return SignatureError::KeyUnavailable;
    }
    SignatureError::UnknownKey(error.to_string())
}

fn unavailable(error: impl std::fmt::Debug) -> SignatureError {
    tracing::warn!(?error, "a signature could not be checked");
    SignatureError::KeyUnavailable
}
