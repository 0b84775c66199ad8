//! Webhooks: other programs are told what happens here, in the shape that Mastodon
//! tells it, by requests that are signed with a secret of theirs. What happened is
//! noted in its transaction; jobs draw it and send it.

use async_trait::async_trait;
use serde_json::Value;

use crate::db::ids::JobId;
use crate::db::models::webhook::{self, Attempt, Webhook, WebhookDelivery};
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::crypto::random_token;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// The kind of the job that tells all webhooks of an event; its payload is a
/// [`Happened`].
pub const EVENT_JOB: &str = "webhook_event";
/// The kind of the job that sends one request; its payload has the `id`.
pub const DELIVERY_JOB: &str = "webhook_delivery";
/// Most webhooks.
const WEBHOOKS_MAX: i64 = 20;
/// Requests of one webhook that are kept.
const KEPT: i64 = 50;
/// How often a request is tried: over about a day.
const ATTEMPTS: i32 = 10;
/// Longest address, in bytes.
const URL_MAX: usize = 2000;

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What programs can be told.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum WebhookEvent { $($(#[$doc])* #[serde(rename = $word)] $name,)+ }

        impl WebhookEvent {
            /// Every event.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name in Mastodon's API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

events! {
    /// A report came.
    ReportCreated = "report.created",
    /// A report changed: it was assigned, settled, opened again.
    ReportUpdated = "report.updated",
    /// Somebody joined, or asked to.
    AccountCreated = "account.created",
    /// A moderator let somebody in.
    AccountApproved = "account.approved",
    /// A member's profile changed.
    AccountUpdated = "account.updated",
    /// A member posted.
    StatusCreated = "status.created",
    /// A member edited a post.
    StatusUpdated = "status.updated",
}

/// Something that happened, and to which report, account or post.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Happened {
    /// What.
    pub event: WebhookEvent,
    /// The report, the account or the post.
    pub id: i64,
}

/// Draws what webhooks are told. The room of the API does, since they are told its
/// entities.
#[async_trait]
pub trait Draw: Send + Sync + 'static {
    /// The JSON of the report, account or post; nothing when it is gone.
    async fn draw(&self, happened: Happened) -> Result<Option<Value>>;
}

/// Notes that something happened, in its transaction. Without a webhook that wants
/// to know, nothing is written.
pub async fn happened(
    conn: &mut Conn,
    cx: &DomainContext,
    event: WebhookEvent,
    id: i64,
) -> Result<()> {
    if !webhook::is_wanted(conn, event.as_str()).await? {
        return Ok(());
    }
    let payload = serde_json::to_value(Happened { event, id }).map_err(Error::internal)?;
    add_job(conn, cx, EVENT_JOB, payload).await
}

async fn add_job(
    conn: &mut Conn,
    cx: &DomainContext,
    kind: &str,
    payload: serde_json::Value,
) -> Result<()> {
    let now = cx.clock.now();
    let job = NewJob {
        id: JobId(cx.ids.next()),
        kind: kind.to_owned(),
        payload,
        priority: 5,
        unique_key: None,
        run_at: now,
        max_attempts: ATTEMPTS,
        created_at: now,
    };
    queue::enqueue(conn, &job).await?;
    Ok(())
}

/// Orders a request to every webhook that wants to know, with the same body.
pub async fn tell_all(
    conn: &mut Conn,
    cx: &DomainContext,
    event: WebhookEvent,
    body: &str,
) -> Result<()> {
    conn.transaction(async |conn| {
        for hook in webhook::wanting(conn, event.as_str(), WEBHOOKS_MAX).await? {
            let row = WebhookDelivery {
                id: cx.ids.next(),
                webhook_id: hook.id,
                event: event.as_str().to_owned(),
                body: body.to_owned(),
                attempts: 0,
                status: None,
                error: String::new(),
                delivered_at: None,
                created_at: cx.clock.now(),
            };
            webhook::insert_delivery(conn, &row).await?;
            webhook::forget_old(conn, hook.id, KEPT).await?;
            let payload = serde_json::json!({ "id": row.id });
            add_job(conn, cx, DELIVERY_JOB, payload).await?;
        }
        Ok(())
    })
    .await
}

/// A request with where it goes; nothing when it was sent, or the webhook is off.
pub async fn due(conn: &mut Conn, id: i64) -> Result<Option<(Webhook, WebhookDelivery)>> {
    let Some(delivery) = webhook::delivery(conn, id).await? else {
        return Ok(None);
    };
    let hook = webhook::find(conn, delivery.webhook_id).await?;
    let hook = hook.filter(|hook| hook.enabled && delivery.delivered_at.is_none());
    Ok(hook.map(|hook| (hook, delivery)))
}

/// Writes down what became of an attempt.
pub async fn note_attempt(
    conn: &mut Conn,
    cx: &DomainContext,
    id: i64,
    (status, error): (Option<u16>, &str),
) -> Result<()> {
    let attempt = Attempt {
        status: status.map(i32::from),
        error: error.to_owned(),
        delivered_at: error.is_empty().then(|| cx.clock.now()),
    };
    Ok(webhook::note(conn, id, &attempt).await?)
}

/// All webhooks, the oldest first.
///
/// # Errors
/// `Forbidden`.
pub async fn all(conn: &mut Conn, by: Authority<'_>) -> Result<Vec<Webhook>> {
    may(by, Permission::ManageWebhooks)?;
    Ok(webhook::all(conn, WEBHOOKS_MAX).await?)
}

/// A webhook with its newest requests.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn get(
    conn: &mut Conn,
    by: Authority<'_>,
    id: i64,
) -> Result<(Webhook, Vec<WebhookDelivery>)> {
    may(by, Permission::ManageWebhooks)?;
    let hook = webhook::find(conn, id)
        .await?
        .ok_or_else(Error::not_found)?;
    let deliveries = webhook::deliveries(conn, id, KEPT).await?;
    Ok((hook, deliveries))
}

/// Adds a webhook with a secret of its own; returns its ID.
///
/// # Errors
/// `Forbidden`; `Conflict` when there are too many; the fields `url` and `events`.
pub async fn add(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (url, events): (&str, &[String]),
) -> Result<i64> {
    may(by, Permission::ManageWebhooks)?;
    let now = cx.clock.now();
    let row = Webhook {
        id: cx.ids.next(),
        url: checked_url(cx, url)?,
        events: checked_events(events)?,
        secret: random_token()?,
        enabled: true,
        created_at: now,
        updated_at: now,
    };
    conn.transaction(async |conn| {
        let there = webhook::all(conn, WEBHOOKS_MAX).await?.len();
        if i64::try_from(there).is_ok_and(|there| there >= WEBHOOKS_MAX) {
            let message = Message::about("refused-webhook-many", [("max", WEBHOOKS_MAX.into())]);
            return Err(Error::conflict(message));
        }
        if !webhook::insert(conn, &row).await? {
            return Err(Error::field("url", Message::of("refused-webhook-taken")));
        }
        note(conn, cx, by, (Action::WebhookMade, &row)).await?;
        Ok(row.id)
    })
    .await
}

/// Changes what a webhook is told, and where.
///
/// # Errors
/// `Forbidden`, `NotFound`; the fields `url` and `events`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    (url, events): (&str, &[String]),
) -> Result<()> {
    let (url, events) = (checked_url(cx, url)?, checked_events(events)?);
    let others = all(conn, by).await?;
    if others
        .iter()
        .any(|other| other.id != id && other.url == url)
    {
        return Err(Error::field("url", Message::of("refused-webhook-taken")));
    }
    with(conn, cx, by, id, |row| {
        row.url = url;
        row.events = events;
        Ok(Action::WebhookChanged)
    })
    .await
}

/// Lets a webhook be told, or no more.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn set_enabled(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    enabled: bool,
) -> Result<()> {
    with(conn, cx, by, id, |row| {
        row.enabled = enabled;
        Ok(if enabled {
            Action::WebhookEnabled
        } else {
            Action::WebhookDisabled
        })
    })
    .await
}

/// Gives a webhook another secret; requests that are not sent yet are signed by it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn rotate_secret(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<()> {
    with(conn, cx, by, id, |row| {
        row.secret = random_token()?;
        Ok(Action::WebhookSecretChanged)
    })
    .await
}

/// Removes a webhook.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn delete(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>, id: i64) -> Result<()> {
    may(by, Permission::ManageWebhooks)?;
    conn.transaction(async |conn| {
        let row = webhook::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        webhook::delete(conn, id).await?;
        note(conn, cx, by, (Action::WebhookDeleted, &row)).await
    })
    .await
}

async fn with(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
    change: impl FnOnce(&mut Webhook) -> Result<Action> + Send,
) -> Result<()> {
    may(by, Permission::ManageWebhooks)?;
    conn.transaction(async |conn| {
        let mut row = webhook::find(conn, id)
            .await?
            .ok_or_else(Error::not_found)?;
        let action = change(&mut row)?;
        row.updated_at = cx.clock.now();
        webhook::update(conn, &row).await?;
        note(conn, cx, by, (action, &row)).await
    })
    .await
}

fn checked_url(cx: &DomainContext, typed: &str) -> Result<String> {
    let typed = typed.trim();
    let scheme_is_fine = |url: &url::Url| match url.scheme() {
        "https" => true,
        "http" => cx.config.federation.allow_http,
        _ => false,
    };
    let url = url::Url::parse(typed).ok().filter(scheme_is_fine);
    match url.filter(|url| url.host().is_some() && typed.len() <= URL_MAX) {
        Some(url) => Ok(url.into()),
        None => Err(Error::field("url", Message::of("refused-webhook-address"))),
    }
}

fn checked_events(typed: &[String]) -> Result<Vec<String>> {
    let known = WebhookEvent::ALL.iter().map(|event| event.as_str());
    let known = known.filter(|word| typed.iter().any(|typed| typed == word));
    let events: Vec<String> = known.map(str::to_owned).collect();
    if events.is_empty() {
        let message = Message::of("refused-webhook-events");
        return Err(Error::field("events", message));
    }
    Ok(events)
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, row): (Action, &Webhook),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: row.url.clone(),
        after: serde_json::json!({ "events": row.events, "enabled": row.enabled }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
