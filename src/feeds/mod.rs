//! Floor 4: RSS for feed readers, sitemaps and `robots.txt` for search engines. The
//! same for everybody who asks, signed in or not: only what visitors may read.

mod robots;
mod rss;
mod sitemap;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::app::App;
use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::views::posts::PostEntry;
use crate::db::views::timelines::Part;
use crate::domain::{profiles, timelines};
use crate::feeds::rss::Channel;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::{excerpt, normalize_tag, path_segment};
use crate::http::error::WebError;
use crate::http::page_cache::{self, PageKey};
use crate::http::routes::get;

/// Posts in a feed.
const ITEMS: u8 = 20;
/// Characters of a biography in a feed's description.
const EXCERPT: usize = 200;

/// Mounts the feeds. Mount it before the pages, whose addresses would take
/// these for names.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .configure(robots::routes)
        .configure(sitemap::routes)
        .service(web::resource("/tags/{name:[^/]+}.rss").route(get().to(tag)));
}

/// As [`routes`], for what is below `/@{name}`.
pub fn of_people(config: &mut web::ServiceConfig) {
    config.service(web::resource("/@{name:[^/]+}.rss").route(get().to(account)));
}

async fn account(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    show(&req, &app, async |conn| {
        account_feed(conn, &app, &name).await
    })
    .await
}

async fn tag(
    req: HttpRequest,
    app: web::Data<App>,
    name: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    show(&req, &app, async |conn| tag_feed(conn, &app, &name).await).await
}

async fn show(
    req: &HttpRequest,
    app: &App,
    write: impl AsyncFnOnce(&mut Conn) -> Result<String>,
) -> Result<HttpResponse, WebError> {
    let key = PageKey::named(req.path(), "feed");
    let draw = app.pages.get_or_render(key, async || {
        let body = write(&mut *app.db.conn().await?).await?;
        let kind = "application/rss+xml; charset=utf-8";
        Ok(page_cache::Page::new(kind, page_cache::PAGE_VARIES, body))
    });
    Ok(page_cache::respond(req, &*Box::pin(draw).await?))
}

async fn account_feed(conn: &mut Conn, app: &App, name: &str) -> Result<String> {
    let account = profiles::visit(conn, &app.cx, None, name).await?.account;
    let page = Page::first(ITEMS);
    let posts = timelines::account(conn, &app.cx, None, account.id, Part::Feed, &page).await?;
    let base_url = app.cx.config.base_url();
    let channel = Channel {
        title: format!("{} (@{})", account.name(), account.acct()),
        path: format!("/@{}", account.acct()),
        description: excerpt(&account.bio, EXCERPT),
    };
    Ok(rss::write(&base_url, &channel, &posts.items))
}

async fn tag_feed(conn: &mut Conn, app: &App, name: &str) -> Result<String> {
    let name = normalize_tag(name).ok_or_else(Error::not_found)?;
    let posts: Slice<PostEntry> = match timelines::find_tag(conn, &name).await? {
        Some(tag) => timelines::tagged(conn, &app.cx, None, &tag, &Page::first(ITEMS)).await?,
        None => Slice {
            items: Vec::new(),
            more: false,
        },
    };
    let site = &app.cx.instance().name;
    let channel = Channel {
        title: format!("#{name} — {site}"),
        path: format!("/tags/{}", path_segment(&name)),
        description: format!("Public posts with #{name} on {site}."),
    };
    Ok(rss::write(
        &app.cx.config.base_url(),
        &channel,
        &posts.items,
    ))
}
