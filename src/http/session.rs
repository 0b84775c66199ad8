//! Who is asking, as the session cookie tells.

use std::fmt;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::header::{HeaderValue, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse, ResponseError, web};
use futures_util::future::LocalBoxFuture;

use crate::app::App;
use crate::domain::auth::sessions::{self, NewSession};
use crate::domain::member::Member;
use crate::foundation::error::Error;
use crate::http::cookies::{self, Name};
use crate::http::error::WebError;
use crate::http::error_pages::wants_json;

/// The signed-in person, if there is one. One statement a request, however
/// many ask.
#[derive(Debug, Clone)]
pub struct MaybeMember(pub Option<Member>);

/// The signed-in person. Visitors are sent to the sign-in page and back; where
/// that cannot be, they get a 401.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Member);

/// Why somebody may not go on.
pub enum Refusal {
    /// They may after they have signed in there.
    SignIn(String),
    /// They may not.
    Error(WebError),
}

/// The application of a request.
///
/// # Errors
/// `Internal` when the server was put together without one.
pub fn app(req: &HttpRequest) -> Result<web::Data<App>, WebError> {
    req.app_data::<web::Data<App>>()
        .cloned()
        .ok_or_else(|| Error::internal("the application is missing").into())
}

/// How long browsers keep the cookie: as long as they keep any. The database
/// decides when a session ends, and every use puts that off.
const COOKIE_DAYS: i64 = 400;

/// The cookie that carries a new session.
#[must_use]
pub fn cookie(app: &App, session: &NewSession) -> Cookie<'static> {
    let lifetime = chrono::Duration::days(COOKIE_DAYS);
    cookies::make(app, Name::Session, session.token.clone(), Some(lifetime))
}

/// Whether the request carries a session cookie at all; costs no statement.
#[must_use]
pub fn has_cookie(req: &HttpRequest, app: &App) -> bool {
    cookies::read(req, app, Name::Session).is_some()
}

/// Who is asking.
pub async fn load(req: &HttpRequest) -> Result<Option<Member>, WebError> {
    if let Some(known) = req.extensions().get::<MaybeMember>() {
        return Ok(known.0.clone());
    }
    let app = app(req)?;
    let member = match cookies::read(req, &app, Name::Session) {
        None => None,
        Some(token) => sessions::load(&mut *app.db.conn().await?, &app.cx, &token).await?,
    };
    req.extensions_mut().insert(MaybeMember(member.clone()));
    Ok(member)
}

/// Who is asking, where [`load`] has found that out.
#[must_use]
pub fn known(req: &HttpRequest) -> Option<Member> {
    req.extensions().get::<MaybeMember>()?.0.clone()
}

impl FromRequest for MaybeMember {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { load(&req).await.map(Self) })
    }
}

impl FromRequest for SignedIn {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move { signed_in(&req).await.map(Self) })
    }
}

/// The signed-in person.
///
/// # Errors
/// Where visitors go to sign in, or a 401.
pub async fn signed_in(req: &HttpRequest) -> Result<Member, Refusal> {
    if let Some(member) = load(req).await.map_err(Refusal::Error)? {
        return Ok(member);
    }
    let page = matches!(*req.method(), Method::GET | Method::HEAD);
    if !page || wants_json(req.headers()) {
        return Err(Refusal::Error(Error::unauthorized().into()));
    }
    let here = req.uri().path_and_query().map_or("/", |path| path.as_str());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("return_to", here)
        .finish();
    Err(Refusal::SignIn(format!("/auth/sign_in?{query}")))
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignIn(_) => StatusCode::SEE_OTHER,
            Self::Error(error) => error.status_code(),
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Error(error) => error.error_response(),
            Self::SignIn(to) => {
                let mut response = HttpResponse::new(StatusCode::SEE_OTHER);
                if let Ok(to) = HeaderValue::from_str(to) {
                    response.headers_mut().insert(LOCATION, to);
                }
                response
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignIn(_) => f.write_str("Sign in to go on."),
            Self::Error(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A path of this server to go to after a form, or `otherwise`. Refuses
/// everything that a browser could take for another place.
#[must_use]
pub fn return_path<'a>(wanted: &'a str, otherwise: &'a str) -> &'a str {
    let local = wanted.starts_with('/')
        && !wanted.starts_with("//")
        && wanted.len() <= 4_000
        && wanted
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if local { wanted } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::return_path;

    #[test]
    fn only_paths_of_this_server_are_gone_to() {
        assert_eq!(return_path("/home?max_id=3", "/"), "/home?max_id=3");
        for elsewhere in [
            "",
            "home",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/a b",
            "javascript:alert(1)",
        ] {
            assert_eq!(return_path(elsewhere, "/home"), "/home", "{elsewhere:?}");
        }
    }
}
