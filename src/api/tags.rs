//! `/api/v1/tags…`, `followed_tags` and `featured_tags…`.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::tag::{FeaturedTag, Tag};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, TagId};
use crate::domain::tags::{self, TagEntry, feature, follow};
use crate::domain::trends;
use crate::http::routes::get;

/// Tags of a page where nothing is asked for, and most.
const TAGS: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/tags/{name}", get().to(show))
        .route("/v1/tags/{name}/follow", web::post().to(follow_tag))
        .route("/v1/tags/{name}/unfollow", web::post().to(unfollow_tag))
        .route("/v1/tags/{name}/feature", web::post().to(feature_tag))
        .route("/v1/tags/{name}/unfeature", web::post().to(unfeature_tag))
        .route("/v1/followed_tags", get().to(followed))
        .service(
            web::resource("/v1/featured_tags")
                .route(get().to(featured))
                .route(web::post().to(add_featured)),
        )
        .route("/v1/featured_tags/suggestions", get().to(suggestions))
        .route("/v1/featured_tags/{id}", web::delete().to(remove_featured));
}

/// Tags with their histories.
async fn entities(
    conn: &mut Conn,
    app: &App,
    viewer: Option<AccountId>,
    entries: &[TagEntry],
) -> ApiResult<Vec<Tag>> {
    let ids: Vec<TagId> = entries.iter().map(|entry| entry.tag.id).collect();
    let histories = trends::tag_histories(conn, &app.cx, &ids).await?;
    let present = Present::new(app, viewer);
    let tag = |entry: &TagEntry| {
        let history = histories.get(&entry.tag.id);
        Tag::of_entry(&present, entry, history.map_or(&[], Vec::as_slice))
    };
    Ok(entries.iter().map(tag).collect())
}

async fn answer(
    conn: &mut Conn,
    app: &App,
    viewer: Option<AccountId>,
    entry: TagEntry,
) -> ApiResult {
    let tag = entities(conn, app, viewer, &[entry]).await?.pop();
    let tag = tag.ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(tag))
}

async fn show(app: web::Data<App>, anyone: Anyone, name: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let viewer = anyone.account();
    let entry = tags::show(conn, &app.cx, viewer, &name).await?;
    answer(conn, &app, viewer, entry).await
}

async fn follow_tag(app: web::Data<App>, user: User, name: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let me = user.account();
    let entry = follow::follow(conn, &app.cx, me, &name).await?;
    answer(conn, &app, Some(me), entry).await
}

async fn unfollow_tag(app: web::Data<App>, user: User, name: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let me = user.account();
    let entry = follow::unfollow(conn, &app.cx, me, &name).await?;
    answer(conn, &app, Some(me), entry).await
}

async fn feature_tag(app: web::Data<App>, user: User, name: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let me = user.account();
    let entry = feature::feature_by_name(conn, &app.cx, me, &name).await?;
    answer(conn, &app, Some(me), entry).await
}

async fn unfeature_tag(app: web::Data<App>, user: User, name: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let me = user.account();
    let entry = feature::unfeature_by_name(conn, &app.cx, me, &name).await?;
    answer(conn, &app, Some(me), entry).await
}

async fn followed(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, TAGS.0, TAGS.1);
    let conn = &mut *app.db.conn().await?;
    let slice = follow::list(conn, user.account(), page).await?;
    let entries: Vec<TagEntry> = slice.items.iter().map(|(_, entry)| entry.clone()).collect();
    let list = entities(conn, &app, Some(user.account()), &entries).await?;
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |(key, _)| key.0,
        &list,
    ))
}

async fn featured(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let shown = feature::list(conn, user.account()).await?;
    let present = Present::new(&app, Some(user.account()));
    let tag = |(row, stored): &feature::Featured| FeaturedTag::new(&present, row, stored);
    Ok(HttpResponse::Ok().json(shown.iter().map(tag).collect::<Vec<_>>()))
}

async fn add_featured(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let name = params.text("name").unwrap_or_default();
    let conn = &mut *app.db.conn().await?;
    let (row, stored) = feature::feature(conn, &app.cx, user.account(), &name).await?;
    let present = Present::new(&app, Some(user.account()));
    Ok(HttpResponse::Ok().json(FeaturedTag::new(&present, &row, &stored)))
}

async fn remove_featured(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let id = key.parse().map_err(|_not_an_id| ApiError::not_found())?;
    let conn = &mut *app.db.conn().await?;
    feature::unfeature(conn, &app.cx, user.account(), id).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn suggestions(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let used = feature::suggestions(conn, user.account()).await?;
    let list = entities(conn, &app, Some(user.account()), &used).await?;
    Ok(HttpResponse::Ok().json(list))
}
