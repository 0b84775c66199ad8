//! `/home`: posts of the people a member follows.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::domain::timelines;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::member::{compose, language_views};
use crate::web::paging::{Cursor, POSTS};
use crate::web::present;
use crate::web::view::{HomePage, Nav};

pub(super) async fn show(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let view = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(POSTS);
        let slice = timelines::home(conn, &page.app.cx, me.account_id, &here).await?;
        HomePage {
            layout: page.layout(conn, Nav::Home).await?,
            form: compose::empty_form(&me)?,
            languages: language_views(),
            posts: present::posts(&slice.items, Some(me.account_id)),
            pages: cursor.links("/home", &slice, |entry| entry.cursor),
        }
    };
    page.respond(StatusCode::OK, "member/home.html", &view)
}
