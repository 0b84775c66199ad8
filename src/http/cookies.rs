//! The cookies there are: all HttpOnly, SameSite=Lax, for the whole site, and
//! Secure where the server is reached by https.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::app::App;

/// What a cookie is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// Carries the token of a session.
    Session,
    /// Binds the forms of a visitor to their browser.
    Form,
    /// Carries a notice from a form to the next page.
    Flash,
}

impl Name {
    /// The cookie's name. `__Host-` makes browsers refuse it from other hosts
    /// and over plain http (RFC 6265bis, 4.1.3.2).
    fn as_str(self, https: bool) -> &'static str {
        match (self, https) {
            (Self::Session, true) => "__Host-ossm_session",
            (Self::Session, false) => "ossm_session",
            (Self::Form, true) => "__Host-ossm_form",
            (Self::Form, false) => "ossm_form",
            (Self::Flash, true) => "__Host-ossm_flash",
            (Self::Flash, false) => "ossm_flash",
        }
    }
}

/// A cookie to set; without `lifetime` it ends with the browser.
#[must_use]
pub fn make(
    app: &App,
    name: Name,
    value: String,
    lifetime: Option<chrono::Duration>,
) -> Cookie<'static> {
    let https = app.cx.config.server.is_https();
    let mut cookie = Cookie::build(name.as_str(https), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(https)
        .finish();
    if let Some(lifetime) = lifetime {
        cookie.set_max_age(Duration::seconds(lifetime.num_seconds()));
    }
    cookie
}

/// A cookie that takes away the one with this name.
#[must_use]
pub fn removal(app: &App, name: Name) -> Cookie<'static> {
    let mut cookie = make(app, name, String::new(), None);
    cookie.make_removal();
    cookie
}

/// The value that the browser sent, if it is at most 4,000 bytes long.
#[must_use]
pub fn read(req: &HttpRequest, app: &App, name: Name) -> Option<String> {
    let name = name.as_str(app.cx.config.server.is_https());
    let value = req.cookie(name)?.value().to_owned();
    (!value.is_empty() && value.len() <= 4_000).then_some(value)
}
