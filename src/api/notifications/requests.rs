//! The notification policy, and what was kept aside because of it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::notification::{NotificationRequest, Policy};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::notifications::{MOST, USUAL, subjects};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId};
use crate::db::models::notification_policy::PolicyChoice;
use crate::domain::notifications::policy::{self, PolicyChanges, RequestEntry};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v2/notifications/policy")
                .route(get().to(show))
                .route(web::patch().to(change)),
        )
        .route("/v1/notifications/requests", get().to(list))
        .route("/v1/notifications/requests/merged", get().to(merged))
        .route(
            "/v1/notifications/requests/accept",
            web::post().to(accept_many),
        )
        .route(
            "/v1/notifications/requests/dismiss",
            web::post().to(dismiss_many),
        )
        .route("/v1/notifications/requests/{id}", get().to(one))
        .route(
            "/v1/notifications/requests/{id}/accept",
            web::post().to(accept),
        )
        .route(
            "/v1/notifications/requests/{id}/dismiss",
            web::post().to(dismiss),
        );
}

async fn show(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (policy, waiting) = policy::get(conn, user.account()).await?;
    Ok(HttpResponse::Ok().json(Policy::new(&policy, waiting)))
}

async fn change(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let choice = |name: &str| -> Result<Option<PolicyChoice>, ApiError> {
        let Some(word) = params.filled(name) else {
            return Ok(None);
        };
        let unknown = |_unknown| ApiError::invalid(format!("{name} is not included in the list"));
        word.parse().map(Some).map_err(unknown)
    };
    let changes = PolicyChanges {
        for_not_following: choice("for_not_following")?,
        for_not_followers: choice("for_not_followers")?,
        for_new_accounts: choice("for_new_accounts")?,
        for_private_mentions: choice("for_private_mentions")?,
        for_limited_accounts: choice("for_limited_accounts")?,
    };
    let conn = &mut *app.db.conn().await?;
    let (policy, waiting) = policy::change(conn, user.account(), &changes).await?;
    Ok(HttpResponse::Ok().json(Policy::new(&policy, waiting)))
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let slice = policy::requests(conn, &app.cx, me, page).await?;
    let shown = entities(conn, &app, me, &slice.items).await?;
    let key = |entry: &RequestEntry| entry.request.id.0;
    Ok(paging::answer(&app, &req, &page, &slice, key, &shown))
}

async fn entities(
    conn: &mut Conn,
    app: &App,
    me: AccountId,
    entries: &[RequestEntry],
) -> ApiResult<Vec<NotificationRequest>> {
    let people: Vec<AccountId> = entries.iter().map(|entry| entry.account.id).collect();
    let posts = entries.iter().filter_map(|entry| entry.last.clone());
    let subjects = subjects::show(conn, app, me, &people, posts.collect()).await?;
    let shown = entries.iter();
    Ok(shown
        .filter_map(|entry| NotificationRequest::new(&entry.request, &subjects))
        .collect())
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let request: NotificationId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let entry = policy::request(conn, &app.cx, me, request).await?;
    let shown = entities(conn, &app, me, &[entry]).await?;
    let shown = shown.into_iter().next().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(shown))
}

/// What is accepted is told at once, so nothing is ever half done.
async fn merged(_user: User) -> HttpResponse {
    HttpResponse::Ok().json(json!({ "merged": true }))
}

async fn accept(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let request: NotificationId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    policy::accept(conn, &app.cx, user.account(), &[request]).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn dismiss(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let request: NotificationId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    policy::dismiss(conn, user.account(), &[request]).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

fn ids(params: &Params) -> Vec<NotificationId> {
    params.ids("id").into_iter().map(NotificationId).collect()
}

async fn accept_many(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    policy::accept(conn, &app.cx, user.account(), &ids(&params)).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn dismiss_many(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    policy::dismiss(conn, user.account(), &ids(&params)).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
