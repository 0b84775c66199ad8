//! `/@{name}/{id}/embed`: one post alone, for frames of other pages. Nothing on
//! it runs, and nobody is signed in on it.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use actix_web::{HttpResponse, web};

use crate::domain::oembed::may_be_framed;
use crate::domain::posts::thread;
use crate::foundation::error::Error;
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::web::present;
use crate::web::public::draw::{post_id, redirect};
use crate::web::view::{EmbedPage, Nav};

/// As everywhere, but any page may frame it; `X-Frame-Options` gives way to this.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; \
     base-uri 'self'; form-action 'none'; frame-ancestors *",
);
const A_WHILE: HeaderValue = HeaderValue::from_static("public, max-age=300");

pub(super) async fn show(
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let (name, id) = path.into_inner();
    let id = post_id(&id)?;
    let conn = &mut *page.app.db.conn().await?;
    let entry = thread::entry(conn, &page.app.cx, None, id).await?;
    if !may_be_framed(&entry) {
        return Err(Error::not_found().into());
    }
    let post = present::post(&entry, None);
    if entry.author.acct() != name || entry.post.id != id {
        return Ok(redirect(&format!("{}/embed", post.url)));
    }
    let mut layout = page.layout(conn, Nav::None).await?;
    (layout.member, layout.csrf, layout.flash) = (None, None, None);
    let view = EmbedPage { layout, post };
    let mut response = page.respond(StatusCode::OK, "public/embed.html", &view)?;
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, POLICY);
    headers.insert(CACHE_CONTROL, A_WHILE);
    Ok(response)
}
