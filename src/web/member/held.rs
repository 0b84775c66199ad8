//! `/settings/held`: a member's posts that wait for a moderator.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::domain::moderation::content::held;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::{PageFor, see_other};
use crate::http::session::SignedIn;
use crate::http::view::Nav;
use crate::web::admin::review;
use crate::web::paging::{Cursor, POSTS};
use crate::web::view::admin::HeldPage;

const PATH: &str = "/settings/held";

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let held = held::own(conn, me.account_id, &cursor.page(POSTS)).await?;
    let view = HeldPage {
        layout: page.layout(conn, Nav::Settings).await?,
        pages: cursor.links(PATH, &held, |held| held.row.id),
        held: held.items.iter().map(review::view).collect(),
    };
    page.respond(StatusCode::OK, "member/held.html", &view)
}

#[derive(Debug, Deserialize)]
pub(super) struct Nothing {}

pub(super) async fn take_back(
    page: PageFor,
    SignedIn(me): SignedIn,
    id: web::Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let id: Result<i64, std::num::ParseIntError> = id.parse();
    let id = id.map_err(|cause| Error::not_found().because(cause))?;
    let conn = &mut *page.app.db.conn().await?;
    held::take_back(conn, me.account_id, id).await?;
    Ok(see_other(
        PATH,
        &[flash::good(&page.app, "said-held-taken-back")],
    ))
}
