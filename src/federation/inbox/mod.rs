//! What comes in: checked, stored and answered at once, worked on later.
//!
//! A request is answered 202 only after its activity is stored. Nothing but
//! the signer's key is fetched before that (and only where it is not known).

mod batch;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use aws_lc_rs::digest;
use moka::sync::Cache;
use tokio::sync::{Notify, mpsc};
use url::Url;

use crate::db::ids::{AccountId, IncomingId};
use crate::db::models::account;
use crate::db::models::incoming::NewIncoming;
use crate::federation::Federation;
use crate::federation::protocol::activity::{Activity, Kind};
use crate::federation::signature::SignatureError;
use crate::federation::signature::incoming::Arrived;
use crate::federation::signature::keys::{Fetching, Verified};
use crate::foundation::error::{Error, Result};
use crate::foundation::net::{host_key, same_origin};
use crate::foundation::traffic;

pub use batch::Batcher;

/// Activities that wait for the next commit; more are asked to come later.
const WAITING_MAX: usize = 2_048;

/// Hosts of which is kept that they were heard from.
const HOSTS_MAX: u64 = 50_000;

/// What becomes of an activity at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It is stored and will be worked on.
    Stored,
    /// It came before, or is of no interest here.
    Ignored,
}

/// Why an activity is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read, or contradicts itself. HTTP 400.
    #[error("{0}")]
    Malformed(String),
    /// The signature does not hold. HTTP 401 (503 while the key is away).
    #[error(transparent)]
    Signature(#[from] SignatureError),
    /// Who signed may not say this, or nothing at all. HTTP 403.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Too much waits already. HTTP 503 with `Retry-After`.
    #[error("Too much waits here. Come again later.")]
    Busy,
    /// The database is away. HTTP 503.
    #[error("Something went wrong on this server.")]
    Internal(#[from] Error),
}

/// The queue between the door and the workers.
#[derive(Clone)]
pub struct Inbox(Arc<Shared>);

struct Shared {
    send: mpsc::Sender<batch::Ticket>,
    receive: tokio::sync::Mutex<mpsc::Receiver<batch::Ticket>>,
    /// Activities in the table, as last counted.
    waiting: AtomicUsize,
    wake: Notify,
    /// Hosts that were heard from within the minute.
    heard: Cache<String, ()>,
}

impl Default for Inbox {
    fn default() -> Self {
        let (send, receive) = mpsc::channel(WAITING_MAX);
        Self(Arc::new(Shared {
            send,
            receive: tokio::sync::Mutex::new(receive),
            waiting: AtomicUsize::new(0),
            wake: Notify::new(),
            heard: Cache::builder()
                .max_capacity(HOSTS_MAX)
                .time_to_live(Duration::from_mins(1))
                .build(),
        }))
    }
}

impl Inbox {
    /// Activities that wait, as last counted.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::Relaxed)
    }
}

/// Takes an activity that was posted to a member's inbox (`recipient`) or to
/// the shared one (ActivityPub, section 7.1).
pub async fn receive(
    federation: &Federation,
    arrived: &Arrived,
    recipient: Option<AccountId>,
    body: &[u8],
) -> Result<Received, Refusal> {
    let activity = Activity::parse(body).map_err(|error| Refusal::Malformed(error.to_string()))?;
    let actor = Url::parse(&activity.actor)
        .map_err(|error| Refusal::Malformed(format!("The actor is no address: {error}.")))?;
    let host =
        host_key(&actor).ok_or_else(|| Refusal::Malformed("The actor has no host.".to_owned()))?;
    let app = &federation.app;
    if !app.peers.verdict(&app.db, &host).await?.may_talk() {
        return Err(Refusal::Forbidden("This server does not talk to yours."));
    }
    let claim = arrived.claim(Some(body), app.cx.clock.now())?;
    let fetching = if is_unknown_farewell(federation, &activity).await? {
        Fetching::Never
    } else {
        Fetching::Allowed
    };
    let verified = match federation.keys.verify(claim, fetching).await {
        Err(SignatureError::UnknownKey(_)) if fetching == Fetching::Never => {
            return Ok(Received::Ignored);
        }
        verified => verified?,
    };
    if !app.peers.verdict(&app.db, &verified.host).await?.may_talk() {
        return Err(Refusal::Forbidden("This server does not talk to yours."));
    }
    if let Some(traffic) = &app.traffic {
        // Its kind was counted as it came.
        let received = body.len() as u64;
        traffic.with_host(&verified.host, traffic::Bytes { received, sent: 0 });
    }
    let body = admit(&activity, &verified, body)?;
    let row = NewIncoming {
        id: IncomingId(app.cx.ids.next()),
        uri_hash: fingerprint(&activity, &verified, body.as_bytes()),
        signer_id: verified.account_id,
        recipient_id: recipient,
        body,
    };
    submit(federation, row, verified.host).await
}

/// An actor nobody here ever heard of, or that went before, says that it is
/// gone. There is nothing to remove, so its key, which is gone too, is not
/// asked for.
async fn is_unknown_farewell(federation: &Federation, activity: &Activity) -> Result<bool> {
    let itself = activity.kind == Kind::Delete
        && activity.object_id().as_deref() == Some(activity.actor.as_str());
    if !itself {
        return Ok(false);
    }
    let conn = &mut *federation.app.db.conn().await?;
    let known = account::by_uri(conn, &activity.actor).await?;
    Ok(known.is_none_or(|account| account.deleted_at.is_some()))
}

/// What is stored of an activity: all of it when its actor signed it. Somebody
/// else's activity that was passed on counts as a hint where to look: it is
/// fetched from its origin, so only kinds that can be are taken.
fn admit(activity: &Activity, verified: &Verified, body: &[u8]) -> Result<String, Refusal> {
    if verified.actor != activity.actor {
        let fetchable = matches!(
            activity.kind,
            Kind::Create | Kind::Update | Kind::Delete | Kind::Announce
        );
        if !fetchable || activity.object_id().is_none() {
            return Err(Refusal::Forbidden(
                "The signature is not that of the activity's actor.",
            ));
        }
    } else if let Some(id) = &activity.id {
        let same = match (Url::parse(id), Url::parse(&activity.actor)) {
            (Ok(id), Ok(actor)) => same_origin(&id, &actor),
            _ => false,
        };
        if !same {
            return Err(Refusal::Forbidden(
                "The activity's ID is not of its actor's server.",
            ));
        }
    }
    String::from_utf8(body.to_vec())
        .ok()
        .filter(|text| !text.contains('\0'))
        .ok_or_else(|| Refusal::Malformed("The body is not UTF-8.".to_owned()))
}

/// What makes an activity the same as another: its ID, or without one, every
/// byte of it. Something passed on is told apart from the original.
fn fingerprint(activity: &Activity, verified: &Verified, body: &[u8]) -> Vec<u8> {
    let mut hash = digest::Context::new(&digest::SHA256);
    match &activity.id {
        Some(id) => hash.update(id.as_bytes()),
        None => hash.update(body),
    }
    if verified.actor != activity.actor {
        hash.update(b"\0");
        hash.update(verified.actor.as_bytes());
    }
    hash.finish().as_ref().to_vec()
}

async fn submit(
    federation: &Federation,
    row: NewIncoming,
    host: String,
) -> Result<Received, Refusal> {
    let inbox = &federation.inbox;
    if inbox.waiting() >= federation.app.cx.config.federation.inbox_limit {
        return Err(Refusal::Busy);
    }
    let (ticket, answer) = batch::ticket(row, host);
    inbox.0.send.try_send(ticket).map_err(|error| {
        tracing::debug!(%error, "the inbox is full");
        Refusal::Busy
    })?;
    match answer.await {
        Ok(Ok(received)) => Ok(received),
        Ok(Err(())) => Err(Refusal::Busy),
        Err(error) => Err(Refusal::Internal(Error::internal(error))),
    }
}

/// Works on what came in until `stop` is ready.
pub async fn run(federation: Federation, stop: impl Future<Output = ()>) {
    worker::run(federation, stop).await;
}
