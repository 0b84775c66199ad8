//! Single words and posts of filters.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::filter::{FilterKeyword, FilterStatus};
use crate::api::error::ApiResult;
use crate::api::filters::keyword;
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::{FilterId, FilterKeywordId, FilterPostId, PostId};
use crate::domain::filters::{self, parts};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v2/filters/keywords/{id}")
                .route(get().to(one_keyword))
                .route(web::put().to(change_keyword))
                .route(web::delete().to(remove_keyword)),
        )
        .service(
            web::resource("/v2/filters/statuses/{id}")
                .route(get().to(one_post))
                .route(web::delete().to(remove_post)),
        )
        .service(
            web::resource("/v2/filters/{filter_id}/keywords")
                .route(get().to(keywords))
                .route(web::post().to(add_keyword)),
        )
        .service(
            web::resource("/v2/filters/{filter_id}/statuses")
                .route(get().to(posts))
                .route(web::post().to(add_post)),
        );
}

async fn keywords(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let whole = filters::get(conn, user.account(), filter).await?;
    let words: Vec<FilterKeyword> = whole.keywords.iter().map(FilterKeyword::new).collect();
    Ok(HttpResponse::Ok().json(words))
}

async fn add_keyword(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let sent = keyword(&params);
    let word = parts::add_keyword(conn, &app.cx, user.account(), filter, &sent).await?;
    Ok(HttpResponse::Ok().json(FilterKeyword::new(&word)))
}

async fn one_keyword(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let word = parts::get_keyword(conn, user.account(), word).await?;
    Ok(HttpResponse::Ok().json(FilterKeyword::new(&word)))
}

async fn change_keyword(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let sent = keyword(&params);
    let word = parts::change_keyword(conn, &app.cx, user.account(), word, &sent).await?;
    Ok(HttpResponse::Ok().json(FilterKeyword::new(&word)))
}

async fn remove_keyword(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    parts::remove_keyword(conn, user.account(), word).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn posts(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let whole = filters::get(conn, user.account(), filter).await?;
    let posts: Vec<FilterStatus> = whole.posts.iter().map(FilterStatus::new).collect();
    Ok(HttpResponse::Ok().json(posts))
}

async fn add_post(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let post: PostId = id(&params.needed("status_id")?)?;
    let conn = &mut *app.db.conn().await?;
    let added = parts::add_post(conn, &app.cx, user.account(), filter, post).await?;
    Ok(HttpResponse::Ok().json(FilterStatus::new(&added)))
}

async fn one_post(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post: FilterPostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let post = parts::get_post(conn, user.account(), post).await?;
    Ok(HttpResponse::Ok().json(FilterStatus::new(&post)))
}

async fn remove_post(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post: FilterPostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let removed = parts::remove_post(conn, user.account(), post).await?;
    Ok(HttpResponse::Ok().json(FilterStatus::new(&removed)))
}
