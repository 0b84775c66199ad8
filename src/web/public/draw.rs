//! Draws a public page: for visitors from the cache, for members with what is
//! theirs on it; and sends those who came by another address to the right one.

use std::error::Error as StdError;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::page_cache::{Page, PageKey, respond};

/// The page has one right address, and it is another.
#[derive(Debug)]
struct Moved(String);

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "moved to {}", self.0)
    }
}

impl StdError for Moved {}

/// What a page returns that was asked for by another than its right address.
pub(super) fn moved_to(path: impl Into<String>) -> Error {
    Error::not_found().because(Moved(path.into()))
}

/// Answers with the page that `fill` makes.
pub(super) async fn show<V: Serialize>(
    req: &HttpRequest,
    page: &PageFor,
    template: &str,
    fill: impl AsyncFnOnce(&mut Conn) -> Result<V>,
) -> Result<HttpResponse, WebError> {
    let answer = Box::pin(draw(req, page, template, fill)).await;
    answer.or_else(|error| match right_address(error.error()) {
        Some(path) => Ok(redirect(path)),
        None => Err(error),
    })
}

async fn draw<V: Serialize>(
    req: &HttpRequest,
    page: &PageFor,
    template: &str,
    fill: impl AsyncFnOnce(&mut Conn) -> Result<V>,
) -> Result<HttpResponse, WebError> {
    let app = &page.app;
    let answer_alone = page.member.is_some() || page.has_flash();
    if answer_alone {
        let view = fill(&mut *app.db.conn().await?).await?;
        return page.respond(StatusCode::OK, template, &view);
    }
    let key = PageKey::new(req, app.templates.locales().tag(page.locale));
    let cached = app
        .pages
        .get_or_render(key, async || {
            let view = fill(&mut *app.db.conn().await?).await?;
            Ok(Page::html(app.templates.render(
                template,
                page.locale,
                &view,
            )?))
        })
        .await?;
    Ok(respond(req, &cached))
}

fn right_address(error: &Error) -> Option<&str> {
    let mut cause = StdError::source(error);
    while let Some(error) = cause {
        if let Some(Moved(path)) = error.downcast_ref() {
            return Some(path);
        }
        cause = error.source();
    }
    None
}

/// A lasting redirect to a path of this server.
pub(super) fn redirect(path: &str) -> HttpResponse {
    HttpResponse::MovedPermanently()
        .insert_header((LOCATION, path))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .finish()
}

/// Who reads the page.
pub(super) fn viewer(page: &PageFor) -> Option<AccountId> {
    page.member.as_ref().map(|member| member.account_id)
}

/// The ID of a post in an address.
pub(super) fn post_id(text: &str) -> Result<PostId, WebError> {
    text.parse().map_err(|cause| {
        let error = Error::invalid(Message::of("refused-post-number"));
        WebError::with_status(StatusCode::BAD_REQUEST, error.because(Box::new(cause)))
    })
}
