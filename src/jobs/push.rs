//! Sends one notification to one program: encrypted, signed, through the guarded
//! client. A service that says nobody is there any more is not asked again.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};
use url::Url;

use crate::app::App;
use crate::domain::push::{self, Letter, PUSH_JOB, PushSubscription, Words};
use crate::domain::remote_media::Portrait;
use crate::foundation::crypto::web_push::{MESSAGE_BYTES, Recipient, Vapid, seal, seal_older};
use crate::foundation::error::{Error, Result};
use crate::foundation::i18n::Locale;
use crate::foundation::net::{NetErrorKind, Outgoing};
use crate::foundation::text::{excerpt, remote_text};
use crate::http::{media, remote_media};
use crate::jobs::job::{self, Job};

/// How long a service keeps a message for a device that is off, in seconds.
const TTL: u32 = 2 * 24 * 60 * 60;

/// Letters of a post that a message shows.
const BODY_LETTERS: usize = 140;

/// Letters of a name that a message shows.
const NAME_LETTERS: usize = 60;

/// The handler of [`PUSH_JOB`].
pub struct Push {
    app: App,
    vapid: Arc<Vapid>,
}

impl Push {
    /// Sends for this application.
    #[must_use]
    pub fn new(app: &App) -> Self {
        Self {
            app: app.clone(),
            vapid: app.vapid.clone(),
        }
    }

    fn request(&self, letter: &Letter) -> Result<Outgoing> {
        let subscription = &letter.subscription;
        let gone = |error| Error::invalid("The endpoint is no address.").because(error);
        let url = Url::parse(&subscription.endpoint).map_err(gone)?;
        let recipient = Recipient {
            public: subscription.p256dh.clone(),
            auth: subscription.auth.clone(),
        };
        let message = self.message(letter).to_string();
        let sealed = if subscription.standard {
            seal(&recipient, &message)?
        } else {
            seal_older(&recipient, &message)?
        };
        let contact = self.contact();
        let origin = url.origin().ascii_serialization();
        let now = self.app.cx.clock.now();
        let headers = self.vapid.headers(&sealed, &origin, &contact, now)?;
        let headers = headers.into_iter();
        Ok(Outgoing::post(url, sealed.body)
            .header("content-type", "application/octet-stream")
            .header("ttl", TTL.to_string())
            .header("urgency", "normal")
            .headers(headers.map(|(name, value)| (name.to_owned(), value))))
    }

    /// Whom a service's operators may ask (RFC 8292, section 2.1).
    fn contact(&self) -> String {
        let config = &self.app.cx.config;
        match &self.app.cx.instance().contact_email {
            Some(email) => format!("mailto:{email}"),
            None => config.base_url(),
        }
    }

    /// What programs expect to read; they ask for the rest by the ID.
    fn message(&self, letter: &Letter) -> Value {
        let (locale, tag) = self.locale(letter);
        let kind = letter.notification.kind.as_str();
        let from = &letter.from;
        let name = match from.display_name.trim() {
            "" => from.acct(),
            name => name.to_owned(),
        };
        let name = excerpt(&name, NAME_LETTERS);
        let locales = self.app.templates.locales();
        let mut title = locales.text(
            locale,
            &format!("push-{kind}"),
            &[("name", name.as_str().into())],
        );
        if title.starts_with("push-") {
            title = locales.text(locale, "push-other", &[("name", name.as_str().into())]);
        }
        let message = json!({
            "access_token": self.token(&letter.subscription),
            "preferred_locale": tag,
            "notification_id": letter.notification.id.0,
            "notification_type": api_kind(kind),
            "icon": self.icon(letter),
            "title": title,
            "body": body(letter),
        });
        shortened(message)
    }

    /// The program's token, for those that tell accounts apart by it. The database
    /// has it only sealed by a key that is not there; empty where that is missing.
    fn token(&self, subscription: &PushSubscription) -> String {
        let about = push::about_token(subscription.token_id);
        let sealed = subscription.sealed_token.as_deref();
        let token = sealed.and_then(|sealed| self.app.push_key.open(&about, sealed));
        token.unwrap_or_default()
    }

    fn locale(&self, letter: &Letter) -> (Locale, String) {
        let locales = self.app.templates.locales();
        let chosen = letter.locale.as_deref().and_then(|tag| locales.find(tag));
        let locale = chosen.unwrap_or(Locale::ENGLISH);
        (locale, locales.tag(locale).to_owned())
    }

    fn icon(&self, letter: &Letter) -> String {
        let from = &letter.from;
        let path = match &from.avatar {
            None => self.app.assets.url("face.svg").unwrap_or_default(),
            Some(key) if from.is_local() => media::path(key),
            Some(url) => remote_media::portrait_path(from.id, Portrait::Avatar, url),
        };
        format!("{}{path}", self.app.cx.config.base_url())
    }
}

/// A service need not pass on more than 4,096 bytes; letters may be long.
fn shortened(mut message: Value) -> Value {
    if message.to_string().len() > MESSAGE_BYTES
        && let Some(body) = message.get_mut("body")
    {
        *body = Value::String(String::new());
    }
    message
}

fn body(letter: &Letter) -> String {
    let Some(post) = &letter.post else {
        return excerpt(&remote_text(&letter.from.bio_html), BODY_LETTERS);
    };
    match post.content_warning.trim() {
        "" => excerpt(&remote_text(&post.content), BODY_LETTERS),
        warning => excerpt(warning, BODY_LETTERS),
    }
}

/// The name of a kind of notification in the API.
fn api_kind(kind: &str) -> &str {
    match kind {
        "boost" => "reblog",
        "edit" => "update",
        "post" => "status",
        "quoted_edit" => "quoted_update",
        "sign_up" => "admin.sign_up",
        "report" => "admin.report",
        other => other,
    }
}

#[async_trait]
impl Job for Push {
    fn kind(&self) -> &'static str {
        PUSH_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let words: Words = job::parse(payload)?;
        let letter = {
            let mut conn = self.app.db.conn().await?;
            push::letter(&mut conn, words).await?
        };
        let Some(letter) = letter else {
            return Ok(());
        };
        let answer = match self.app.http.send(self.request(&letter)?).await {
            Ok(answer) => answer,
            Err(error) if error.kind() == NetErrorKind::NotAllowed => {
                let words = "This server does not talk to that service.";
                return Err(Error::invalid(words).because(error));
            }
            Err(error) => return Err(error.into()),
        };
        match answer.status {
            200..=299 => Ok(()),
            404 | 410 => {
                let mut conn = self.app.db.conn().await?;
                push::forget(&mut conn, &letter.subscription).await
            }
            408 | 429 | 500.. => {
                let why = std::io::Error::other(format!("status {}", answer.status));
                Err(Error::unavailable(why))
            }
            status => {
                let words = format!("The service refused the message with {status}.");
                Err(Error::invalid(words))
            }
        }
    }
}
