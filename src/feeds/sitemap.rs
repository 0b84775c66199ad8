//! `/sitemap.xml` and its parts (sitemaps.org, protocol 0.9): what search engines may
//! list of this server.

use std::fmt::Write as _;

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::app::App;
use crate::db::Conn;
use crate::domain::legal::texts::{self, TextKind};
use crate::domain::sitemap::{self, Month};
use crate::foundation::error::Result;
use crate::foundation::text::escape;
use crate::http::error::WebError;
use crate::http::page_cache::{self, PageKey};
use crate::http::routes::get;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
/// Pages that are always there.
const PAGES: [&str; 7] = [
    "/",
    "/about",
    "/about/transparency",
    "/directory",
    "/explore",
    "/explore/tags",
    "/privacy",
];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/sitemap.xml").route(get().to(index)))
        .service(web::resource("/sitemap/pages.xml").route(get().to(pages)))
        .service(web::resource("/sitemap/people.xml").route(get().to(people)))
        .service(web::resource("/sitemap/posts-{month}.xml").route(get().to(posts)));
}

async fn index(req: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, WebError> {
    show(&req, &app, async |conn, base| {
        let mut parts = vec!["pages".to_owned(), "people".to_owned()];
        let months = sitemap::months(conn, &app.cx).await?;
        parts.extend(months.iter().map(|month| format!("posts-{month}")));
        let mut xml = begin("sitemapindex");
        for part in parts {
            // Writing to a string cannot fail.
            let _ = writeln!(
                xml,
                "<sitemap><loc>{base}/sitemap/{part}.xml</loc></sitemap>"
            );
        }
        Ok(xml + "</sitemapindex>\n")
    })
    .await
}

async fn pages(req: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, WebError> {
    show(&req, &app, async |conn, base| {
        let mut list = List::new(base);
        for path in PAGES {
            list.push(path, None);
        }
        if texts::current(conn, &app.cx, TextKind::Terms)
            .await?
            .is_some()
        {
            list.push("/terms", None);
        }
        Ok(list.end())
    })
    .await
}

async fn people(req: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, WebError> {
    show(&req, &app, async |conn, base| {
        let mut list = List::new(base);
        for member in sitemap::members(conn).await? {
            list.push(&format!("/@{}", member.username), member.changed_at);
        }
        Ok(list.end())
    })
    .await
}

async fn posts(
    req: HttpRequest,
    app: web::Data<App>,
    month: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let month: Month = month.parse()?;
    show(&req, &app, async |conn, base| {
        let mut list = List::new(base);
        for post in sitemap::posts(conn, &app.cx, month).await? {
            let path = format!("/@{}/{}", post.username, post.id);
            list.push(&path, Some(post.changed_at));
        }
        Ok(list.end())
    })
    .await
}

async fn show(
    req: &HttpRequest,
    app: &App,
    write: impl AsyncFnOnce(&mut Conn, &str) -> Result<String>,
) -> Result<HttpResponse, WebError> {
    let key = PageKey::named(req.path(), "sitemap");
    let draw = app.pages.get_or_render(key, async || {
        let base = escape(&app.cx.config.base_url());
        let body = write(&mut *app.db.conn().await?, &base).await?;
        let kind = "application/xml; charset=utf-8";
        Ok(page_cache::Page::new(kind, "Accept-Encoding", body))
    });
    Ok(page_cache::respond(req, &*Box::pin(draw).await?))
}

fn begin(element: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{element} xmlns=\"{NAMESPACE}\">\n")
}

/// A list of addresses.
struct List<'a> {
    base: &'a str,
    xml: String,
}

impl<'a> List<'a> {
    fn new(base: &'a str) -> Self {
        let xml = begin("urlset");
        Self { base, xml }
    }

    fn push(&mut self, path: &str, changed: Option<DateTime<Utc>>) {
        let base = self.base;
        let _ = write!(self.xml, "<url><loc>{base}{}</loc>", escape(path));
        if let Some(changed) = changed {
            let changed = changed.to_rfc3339_opts(SecondsFormat::Secs, true);
            let _ = write!(self.xml, "<lastmod>{changed}</lastmod>");
        }
        self.xml.push_str("</url>\n");
    }

    fn end(mut self) -> String {
        self.xml.push_str("</urlset>\n");
        self.xml
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_whole_and_escaped() {
        let mut list = List::new("https://birch.example");
        list.push("/@a&b", Some("2026-11-22T14:40:00.5Z".parse().unwrap()));
        list.push("/", None);
        let xml = list.end();
        assert!(xml.contains(
            "<url><loc>https://birch.example/@a&amp;b</loc>\
             <lastmod>2026-11-22T14:40:00Z</lastmod></url>"
        ));
        assert!(xml.contains("<url><loc>https://birch.example/</loc></url>"));
    }
}
