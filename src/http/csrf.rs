//! Shows that a form was filled in on this server by the person who sends it.
//!
//! A member's token is bound to their session, a visitor's to a cookie that is
//! set when the form is shown. On top of that browsers say where a form comes
//! from (`Sec-Fetch-Site`, `Origin`), and other places are refused.

use actix_web::HttpRequest;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};

use crate::app::App;
use crate::domain::member::Member;
use crate::foundation::error::Error;
use crate::foundation::message::Message;
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;

const PURPOSE: &str = "csrf";

/// A token made on one day works for so many days after it.
const DAYS: i64 = 2;

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// The token for a member's forms. It changes once a day.
#[must_use]
pub fn member_token(app: &App, member: &Member) -> String {
    token(app, &member_words(member))
}

/// The token for a visitor's form, bound to the value of their form cookie.
#[must_use]
pub fn visitor_token(app: &App, form_cookie: &str) -> String {
    token(app, &visitor_words(form_cookie))
}

fn member_words(member: &Member) -> String {
    // Forms come from browsers, and those have sessions.
    let session = member.session_id.map_or(0, |id| id.0);
    format!("member {session}")
}

fn visitor_words(form_cookie: &str) -> String {
    format!("visitor {form_cookie}")
}

fn today(app: &App) -> i64 {
    app.cx.clock.now().timestamp() / SECONDS_PER_DAY
}

fn token(app: &App, words: &str) -> String {
    let day = today(app);
    let signature = app.cx.secret.sign(PURPOSE, &format!("{day} {words}"));
    format!("{day}.{signature}")
}

fn holds(app: &App, words: &str, token: &str) -> bool {
    let Some((day, signature)) = token.split_once('.') else {
        return false;
    };
    let Ok(day) = day.parse::<i64>() else {
        return false;
    };
    (0..=DAYS).contains(&today(app).saturating_sub(day))
        && app
            .cx
            .secret
            .verify(PURPOSE, &format!("{day} {words}"), signature)
}

/// Checks the token that came with a form, and where the form came from. For
/// multipart forms; others use [`crate::http::form`].
///
/// # Errors
/// `Forbidden` with a sentence on what to do.
pub fn check(req: &HttpRequest, token: &str, member: Option<&Member>) -> Result<(), WebError> {
    check_source(req)?;
    check_token(req, token, member)
}

/// Checks the token alone.
///
/// # Errors
/// `Forbidden`.
pub fn check_token(
    req: &HttpRequest,
    token: &str,
    member: Option<&Member>,
) -> Result<(), WebError> {
    let app = crate::http::session::app(req)?;
    let words = match member {
        Some(member) => Some(member_words(member)),
        None => cookies::read(req, &app, Name::Form).map(|cookie| visitor_words(&cookie)),
    };
    if words.is_some_and(|words| holds(&app, &words, token)) {
        return Ok(());
    }
    Err(stale().into())
}

/// What somebody reads whose form was open for too long.
#[must_use]
pub fn stale() -> Error {
    Error::forbidden(Message::of("refused-form-late-or-no-cookies"))
}

/// Refuses a form that another site sent.
///
/// # Errors
/// `Forbidden`.
pub fn check_source(req: &HttpRequest) -> Result<(), WebError> {
    let header = |name: HeaderName| req.headers().get(name)?.to_str().ok();
    let site = header(HeaderName::from_static("sec-fetch-site"));
    let ours = match (site, header(ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => is_ours(req, origin, header(HOST))?,
        // Old browsers and programs say nothing; the token decides.
        (None, None) => true,
    };
    if ours {
        return Ok(());
    }
    Err(Error::forbidden(Message::of("refused-form-elsewhere")).into())
}

/// Whether an origin is this server's, by configuration or as it was addressed.
fn is_ours(req: &HttpRequest, origin: &str, host: Option<&str>) -> Result<bool, WebError> {
    let app = crate::http::session::app(req)?;
    let named = host.filter(|_| !app.cx.config.server.is_https());
    Ok(origin == app.cx.config.base_url()
        || named.is_some_and(|host| origin == format!("http://{host}")))
}
