//! Webhooks: draws what happened, and sends one request after the other through the
//! guarded client, signed as GitHub and Mastodon sign theirs.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use crate::app::App;
use crate::db::ids::EventId;
use crate::domain::event::Event;
use crate::domain::webhooks::{self, DELIVERY_JOB, Draw, EVENT_JOB, Happened, WebhookEvent};
use crate::foundation::crypto::hmac_sha256_hex;
use crate::foundation::error::{Error, Result};
use crate::foundation::net::{NetErrorKind, Outgoing};
use crate::jobs::dispatch::Consumer;
use crate::jobs::job::{self, Job};

/// The handler of [`EVENT_JOB`].
pub struct TellWebhooks {
    /// The application.
    pub app: App,
    /// Who draws.
    pub draw: Arc<dyn Draw>,
}

#[async_trait]
impl Job for TellWebhooks {
    fn kind(&self) -> &'static str {
        EVENT_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let happened: Happened = job::parse(payload)?;
        let Some(object) = self.draw.draw(happened).await? else {
            return Ok(());
        };
        let cx = &self.app.cx;
        let body = serde_json::json!({
            "event": happened.event,
            "created_at": cx.clock.now().format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            "object": object,
        });
        let conn = &mut *self.app.db.conn().await?;
        webhooks::tell_all(conn, cx, happened.event, &body.to_string()).await
    }
}

/// The handler of [`DELIVERY_JOB`].
pub struct SendWebhook(pub App);

#[derive(Deserialize)]
struct Payload {
    id: i64,
}

#[async_trait]
impl Job for SendWebhook {
    fn kind(&self) -> &'static str {
        DELIVERY_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Payload { id } = job::parse(payload)?;
        let app = &self.0;
        let due = {
            let conn = &mut *app.db.conn().await?;
            webhooks::due(conn, id).await?
        };
        let Some((hook, delivery)) = due else {
            return Ok(());
        };
        let url = Url::parse(&hook.url)
            .map_err(|error| Error::invalid("This is no address.").because(error))?;
        let signature = hmac_sha256_hex(hook.secret.as_bytes(), delivery.body.as_bytes());
        let request = Outgoing::post(url, delivery.body)
            .header("content-type", "application/json")
            .header("x-hub-signature", format!("sha256={signature}"));
        let sent = app.http.send(request).await;
        let (status, outcome) = match sent {
            Ok(answer) if answer.is_success() => (Some(answer.status), Ok(())),
            Ok(answer) => {
                let words = format!("The answer was {}.", answer.status);
                let why = std::io::Error::other(words.clone());
                let error = match answer.status {
                    408 | 429 | 500.. => Error::unavailable(why),
                    _ => Error::invalid(words),
                };
                (Some(answer.status), Err(error))
            }
            Err(error) if error.kind() == NetErrorKind::NotAllowed => {
                let words = "This server does not talk to that address.";
                (None, Err(Error::invalid(words).because(error)))
            }
            Err(error) => (None, Err(error.into())),
        };
        let words = match &outcome {
            Ok(()) => String::new(),
            Err(error) => said(error),
        };
        let conn = &mut *app.db.conn().await?;
        webhooks::note_attempt(conn, &app.cx, id, (status, &words)).await?;
        outcome
    }
}

/// What went wrong, for whoever looks after the webhook.
fn said(error: &Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => cause.to_string(),
        None => error.message().to_owned(),
    }
    .chars()
    .take(300)
    .collect()
}

/// Hears what happened and lets the webhooks know what they want to.
pub struct NoteWebhooks(pub App);

#[async_trait]
impl Consumer for NoteWebhooks {
    async fn consume(&self, _id: EventId, event: &Event) -> Result<()> {
        let (event, id) = match event {
            Event::AccountCreated { account_id, .. } => {
                (WebhookEvent::AccountCreated, account_id.0)
            }
            Event::AccountUpdated { account_id, .. } => {
                (WebhookEvent::AccountUpdated, account_id.0)
            }
            Event::PostCreated { post_id, .. } => (WebhookEvent::StatusCreated, post_id.0),
            Event::PostEdited { post_id, .. } => (WebhookEvent::StatusUpdated, post_id.0),
            _ => return Ok(()),
        };
        let conn = &mut *self.0.db.conn().await?;
        webhooks::happened(conn, &self.0.cx, event, id).await
    }
}
