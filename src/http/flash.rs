//! A notice that a form post leaves for the next page: a signed cookie that is
//! taken away when it is shown.

use actix_web::HttpRequest;
use actix_web::cookie::Cookie;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::App;
use crate::http::cookies::{self, Name};
use crate::http::view::Flash;

/// What the signature is for.
const PURPOSE: &str = "flash";

/// Seconds after which a notice is old news.
const LIFETIME: i64 = 120;

/// A notice that something worked.
#[must_use]
pub fn good(app: &App, message: &str) -> Cookie<'static> {
    cookie(app, false, message)
}

/// A notice that something did not work.
#[must_use]
pub fn bad(app: &App, message: &str) -> Cookie<'static> {
    cookie(app, true, message)
}

fn cookie(app: &App, bad: bool, message: &str) -> Cookie<'static> {
    let mood = if bad { 'b' } else { 'g' };
    let text: String = message.chars().take(500).collect();
    let words = URL_SAFE_NO_PAD.encode(format!("{mood}{}\n{text}", app.cx.clock.now().timestamp()));
    let value = format!("{words}.{}", app.cx.secret.sign(PURPOSE, &words));
    cookies::make(
        app,
        Name::Flash,
        value,
        Some(chrono::Duration::seconds(LIFETIME)),
    )
}

/// The notice that the last form post left; nothing when it was not ours.
#[must_use]
pub fn read(req: &HttpRequest, app: &App) -> Option<Flash> {
    let value = cookies::read(req, app, Name::Flash)?;
    let (words, signature) = value.split_once('.')?;
    if !app.cx.secret.verify(PURPOSE, words, signature) {
        return None;
    }
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(words).ok()?).ok()?;
    let (head, message) = text.split_once('\n')?;
    let at: i64 = head.get(1..)?.parse().ok()?;
    if app.cx.clock.now().timestamp() - at > LIFETIME {
        return None;
    }
    Some(Flash {
        bad: head.starts_with('b'),
        message: message.to_owned(),
    })
}
