//! `/@{name}/{id}/media/{n}`: one picture of a post, large.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::domain::posts::thread;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::present;
use crate::web::public::draw::{self, post_id, viewer};
use crate::web::public::post::right_path;
use crate::web::view::{MediaKindView, MediaPage, Nav};

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id, number) = path.into_inner();
    let id = post_id(&id)?;
    let number = number.parse::<usize>();
    let number = number.map_err(|cause| Error::not_found().because(cause))?;
    draw::show(&req, &page, "public/media.html", async |conn| {
        fill(conn, &page, (&name, id), number).await
    })
    .await
}

async fn fill(
    conn: &mut Conn,
    page: &PageFor,
    (name, id): (&str, PostId),
    number: usize,
) -> Result<MediaPage> {
    let viewer = viewer(page);
    let entry = thread::entry(conn, &page.app.cx, viewer, id).await?;
    let post = present::post(&entry, viewer);
    let path = |number: usize| format!("{}/media/{number}", post.url);
    let before = number.checked_sub(1).ok_or_else(Error::not_found)?;
    let picture = post.media.get(before).ok_or_else(Error::not_found)?.clone();
    right_path(&entry, name, id, &path(number))?;
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.canonical = Some(format!("{}{}", layout.site.url, post.url));
    layout.noindex = true;
    let total = post.media.len();
    let can_play = matches!(picture.kind, MediaKindView::Video | MediaKindView::Audio);
    Ok(MediaPage {
        plays: can_play && picture.url.starts_with('/'),
        previous: (number > 1).then(|| path(number - 1)),
        next: (number < total).then(|| path(number + 1)),
        layout,
        picture,
        number,
        total,
        post,
    })
}
