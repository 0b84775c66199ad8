//! `/public/local` and `/public`: public posts of this server, and of all servers
//! that are known here.

use actix_web::{HttpRequest, HttpResponse};

use crate::db::models::filter::FilterContext;
use crate::db::views::timelines::{Place, Wanted};
use crate::domain::timelines;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::bodies;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::Sieve;
use crate::web::public::draw::{self, viewer};
use crate::web::view::{Nav, TimelinePage};

pub(super) async fn local(
    req: HttpRequest,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, Place::Here, cursor).await
}

pub(super) async fn everywhere(
    req: HttpRequest,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    show(&req, &page, Place::Anywhere, cursor).await
}

async fn show(
    req: &HttpRequest,
    page: &PageFor,
    place: Place,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    draw::show(req, page, "public/timeline.html", async |conn| {
        let local = place == Place::Here;
        let path = if local { "/public/local" } else { "/public" };
        let wanted = Wanted {
            place,
            only_media: false,
        };
        let cx = &page.app.cx;
        let posts =
            timelines::everybody(conn, cx, viewer(page), wanted, &cursor.page(POSTS)).await?;
        let sieve = Sieve::of(conn, cx, viewer(page), FilterContext::Public).await?;
        let mut layout = page.layout(conn, Nav::Live).await?;
        layout.canonical = Some(format!("{}{path}", layout.site.url));
        // Others' posts are found at their own servers.
        layout.noindex |= !local || cursor != Cursor::default();
        Ok(TimelinePage {
            local,
            pages: cursor.links(path, &posts, |entry| entry.cursor),
            posts: bodies::drawn(page, &layout, sieve.posts(&posts.items))?,
            layout,
        })
    })
    .await
}
