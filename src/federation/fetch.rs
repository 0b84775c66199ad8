//! Fetching documents from other servers: signed by the server's own actor,
//! checked for being what and whose they say they are.

mod document;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::future::Cache;
use serde_json::Value;
use tokio::sync::OnceCell;
use url::Url;

use self::document::{id_of, is_activity, is_collection, is_jrd, names};
use super::signature::{Dialect, ToSign, sign};
use crate::app::App;
use crate::db::models::actor_key;
use crate::db::models::host::{self, HostSignature};
use crate::foundation::crypto::SigningKey;
use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;
use crate::foundation::net::{
    Answer, NetError, NetErrorKind, Outgoing, host_key, redirect_target, same_origin,
};

/// The document types that are asked for.
const ACCEPT: &str = "application/activity+json, \
     application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"";

const ACCEPT_JRD: &str = "application/jrd+json, application/json";

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;

/// All attempts and redirects of one document together.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hosts whose kind of signature is kept in memory.
const MAX_HOSTS: u64 = 10_000;

/// A document as another server gave it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// Where it came from in the end: this origin is to be believed, not the
    /// one that was asked first.
    pub url: Url,
    /// The document, of at most 1 MiB and 127 levels.
    pub json: Value,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// The address is this server's own, of a suspended server, or no address.
    #[error("This address is not fetched from here.")]
    NotAllowed,
    /// 404.
    #[error("There is nothing at this address.")]
    NotFound,
    /// 410.
    #[error("What was at this address is gone.")]
    Gone,
    /// 400, 401 or 403, whichever way the request was signed.
    #[error("The other server does not show this to us.")]
    Refused,
    /// Any other status.
    #[error("The other server answered with status {0}.")]
    Status(u16),
    /// Not JSON, or of another content type than ActivityPub's.
    #[error("This is not an ActivityPub document.")]
    NotActivityPub,
    /// The document says that it belongs to another address, and there it is not.
    #[error("The document is not what its address says.")]
    WrongId,
    /// There was no answer.
    #[error("The other server could not be reached.")]
    Net(#[from] NetError),
    /// Something here went wrong.
    #[error("Something went wrong on this server.")]
    Internal(#[from] Error),
}

impl FetchError {
    /// Whether it may work later.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::Net(error) => error.kind() != NetErrorKind::NotAllowed,
            Self::Internal(_) => true,
            _ => false,
        }
    }
}

impl From<FetchError> for Error {
    fn from(error: FetchError) -> Self {
        let (kind, message) = match error {
            FetchError::Internal(error) => return error,
            FetchError::Net(error) => return error.into(),
            FetchError::NotFound => (ErrorKind::NotFound, Message::of("refused-far-nothing")),
            FetchError::Refused => (ErrorKind::NotFound, Message::of("refused-far-hidden")),
            FetchError::Gone => (ErrorKind::Gone, Message::of("refused-far-gone")),
            FetchError::Status(status) => {
                let status = [("status", status.into())];
                let message = Message::about("refused-far-status", status);
                (ErrorKind::Unavailable, message)
            }
            FetchError::NotAllowed => (ErrorKind::Invalid, Message::of("refused-far-not-fetched")),
            FetchError::NotActivityPub => {
                let message = Message::of("refused-far-not-activitypub");
                (ErrorKind::Invalid, message)
            }
            FetchError::WrongId => (ErrorKind::Invalid, Message::of("refused-far-wrong-id")),
        };
        Self::new(kind, message)
    }
}

/// Fetches documents; cheap to clone.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    app: App,
    key: OnceCell<SigningKey>,
    key_id: String,
    dialects: Cache<String, Dialect>,
}

/// How one attempt is made.
#[derive(Debug, Clone, Copy)]
struct Knock {
    dialect: Dialect,
    without_query: bool,
}

impl Fetcher {
    /// Signs with the server's own actor's key, which is loaded on first use.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self(Arc::new(Inner {
            app: app.clone(),
            key: OnceCell::new(),
            key_id: format!("{}/actor#main-key", app.cx.config.base_url()),
            dialects: Cache::new(MAX_HOSTS),
        }))
    }

    /// Fetches an ActivityPub document. Its `id` is the address it came from;
    /// where it says otherwise, that address is asked, once. Collections only
    /// have to be of the origin they came from.
    pub async fn fetch_json(&self, url: &str) -> Result<Fetched, FetchError> {
        let first = self.document(url).await?;
        if is_its_own(&first) {
            return Ok(first);
        }
        let id = id_of(&first.json).ok_or(FetchError::WrongId)?;
        let second = self.document(id).await?;
        if is_its_own(&second) {
            return Ok(second);
        }
        Err(FetchError::WrongId)
    }

    /// Fetches an answer of WebFinger, unsigned.
    pub async fn fetch_jrd(&self, url: &str) -> Result<Fetched, FetchError> {
        let url = Url::parse(url).ok().ok_or(FetchError::NotAllowed)?;
        let answer = within(self.follow(&url, None, ACCEPT_JRD)).await?;
        read(answer, is_jrd)
    }

    async fn document(&self, url: &str) -> Result<Fetched, FetchError> {
        let mut url = Url::parse(url).ok().ok_or(FetchError::NotAllowed)?;
        url.set_fragment(None);
        let answer = within(self.attempts(&url)).await?;
        read(answer, is_activity)
    }

    /// Signs in the way the host is known to take, else in the other.
    async fn attempts(&self, url: &Url) -> Result<Answer, FetchError> {
        let host = host_key(url).ok_or(FetchError::NotAllowed)?;
        let known = self.dialect(&host).await?;
        let mut knock = Knock {
            dialect: known,
            without_query: false,
        };
        let mut answer = self.follow(url, Some(knock), ACCEPT).await?;
        let refused = matches!(answer.status, 401 | 403);
        if refused && url.query().is_some() && known == Dialect::Cavage {
            // Some leave the query out when they verify.
            knock.without_query = true;
            answer = self.follow(url, Some(knock), ACCEPT).await?;
        }
        if !matches!(answer.status, 400 | 401 | 403) {
            return Ok(answer);
        }
        knock = Knock {
            dialect: known.other(),
            without_query: false,
        };
        let second = self.follow(url, Some(knock), ACCEPT).await?;
        if !second.is_success() {
            return Ok(answer);
        }
        self.remember(host, knock.dialect).await?;
        Ok(second)
    }

    /// Fetches, and follows redirects: each hop is checked and signed anew.
    async fn follow(
        &self,
        url: &Url,
        knock: Option<Knock>,
        accept: &str,
    ) -> Result<Answer, FetchError> {
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            self.check(&url).await?;
            let mut request = Outgoing::get(url.clone()).header("accept", accept);
            if let Some(knock) = knock {
                request = request.headers(self.sign(&url, knock).await?);
            }
            let answer = self.0.app.http.send(request).await?;
            let location = match answer.status {
                301 | 302 | 303 | 307 | 308 => answer.header("location"),
                _ => None,
            };
            match location {
                Some(location) => url = redirect_target(&answer.url, location)?,
                None => return Ok(answer),
            }
        }
        let host = host_key(&url).unwrap_or_default();
        let kind = NetErrorKind::TooManyRedirects;
        Err(NetError::new(kind, host, "too many redirects").into())
    }

    /// Nothing is fetched from here itself, and nothing from suspended servers.
    async fn check(&self, url: &Url) -> Result<(), FetchError> {
        let app = &self.0.app;
        let host = host_key(url).ok_or(FetchError::NotAllowed)?;
        if app.cx.config.is_own_domain(&host) {
            return Err(FetchError::NotAllowed);
        }
        if app.peers.verdict(&app.db, &host).await?.may_talk() {
            Ok(())
        } else {
            Err(FetchError::NotAllowed)
        }
    }

    async fn sign(&self, url: &Url, knock: Knock) -> Result<Vec<(String, String)>, FetchError> {
        let inner = &self.0;
        let key = inner.key.get_or_try_init(|| self.load_key()).await?.clone();
        let (url, key_id, now) = (url.clone(), inner.key_id.clone(), inner.app.cx.clock.now());
        let work = move || {
            let request = ToSign {
                method: "GET",
                url: &url,
                digest: None,
                key_id: &key_id,
                without_query: knock.without_query,
            };
            sign::sign(knock.dialect, &request, &key, now)
        };
        let signed = tokio::task::spawn_blocking(work).await;
        Ok(signed.map_err(Error::internal)??)
    }

    async fn load_key(&self) -> Result<SigningKey, Error> {
        let inner = &self.0;
        let conn = &mut *inner.app.db.conn().await?;
        let der = actor_key::private_by_uri(conn, &inner.key_id).await?;
        let der = der.ok_or_else(|| Error::internal("the server's own actor has no key"))?;
        SigningKey::from_der(&der).map_err(Error::internal)
    }

    async fn dialect(&self, host: &str) -> Result<Dialect, FetchError> {
        if let Some(known) = self.0.dialects.get(host).await {
            return Ok(known);
        }
        let conn = &mut *self.0.app.db.conn().await?;
        let known = host::signature(conn, host).await.map_err(Error::from)?;
        let dialect = match known {
            Some(HostSignature::Rfc9421) => Dialect::Rfc9421,
            Some(HostSignature::Cavage) | None => Dialect::Cavage,
        };
        self.0.dialects.insert(host.to_owned(), dialect).await;
        Ok(dialect)
    }

    async fn remember(&self, host: String, dialect: Dialect) -> Result<(), FetchError> {
        let signature = match dialect {
            Dialect::Cavage => HostSignature::Cavage,
            Dialect::Rfc9421 => HostSignature::Rfc9421,
        };
        let now: DateTime<Utc> = self.0.app.cx.clock.now();
        let conn = &mut *self.0.app.db.conn().await?;
        let written = host::remember_signature(conn, &host, signature, now).await;
        written.map_err(Error::from)?;
        self.0.dialects.insert(host, dialect).await;
        Ok(())
    }
}

async fn within(
    work: impl Future<Output = Result<Answer, FetchError>>,
) -> Result<Answer, FetchError> {
    let waited = tokio::time::timeout(PATIENCE, Box::pin(work)).await;
    waited.unwrap_or_else(|late| {
        let error = NetError::new(NetErrorKind::Timeout, "", "no document in time");
        Err(error.because(late).into())
    })
}

fn read(answer: Answer, is_wanted: fn(&str) -> bool) -> Result<Fetched, FetchError> {
    match answer.status {
        200..=299 => {}
        404 => return Err(FetchError::NotFound),
        410 => return Err(FetchError::Gone),
        400 | 401 | 403 => return Err(FetchError::Refused),
        status => return Err(FetchError::Status(status)),
    }
    if !is_wanted(answer.header("content-type").unwrap_or_default()) {
        return Err(FetchError::NotActivityPub);
    }
    let json = serde_json::from_slice(&answer.body).ok();
    Ok(Fetched {
        url: answer.url,
        json: json.ok_or(FetchError::NotActivityPub)?,
    })
}

/// Whether a document belongs to the address it came from.
fn is_its_own(document: &Fetched) -> bool {
    match id_of(&document.json) {
        None => is_collection(&document.json),
        Some(id) if names(id, &document.url) => true,
        Some(id) => {
            is_collection(&document.json)
                && Url::parse(id).is_ok_and(|id| same_origin(&id, &document.url))
        }
    }
}
