//! `/users/…`: the addresses that other servers know. People who follow them
//! are sent to the pages for people.

use actix_web::{HttpResponse, web};

use crate::domain::posts::{self, thread};
use crate::domain::profiles;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::present::handle_path;
use crate::web::public::draw::{post_id, redirect, viewer};

pub(super) async fn account(
    page: PageFor,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let visit = profiles::visit(conn, &page.app.cx, viewer(&page), &name).await?;
    Ok(redirect(&handle_path(&visit.account.acct())))
}

pub(super) async fn post(
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let id = post_id(&path.1)?;
    let conn = &mut *page.app.db.conn().await?;
    let found = posts::find(conn, viewer(&page), id).await?;
    let entry = thread::entry(conn, &page.app.cx, viewer(&page), found.post.id).await?;
    Ok(redirect(&format!(
        "{}/{}",
        handle_path(&entry.author.acct()),
        entry.post.id
    )))
}
