//! `/api/v1/filters…`: a filter for each word.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::filter::SingleFilter;
use crate::api::error::ApiResult;
use crate::api::filters::expiry;
use crate::api::guard::User;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::FilterKeywordId;
use crate::domain::filters::single::{self, SentSingle};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v1/filters")
                .route(get().to(all))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/v1/filters/{id}")
                .route(get().to(one))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        );
}

async fn all(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let all = single::all(conn, user.account()).await?;
    let all: Vec<SingleFilter> = all.iter().map(SingleFilter::new).collect();
    Ok(HttpResponse::Ok().json(all))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let found = single::get(conn, user.account(), word).await?;
    Ok(HttpResponse::Ok().json(SingleFilter::new(&found)))
}

fn sent(params: &Params) -> SentSingle {
    SentSingle {
        phrase: params.text("phrase"),
        contexts: params.has("context").then(|| params.list("context")),
        irreversible: params.flag("irreversible"),
        whole_word: params.flag("whole_word"),
        expiry: expiry(params),
    }
}

async fn create(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let made = single::create(conn, &app.cx, user.account(), &sent(&params)).await?;
    Ok(HttpResponse::Ok().json(SingleFilter::new(&made)))
}

async fn update(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let sent = sent(&params);
    let changed = single::update(conn, &app.cx, user.account(), word, &sent).await?;
    Ok(HttpResponse::Ok().json(SingleFilter::new(&changed)))
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let word: FilterKeywordId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    single::delete(conn, user.account(), word).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
