//! What all pages of the panel have in common: the door, the frame, and how
//! forms end.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::domain::member::Member;
use crate::domain::moderation::permission::Authority;
use crate::domain::moderation::{may, waiting};
use crate::foundation::crypto;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::i18n::Arg;
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::page::{PageFor, see_other};
use crate::http::session::{self, Refusal, SignedIn};
use crate::http::view::{Layout, Nav};
use crate::web::admin::sections::{self, Section};
use crate::web::admin::table;

/// Lets in whom the table allows. Visitors are sent to sign in; what the table
/// does not have is nowhere.
pub(super) async fn guard<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match admit(&req).await {
        Ok(()) => Ok(next.call(req).await?.map_into_left_body()),
        // As a response, so that its page knows who asked.
        Err(refusal) => Ok(req.error_response(refusal).map_into_right_body()),
    }
}

async fn admit(req: &ServiceRequest) -> Result<(), Refusal> {
    let pattern = req.match_pattern();
    let rule = pattern.and_then(|pattern| table::find(req.method().as_str(), &pattern));
    let member = session::signed_in(req.request()).await?;
    let error = match rule {
        Some(rule) => may(&member, rule.permission).err(),
        None if member.powers.permissions.any() => Some(Error::not_found()),
        None => Some(Error::forbidden(Message::of("refused-moderators-only"))),
    };
    error.map_or(Ok(()), |error| Err(Refusal::Error(error.into())))
}

/// A form that says nothing but that its button was pressed.
#[derive(Deserialize)]
pub struct Nothing {}

/// Does on the connection `$conn` what the form with this key asks for, in one
/// transaction with the note that it was sent; `Ok(None)` when it was sent before.
/// What is refused leaves no note, so that the form may be corrected and sent again.
/// A macro, since a function cannot ask of an async closure what transactions ask.
macro_rules! once {
    ($admin:expr, $key:expr, |$conn:ident| $act:expr) => {{
        use crate::db::Transactional as _;
        let (cx, me, key) = (&$admin.page.app.cx, &$admin.by, $key);
        $conn
            .transaction(async |$conn| {
                if !crate::domain::moderation::once::claim($conn, cx, me, key).await? {
                    return Ok(None);
                }
                Box::pin($act).await.map(Some)
            })
            .await
    }};
}
pub(super) use once;

/// How many there are, as texts name it.
pub(super) fn counted(many: impl TryInto<i64>) -> (&'static str, Arg<'static>) {
    ("n", many.try_into().unwrap_or(i64::MAX).into())
}

/// A page of the panel for one member, whom the door let in.
pub struct AdminPage {
    /// Who looks after the server.
    pub by: Member,
    /// The page.
    pub page: PageFor,
}

impl FromRequest for AdminPage {
    type Error = Refusal;
    type Future = LocalBoxFuture<'static, Result<Self, Refusal>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let req = req.clone();
        Box::pin(async move {
            let SignedIn(by) = SignedIn::extract(&req).await?;
            let page = PageFor::extract(&req).await.map_err(Refusal::Error)?;
            Ok(Self { by, page })
        })
    }
}

impl AdminPage {
    /// Who acts.
    #[must_use]
    pub fn authority(&self) -> Authority<'_> {
        Authority::Member(&self.by)
    }

    /// The frame with the panel's navigation. One statement more than that of
    /// other pages.
    pub async fn layout(&self, conn: &mut Conn, here: Section) -> Result<Layout> {
        let mut layout = self.page.layout(conn, Nav::Moderation).await?;
        let waits = waiting::waiting(conn).await?;
        let once = crypto::random_token()?;
        layout.announcements.clear();
        layout.panel = Some(sections::panel(
            here,
            self.by.powers.permissions,
            &waits,
            once,
        ));
        Ok(layout)
    }

    /// A page made for this reader alone.
    pub fn respond<V: Serialize>(
        &self,
        status: StatusCode,
        template: &str,
        view: &V,
    ) -> Result<HttpResponse, WebError> {
        self.page.respond(status, template, view)
    }

    /// Goes to `to`, where a notice says what was done, by the key of its text.
    #[must_use]
    pub fn done(&self, to: &str, key: &str) -> HttpResponse {
        self.done_about(to, key, &[])
    }

    /// As [`done`](Self::done), with a text that names values.
    #[must_use]
    pub fn done_about(&self, to: &str, key: &str, values: &[(&str, Arg<'_>)]) -> HttpResponse {
        see_other(to, &[flash::good_about(&self.page.app, key, values)])
    }

    /// Goes to `to`, where a notice says why nothing was done. Failures that are
    /// nobody's input stay failures.
    pub fn refused(&self, to: &str, error: Error) -> Result<HttpResponse, WebError> {
        match error.kind() {
            ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::Forbidden => {
                let words = self.page.say_error(&error);
                Ok(see_other(to, &[flash::refused(&self.page.app, &words)]))
            }
            _ => Err(error.into()),
        }
    }

    /// [`done`](Self::done) or [`refused`](Self::refused).
    pub fn end<T>(
        &self,
        to: &str,
        outcome: Result<T>,
        key: &str,
    ) -> Result<HttpResponse, WebError> {
        match outcome {
            Ok(_) => Ok(self.done(to, key)),
            Err(error) => self.refused(to, error),
        }
    }

    /// [`done`](Self::done) or [`refused`](Self::refused) after [`once`];
    /// `before` is said of a form that was sent before.
    pub fn end_once<T>(
        &self,
        to: &str,
        outcome: Result<Option<T>>,
        (key, before): (&str, &str),
    ) -> Result<HttpResponse, WebError> {
        let key = if matches!(outcome, Ok(None)) {
            before
        } else {
            key
        };
        self.end(to, outcome, key)
    }
}
