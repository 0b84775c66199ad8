//! `/bookmarks` and `/favourites`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::db::Conn;
use crate::db::models::filter::FilterContext;
use crate::db::page::Slice;
use crate::db::views::posts::PostEntry;
use crate::domain::timelines;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::bodies;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::Sieve;
use crate::web::view::{Nav, SavedKind, SavedPage};

pub(super) async fn bookmarks(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let here = cursor.page(POSTS);
    let slice = timelines::bookmarks(conn, &page.app.cx, me.account_id, &here).await?;
    respond(conn, &page, SavedKind::Bookmarks, cursor, &slice).await
}

pub(super) async fn favourites(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let here = cursor.page(POSTS);
    let slice = timelines::favourites(conn, &page.app.cx, me.account_id, &here).await?;
    respond(conn, &page, SavedKind::Favourites, cursor, &slice).await
}

/// Filters of what is public fold posts here and leave none out: they were saved.
async fn respond(
    conn: &mut Conn,
    page: &PageFor,
    kind: SavedKind,
    cursor: Cursor,
    slice: &Slice<PostEntry>,
) -> Result<HttpResponse, WebError> {
    let (path, nav) = match kind {
        SavedKind::Bookmarks => ("/bookmarks", Nav::Bookmarks),
        SavedKind::Favourites => ("/favourites", Nav::Favourites),
    };
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let sieve = Sieve::of(conn, &page.app.cx, viewer, FilterContext::Public).await?;
    let layout = page.layout(conn, nav).await?;
    let view = SavedPage {
        kind,
        posts: bodies::drawn(page, &layout, sieve.wanted(&slice.items))?,
        pages: cursor.links(path, slice, |entry| entry.cursor),
        layout,
    };
    page.respond(StatusCode::OK, "member/saved.html", &view)
}
