//! `/bookmarks` and `/favourites`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::db::page::Slice;
use crate::db::views::posts::PostEntry;
use crate::domain::timelines;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::session::SignedIn;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present;
use crate::web::view::{Layout, Nav, SavedKind, SavedPage};

pub(super) async fn bookmarks(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(POSTS);
        (
            page.layout(conn, Nav::Bookmarks).await?,
            timelines::bookmarks(conn, &page.app.cx, me.account_id, &here).await?,
        )
    };
    respond(&page, layout, SavedKind::Bookmarks, cursor, &slice)
}

pub(super) async fn favourites(
    page: PageFor,
    SignedIn(me): SignedIn,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    let (layout, slice) = {
        let conn = &mut *page.app.db.conn().await?;
        let here = cursor.page(POSTS);
        (
            page.layout(conn, Nav::Favourites).await?,
            timelines::favourites(conn, &page.app.cx, me.account_id, &here).await?,
        )
    };
    respond(&page, layout, SavedKind::Favourites, cursor, &slice)
}

fn respond(
    page: &PageFor,
    layout: Layout,
    kind: SavedKind,
    cursor: Cursor,
    slice: &Slice<PostEntry>,
) -> Result<HttpResponse, WebError> {
    let path = match kind {
        SavedKind::Bookmarks => "/bookmarks",
        SavedKind::Favourites => "/favourites",
    };
    let viewer = page.member.as_ref().map(|member| member.account_id);
    let view = SavedPage {
        layout,
        kind,
        posts: present::posts(&slice.items, viewer),
        pages: cursor.links(path, slice, |entry| entry.cursor),
    };
    page.respond(StatusCode::OK, "member/saved.html", &view)
}
