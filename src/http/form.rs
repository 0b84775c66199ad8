//! Forms as browsers send them: read with limits, refused when they are not
//! text, and checked for where they come from.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::web::{BytesMut, Query};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use futures_util::StreamExt as _;
use futures_util::future::LocalBoxFuture;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::foundation::error::{Error, ErrorKind};
use crate::foundation::message::Message;
use crate::http::again::{self, StaleForm};
use crate::http::error::WebError;
use crate::http::{csrf, session};

/// What somebody is told whose form has other bytes in it than text.
const NOT_TEXT: &str = "refused-form-not-text";

/// A form with a good token; without one nothing is done and a 403 says so.
#[derive(Debug)]
pub struct CsrfForm<T>(pub T);

/// A form that can be shown again when its token is too old.
#[derive(Debug)]
pub enum Submitted<T> {
    /// Sent by the person who was shown the form.
    Good(T),
    /// Not known to be; show it again with what was typed and
    /// [`csrf::stale`]'s sentence, and do nothing else.
    Stale(T),
}

impl<T> Submitted<T> {
    /// What was typed, and the refusal if there is one.
    pub fn parts(self) -> (T, Result<(), Error>) {
        match self {
            Self::Good(form) => (form, Ok(())),
            Self::Stale(form) => {
                let message = Message::of("refused-form-late");
                (form, Err(Error::forbidden(message)))
            }
        }
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for CsrfForm<T> {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            match submitted(&req, payload).await? {
                Submitted::Good(form) => Ok(Self(form)),
                Submitted::Stale(_) => Err(csrf::stale().into()),
            }
        })
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Submitted<T> {
    type Error = WebError;
    type Future = LocalBoxFuture<'static, Result<Self, WebError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move { submitted(&req, payload).await })
    }
}

#[derive(Default, Deserialize)]
struct Token {
    #[serde(default)]
    csrf: String,
}

async fn submitted<T: DeserializeOwned>(
    req: &HttpRequest,
    payload: Payload,
) -> Result<Submitted<T>, WebError> {
    csrf::check_source(req)?;
    let body = read(req, payload).await?;
    let form: T = parse(&body)?;
    let token: Token = parse(&body)?;
    let member = session::load(req).await?;
    match csrf::check_token(req, &token.csrf, member.as_ref()) {
        Ok(()) => Ok(Submitted::Good(form)),
        Err(_stale) => {
            let fields = again::pairs(&body);
            req.extensions_mut().insert(StaleForm(fields));
            Ok(Submitted::Stale(form))
        }
    }
}

/// The body of a urlencoded form, at most `server.max_body_bytes`.
pub(super) async fn read(req: &HttpRequest, mut payload: Payload) -> Result<String, WebError> {
    let app = session::app(req)?;
    let header = |name| req.headers().get(name)?.to_str().ok();
    let kind = header(CONTENT_TYPE).unwrap_or("").split(';').next();
    let form = kind.is_some_and(|kind| {
        kind.trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
    });
    if !form || req.headers().contains_key(CONTENT_ENCODING) {
        return Err(WebError::with_status(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Error::invalid(Message::of("refused-form-only")),
        ));
    }
    let most = app.cx.config.server.max_body_bytes;
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk =
            chunk.map_err(|error| bad_request("refused-form-not-whole", error.to_string()))?;
        if body.len() + chunk.len() > most {
            let most = most.to_string().into();
            let message = Message::about("refused-form-bytes", [("max", most)]);
            return Err(Error::new(ErrorKind::TooLarge, message).into());
        }
        body.extend_from_slice(&chunk);
    }
    String::from_utf8(body.to_vec()).map_err(|error| bad_request(NOT_TEXT, error))
}

fn parse<T: DeserializeOwned>(body: &str) -> Result<T, WebError> {
    check_text(body)?;
    let parsed = Query::<T>::from_query(body);
    let parsed = parsed.map_err(|error| bad_request("refused-form-unreadable", error))?;
    Ok(parsed.into_inner())
}

/// Refuses bytes that are no text, which a lenient decoder would replace.
fn check_text(body: &str) -> Result<(), WebError> {
    let text = percent_encoding::percent_decode_str(body).decode_utf8();
    let text = text.map_err(|error| bad_request(NOT_TEXT, error))?;
    if text.contains('\0') {
        return Err(bad_request(NOT_TEXT, "a NUL byte"));
    }
    Ok(())
}

/// A 400 with the text that has this key.
fn bad_request(
    key: &'static str,
    cause: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> WebError {
    let error = Error::invalid(Message::of(key)).because(cause);
    WebError::with_status(StatusCode::BAD_REQUEST, error)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_that_are_not_text_are_refused() {
        for body in ["a=%FF", "a=%00", "%C3=1", "a=\0"] {
            let refused = parse::<Token>(body).map(|token| token.csrf).unwrap_err();
            let said = Message::of(NOT_TEXT);
            assert_eq!(refused.error().message(), said.english(), "{body:?}");
        }
        assert_eq!(parse::<Token>("csrf=a+b%C3%A4").unwrap().csrf, "a bä");
        assert_eq!(parse::<Token>("other=1").unwrap().csrf, "");
    }

    proptest! {
        #[test]
        fn any_body(body in ".{0,100}|[a-z=&%0-9+]{0,60}") {
            let _ = parse::<Token>(&body).map(|token| token.csrf);
        }
    }
}
