//! What trends, for review: also what nobody decided about yet and what was
//! refused, and the decisions.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::admin::{Moderator, id, verb};
use crate::api::entities::admin_trends::{AdminLink, AdminProvider, AdminStatus, AdminTag};
use crate::api::error::{ApiError, ApiResult};
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::trends::{FEW, POSTS, window};
use crate::app::App;
use crate::db::Conn;
use crate::domain::moderation::trends::{self, Decided, TrendKind, Which};
use crate::domain::statuses;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/trends/links", get().to(links))
        .route("/v1/admin/trends/links/publishers", get().to(publishers))
        .route("/v1/admin/trends/statuses", get().to(posts))
        .route("/v1/admin/trends/tags", get().to(tags));
    for verb in ["approve", "reject"] {
        let path = |kind: &str| format!("/v1/admin/trends/{kind}/{{id}}/{verb}");
        config
            .route(&path("links"), web::post().to(decide_link))
            .route(&path("links/publishers"), web::post().to(decide_publisher))
            .route(&path("statuses"), web::post().to(decide_post))
            .route(&path("tags"), web::post().to(decide_tag));
    }
}

/// The first of what is shown of one thing.
fn only<T: serde::Serialize>(found: Vec<T>) -> ApiResult {
    let one = found.into_iter().next().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(one))
}

async fn decide(
    conn: &mut Conn,
    (app, req, by): (&App, &HttpRequest, &Moderator),
    (kind, key): (TrendKind, &str),
) -> ApiResult<Which> {
    let id = id(key)?;
    let allowed = verb(req) == "approve";
    trends::decide(conn, &app.cx, &by.0, (kind, id), allowed).await?;
    Ok(Which::One(id))
}

async fn show_tags(
    conn: &mut Conn,
    app: &App,
    by: &Moderator,
    which: Which,
) -> ApiResult<Vec<AdminTag>> {
    let found = trends::tags(conn, &app.cx, &by.0, which).await?;
    let present = Present::new(app, Some(by.account()));
    let open = !app.cx.config.instance.trends_need_approval;
    let shown = found.iter();
    Ok(shown
        .map(|((tag, history), decided)| AdminTag::new(&present, (tag, history), *decided, open))
        .collect())
}

async fn tags(app: web::Data<App>, by: Moderator, params: Params) -> ApiResult {
    let (conn, which) = (&mut *app.db.conn().await?, Which::Now(window(&params, FEW)));
    let shown = show_tags(conn, &app, &by, which).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn decide_tag(
    app: web::Data<App>,
    req: HttpRequest,
    by: Moderator,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let which = decide(conn, (&app, &req, &by), (TrendKind::Tag, &key)).await?;
    only(show_tags(conn, &app, &by, which).await?)
}

async fn show_links(
    conn: &mut Conn,
    app: &App,
    by: &Moderator,
    which: Which,
) -> ApiResult<Vec<AdminLink>> {
    let found = trends::links(conn, &app.cx, &by.0, which).await?;
    let present = Present::new(app, Some(by.account()));
    let shown = found.iter();
    Ok(shown
        .map(|((card, history), decided)| AdminLink::new(&present, card, history, *decided))
        .collect())
}

async fn links(app: web::Data<App>, by: Moderator, params: Params) -> ApiResult {
    let (conn, which) = (&mut *app.db.conn().await?, Which::Now(window(&params, FEW)));
    let shown = show_links(conn, &app, &by, which).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn decide_link(
    app: web::Data<App>,
    req: HttpRequest,
    by: Moderator,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let which = decide(conn, (&app, &req, &by), (TrendKind::Link, &key)).await?;
    only(show_links(conn, &app, &by, which).await?)
}

async fn show_posts(
    conn: &mut Conn,
    app: &App,
    by: &Moderator,
    which: Which,
) -> ApiResult<Vec<AdminStatus>> {
    let found = trends::posts(conn, &app.cx, &by.0, which).await?;
    let (entries, decided): (Vec<_>, Vec<Decided>) = found.into_iter().unzip();
    let me = Some(by.account());
    let statuses = statuses::complete_for(conn, &app.cx, me, entries).await?;
    let present = Present::new(app, me);
    let both = statuses.entries.iter().zip(decided);
    Ok(both
        .filter_map(|(entry, decided)| AdminStatus::new(&present, entry, &statuses.beside, decided))
        .collect())
}

async fn posts(app: web::Data<App>, by: Moderator, params: Params) -> ApiResult {
    let (conn, which) = (
        &mut *app.db.conn().await?,
        Which::Now(window(&params, POSTS)),
    );
    let shown = show_posts(conn, &app, &by, which).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn decide_post(
    app: web::Data<App>,
    req: HttpRequest,
    by: Moderator,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let which = decide(conn, (&app, &req, &by), (TrendKind::Post, &key)).await?;
    only(show_posts(conn, &app, &by, which).await?)
}

async fn show_publishers(
    conn: &mut Conn,
    by: &Moderator,
    which: Which,
) -> ApiResult<Vec<AdminProvider>> {
    let found = trends::publishers(conn, &by.0, which).await?;
    let shown = found.iter();
    Ok(shown
        .map(|(publisher, decided)| AdminProvider::new(publisher, *decided))
        .collect())
}

async fn publishers(app: web::Data<App>, by: Moderator, params: Params) -> ApiResult {
    let (conn, which) = (&mut *app.db.conn().await?, Which::Now(window(&params, FEW)));
    let shown = show_publishers(conn, &by, which).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn decide_publisher(
    app: web::Data<App>,
    req: HttpRequest,
    by: Moderator,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let which = decide(conn, (&app, &req, &by), (TrendKind::Publisher, &key)).await?;
    only(show_publishers(conn, &by, which).await?)
}
