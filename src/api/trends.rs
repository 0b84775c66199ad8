//! `/api/v1/trends/…` and `/api/v1/timelines/link`.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::entities::preview_card::TrendsLink;
use crate::api::entities::status;
use crate::api::entities::tag::Tag;
use crate::api::error::ApiResult;
use crate::api::guard::Anyone;
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::timelines;
use crate::app::App;
use crate::db::ids::AccountId;
use crate::db::views::search::Window;
use crate::domain::{people, statuses, trends};
use crate::http::routes::get;

/// Tags and links where nothing is asked for, and most.
pub(super) const FEW: (u8, u8) = (10, 20);
/// Posts where nothing is asked for, and most.
pub(super) const POSTS: (u8, u8) = (20, 40);
/// Most that are passed over.
const OFFSET_MAX: i64 = 1000;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/trends/tags", get().to(tags))
        .route("/v1/trends/statuses", get().to(posts))
        .route("/v1/trends/links", get().to(links))
        .route("/v1/timelines/link", get().to(about));
}

/// A part of a list that is counted and not named by IDs.
pub(super) fn window(params: &Params, (usual, most): (u8, u8)) -> Window {
    Window {
        offset: params.int("offset").unwrap_or(0).clamp(0, OFFSET_MAX),
        limit: i64::from(paging::limit(params, usual, most)),
    }
}

async fn tags(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let found = trends::tags(conn, &app.cx, window(&params, FEW)).await?;
    let present = Present::new(&app, anyone.account());
    let list: Vec<Tag> = found
        .iter()
        .map(|(tag, history)| Tag::new(&present, tag, history))
        .collect();
    Ok(HttpResponse::Ok().json(list))
}

async fn links(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let found = trends::links(conn, &app.cx, window(&params, FEW)).await?;
    let creators: Vec<AccountId> = found
        .iter()
        .filter_map(|(card, _)| card.creator_id)
        .collect();
    let (people, emojis) = people::many(conn, &creators).await?;
    let present = Present::new(&app, anyone.account());
    let list: Vec<TrendsLink> = found
        .iter()
        .map(|(card, days)| TrendsLink::new(&present, (card, days), &people, &emojis))
        .collect();
    Ok(HttpResponse::Ok().json(list))
}

async fn posts(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let wanted = window(&params, POSTS);
    let found = trends::posts(conn, &app.cx, anyone.account(), wanted).await?;
    let statuses = statuses::complete_for(conn, &app.cx, anyone.account(), found).await?;
    let present = Present::new(&app, anyone.account());
    Ok(HttpResponse::Ok().json(status::list(&present, &statuses)))
}

async fn about(app: web::Data<App>, req: HttpRequest, anyone: Anyone, params: Params) -> ApiResult {
    let (page, url) = (
        paging::page(&params, POSTS.0, POSTS.1),
        params.needed("url")?,
    );
    let conn = &mut *app.db.conn().await?;
    let slice = trends::posts_about(conn, &app.cx, anyone.account(), &url, &page).await?;
    timelines::answer(conn, &app, &req, &anyone, &page, slice).await
}
