//! `/`: what people of this server publish.

use actix_web::{HttpRequest, HttpResponse};

use crate::db::Conn;
use crate::db::models::filter::FilterContext;
use crate::domain::timelines;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::bodies;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::{self, Sieve};
use crate::web::public::about::{facts, staff_views};
use crate::web::public::draw::{self, viewer};
use crate::web::view::{FrontPage, Nav};

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/front.html", async |conn| {
        fill(conn, &page, cursor).await
    })
    .await
}

async fn fill(conn: &mut Conn, page: &PageFor, cursor: Cursor) -> Result<FrontPage> {
    let cx = &page.app.cx;
    let mut layout = page.layout(conn, Nav::Live).await?;
    layout.canonical = Some(format!("{}/", layout.site.url));
    layout.noindex |= cursor != Cursor::default();
    let facts = facts(conn, page).await?;
    let posts = timelines::public(conn, cx, viewer(page), &cursor.page(POSTS)).await?;
    let sieve = Sieve::of(conn, cx, viewer(page), FilterContext::Public).await?;
    Ok(FrontPage {
        pages: cursor.links("/", &posts, |entry| entry.cursor),
        posts: bodies::drawn(page, &layout, sieve.posts(&posts.items))?,
        first_page: cursor == Cursor::default(),
        members: u32::try_from(facts.size.members).unwrap_or(u32::MAX),
        active_members: u32::try_from(facts.size.active_members).unwrap_or(u32::MAX),
        staff: staff_views(&facts.staff),
        rules: present::rules(&facts.rules, page),
        layout,
    })
}
