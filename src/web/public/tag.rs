//! `/tags/{name}`: public posts with one hashtag.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::models::filter::FilterContext;
use crate::db::page::Slice;
use crate::domain::{tags, timelines};
use crate::foundation::error::{Error, Result};
use crate::foundation::text::{normalize_tag, path_segment};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::bodies;
use crate::web::paging::{Cursor, POSTS};
use crate::web::present::Sieve;
use crate::web::public::draw::{self, moved_to, viewer};
use crate::web::view::{Nav, TagPage};

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    name: web::Path<String>,
    cursor: Cursor,
) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/tag.html", async |conn| {
        fill(conn, &page, &name, cursor).await
    })
    .await
}

/// A tag that nobody used has an empty page: somebody may be about to use it.
async fn fill(conn: &mut Conn, page: &PageFor, typed: &str, cursor: Cursor) -> Result<TagPage> {
    let cx = &page.app.cx;
    let name = normalize_tag(typed).ok_or_else(Error::not_found)?;
    let path = format!("/tags/{}", path_segment(&name));
    if name != typed {
        return Err(moved_to(path));
    }
    let tag = timelines::find_tag(conn, &name).await?;
    let posts = match &tag {
        Some(tag) => timelines::tagged(conn, cx, viewer(page), tag, &cursor.page(POSTS)).await?,
        None => Slice {
            items: Vec::new(),
            more: false,
        },
    };
    let sieve = Sieve::of(conn, cx, viewer(page), FilterContext::Public).await?;
    let known: Vec<_> = tag.iter().cloned().collect();
    let mine = tags::entries(conn, viewer(page), known).await?;
    let mine = mine.first().and_then(|entry| entry.mine);
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.canonical = Some(format!("{}{path}", layout.site.url));
    layout.noindex |= tag.is_none() || cursor != Cursor::default();
    Ok(TagPage {
        feed: format!("{path}.rss"),
        pages: cursor.links(&path, &posts, |entry| entry.cursor),
        posts: bodies::drawn(page, &layout, sieve.posts(&posts.items))?,
        layout,
        following: mine.is_some_and(|mine| mine.following),
        featuring: mine.is_some_and(|mine| mine.featuring),
        name: name.clone(),
        tag: tag.map_or(name, |tag| tag.display_name),
    })
}
