//! `/posts/ID/delete`: asks, then deletes.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use crate::domain::posts;
use crate::http::error::WebError;
use crate::http::flash;
use crate::http::form::CsrfForm;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::{Back, edit, id};
use crate::web::present;
use crate::web::view::{DeletePage, Nav};

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let entry = edit::own(&page, &me, id(&post)?).await?;
    let view = DeletePage {
        layout: page
            .layout(&mut *page.app.db.conn().await?, Nav::None)
            .await?,
        post: present::post(&entry, Some(me.account_id)),
    };
    page.respond(StatusCode::OK, "member/delete.html", &view)
}

pub(super) async fn submit(
    page: PageFor,
    SignedIn(me): SignedIn,
    post: web::Path<String>,
    CsrfForm(back): CsrfForm<Back>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    posts::delete(conn, &page.app.cx, me.account_id, id(&post)?).await?;
    let said = flash::good(&page.app, "said-post-deleted");
    Ok(back.answer(&format!("/@{}", me.username), &[said]))
}
