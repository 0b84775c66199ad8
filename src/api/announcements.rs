//! `/api/v1/announcements…`.

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::api::entities::announcement::Announcement;
use crate::api::error::ApiResult;
use crate::api::guard::User;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::AnnouncementId;
use crate::domain::announcements;
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/announcements", get().to(list))
        .route("/v1/announcements/{id}/dismiss", web::post().to(dismiss))
        .service(
            web::resource("/v1/announcements/{id}/reactions/{name}")
                .route(web::put().to(react))
                .route(web::delete().to(unreact)),
        );
}

async fn list(app: web::Data<App>, user: User) -> ApiResult {
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let told = announcements::current(conn, &app.cx, me).await?;
    let present = Present::new(&app, Some(me));
    let shown = told.entries.iter();
    let shown: Vec<Announcement> = shown
        .map(|entry| Announcement::new(&present, entry, &told.emojis))
        .collect();
    Ok(HttpResponse::Ok().json(shown))
}

async fn dismiss(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let announcement: AnnouncementId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    announcements::dismiss(conn, user.account(), announcement).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn react(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let announcement: AnnouncementId = id(&keys.0)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    announcements::react(conn, &app.cx, me, announcement, &keys.1).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn unreact(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let announcement: AnnouncementId = id(&keys.0)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    announcements::unreact(conn, me, announcement, &keys.1).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
