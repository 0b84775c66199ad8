//! `/@{name}/{id}/history`: what a post said before it was edited.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::db::ids::PostId;
use crate::db::models::post_edit::PostEdit;
use crate::db::views::posts::PostEntry;
use crate::domain::posts::history::history;
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::present;
use crate::web::public::draw::{self, post_id, viewer};
use crate::web::public::post::right_path;
use crate::web::view::{EditView, HistoryPage, Nav};

pub(super) async fn show(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let id = post_id(&id)?;
    draw::show(&req, &page, "public/history.html", async |conn| {
        fill(conn, &page, &name, id).await
    })
    .await
}

async fn fill(conn: &mut Conn, page: &PageFor, name: &str, id: PostId) -> Result<HistoryPage> {
    let viewer = viewer(page);
    let versions = history(conn, &page.app.cx, viewer, id).await?;
    let entry = versions.entry;
    let post = present::post(&entry, viewer);
    let path = format!("{}/history", post.url);
    right_path(&entry, name, id, &path)?;
    let mut layout = page.layout(conn, Nav::None).await?;
    layout.canonical = Some(format!("{}{path}", layout.site.url));
    layout.noindex = true;
    let earlier = versions.earlier.into_iter().map(earlier);
    let edits = std::iter::once(current(&entry)).chain(earlier).collect();
    Ok(HistoryPage {
        layout,
        post,
        edits,
    })
}

fn current(entry: &PostEntry) -> EditView {
    let post = &entry.post;
    EditView {
        at: post.edited_at.unwrap_or(post.created_at),
        content_html: post.content.clone(),
        content_warning: Some(post.content_warning.clone()).filter(|text| !text.is_empty()),
        language: post.language.clone(),
    }
}

fn earlier(version: PostEdit) -> EditView {
    EditView {
        at: version.created_at,
        content_html: version.content,
        content_warning: Some(version.content_warning).filter(|text| !text.is_empty()),
        language: version.language,
    }
}
