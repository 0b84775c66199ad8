//! `/api/v2/filters…`, and `/api/v1/filters…` for older apps.

mod parts;
mod single;

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::filter::Filter;
use crate::api::error::ApiResult;
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::{FilterId, FilterKeywordId};
use crate::domain::filters::{self, Expiry, SentFilter, SentKeyword};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    // The routes with words in their paths stand before those with IDs there.
    config
        .configure(parts::routes)
        .configure(single::routes)
        .service(
            web::resource("/v2/filters")
                .route(get().to(all))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/v2/filters/{id}")
                .route(get().to(one))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        );
}

async fn all(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let all = filters::all(conn, user.account()).await?;
    let all: Vec<Filter> = all.iter().map(Filter::new).collect();
    Ok(HttpResponse::Ok().json(all))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let filter = filters::get(conn, user.account(), filter).await?;
    Ok(HttpResponse::Ok().json(Filter::new(&filter)))
}

async fn create(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let made = filters::create(conn, &app.cx, user.account(), &sent(&params)).await?;
    Ok(HttpResponse::Ok().json(Filter::new(&made)))
}

async fn update(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let sent = sent(&params);
    let changed = filters::update(conn, &app.cx, user.account(), filter, &sent).await?;
    Ok(HttpResponse::Ok().json(Filter::new(&changed)))
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let filter: FilterId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    filters::delete(conn, user.account(), filter).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

fn sent(params: &Params) -> SentFilter {
    let words = params.objects("keywords_attributes");
    SentFilter {
        title: params.text("title"),
        contexts: params.has("context").then(|| params.list("context")),
        action: params.filled("filter_action"),
        expiry: expiry(params),
        keywords: words.iter().map(keyword).collect(),
    }
}

/// A word and what is to become of it.
fn keyword(params: &Params) -> SentKeyword {
    SentKeyword {
        id: params.id("id").map(FilterKeywordId),
        keyword: params.text("keyword"),
        whole_word: params.flag("whole_word"),
        destroy: params.flag("_destroy").unwrap_or(false),
    }
}

/// What is sent empty takes the end away.
fn expiry(params: &Params) -> Expiry {
    match params.int("expires_in") {
        Some(seconds) => Expiry::In(seconds),
        None if params.has("expires_in") => Expiry::Never,
        None => Expiry::AsBefore,
    }
}
