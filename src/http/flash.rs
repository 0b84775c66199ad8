//! A notice that a form post leaves for the next page: a signed cookie that is
//! taken away when it is shown. It names a text and what the text says, so that it
//! is read in the language of the page that shows it.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::foundation::i18n::{Arg, Locale};
use crate::http::cookies::{self, Name};
use crate::http::view::Flash;

/// What the signature is for.
const PURPOSE: &str = "flash";

/// Seconds after which a notice is old news.
const LIFETIME: i64 = 120;

/// Most characters of a value or of words of others.
const LONGEST: usize = 500;

/// A notice as the cookie carries it.
#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    bad: bool,
    /// When it was left, in seconds since 1970.
    at: i64,
    said: Said,
}

/// What a notice says.
#[derive(Debug, Serialize, Deserialize)]
enum Said {
    /// The text with this key, and the values that it names.
    Text(String, BTreeMap<String, Value>),
    /// These words, in whichever language they are.
    Words(String),
}

/// A value that a text names.
#[derive(Debug, Serialize, Deserialize)]
enum Value {
    Text(String),
    Number(i64),
}

impl From<&Arg<'_>> for Value {
    fn from(arg: &Arg<'_>) -> Self {
        match arg {
            Arg::Text(text) => Self::Text(cut(text)),
            Arg::Number(number) => Self::Number(*number),
        }
    }
}

impl<'a> From<&'a Value> for Arg<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Text(text) => text.as_str().into(),
            Value::Number(number) => (*number).into(),
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// A notice that something worked, by the key of its text.
#[must_use]
pub fn good(app: &App, key: &str) -> Cookie<'static> {
    good_about(app, key, &[])
}

/// As [`good`], of a text that names values.
#[must_use]
pub fn good_about(app: &App, key: &str, values: &[(&str, Arg<'_>)]) -> Cookie<'static> {
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.into()));
    cookie(app, false, Said::Text(key.to_owned(), values.collect()))
}

/// A notice that something did not work, by the key of its text.
#[must_use]
pub fn bad(app: &App, key: &str) -> Cookie<'static> {
    cookie(app, true, Said::Text(key.to_owned(), BTreeMap::new()))
}

/// A notice that something was refused, in the words of the refusal.
#[must_use]
pub fn refused(app: &App, words: &str) -> Cookie<'static> {
    cookie(app, true, Said::Words(cut(words)))
}

fn cookie(app: &App, bad: bool, said: Said) -> Cookie<'static> {
    let at = app.cx.clock.now().timestamp();
    let notice = Notice { bad, at, said };
    // Texts and numbers always become JSON.
    let words = serde_json::to_string(&notice).unwrap_or_default();
    let words = URL_SAFE_NO_PAD.encode(words);
    let value = format!("{words}.{}", app.cx.secret.sign(PURPOSE, &words));
    cookies::make(
        app,
        Name::Flash,
        value,
        Some(chrono::Duration::seconds(LIFETIME)),
    )
}

/// The notice that the last form post left, in this language; nothing when it was
/// not ours.
#[must_use]
pub fn read(req: &HttpRequest, app: &App, locale: Locale) -> Option<Flash> {
    let value = cookies::read(req, app, Name::Flash)?;
    let (words, signature) = value.split_once('.')?;
    if !app.cx.secret.verify(PURPOSE, words, signature) {
        return None;
    }
    let words = URL_SAFE_NO_PAD.decode(words).ok()?;
    let notice: Notice = serde_json::from_slice(&words).ok()?;
    if app.cx.clock.now().timestamp() - notice.at > LIFETIME {
        return None;
    }
    let message = match notice.said {
        Said::Words(words) => words,
        Said::Text(key, values) => {
            let values: Vec<(&str, Arg<'_>)> = values
                .iter()
                .map(|(name, value)| (name.as_str(), value.into()))
                .collect();
            app.templates.locales().text(locale, &key, &values)
        }
    };
    Some(Flash {
        bad: notice.bad,
        message,
    })
}
