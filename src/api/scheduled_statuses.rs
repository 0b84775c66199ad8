//! `/api/v1/scheduled_statuses…`.

use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde_json::json;

use crate::api::entities::scheduled_status::ScheduledStatus;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::ScheduledPostId;
use crate::domain::scheduled::{self, ScheduledEntry};
use crate::http::routes::get;

/// Posts of a page where nothing is asked for.
const USUAL: u8 = 20;
/// Most posts of a page.
const MOST: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/scheduled_statuses", get().to(list))
        .service(
            web::resource("/v1/scheduled_statuses/{id}")
                .route(get().to(one))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        );
}

/// When the post is to go out; None where that was not sent.
///
/// # Errors
/// 422 for what is no time.
pub(super) fn time(params: &Params) -> Result<Option<DateTime<Utc>>, ApiError> {
    let Some(text) = params.filled("scheduled_at") else {
        return Ok(None);
    };
    let wrong = |_cause| ApiError::invalid("Scheduled at is not a time");
    let time = DateTime::parse_from_rfc3339(text.trim()).map_err(wrong)?;
    Ok(Some(time.to_utc()))
}

/// A post that waits, as its author sees it.
pub(super) fn show(app: &App, user: &User, entry: &ScheduledEntry) -> HttpResponse {
    let present = Present::new(app, Some(user.account()));
    HttpResponse::Ok().json(ScheduledStatus::new(&present, entry))
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = scheduled::list(conn, user.account(), page).await?;
    let present = Present::new(&app, Some(user.account()));
    let shown = slice.items.iter();
    let shown: Vec<ScheduledStatus> = shown
        .map(|entry| ScheduledStatus::new(&present, entry))
        .collect();
    let key = |entry: &ScheduledEntry| entry.row.id.0;
    Ok(paging::answer(&app, &req, &page, &slice, key, &shown))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post: ScheduledPostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let entry = scheduled::get(conn, user.account(), post).await?;
    Ok(show(&app, &user, &entry))
}

async fn update(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let post: ScheduledPostId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let entry = match time(&params)? {
        Some(time) => scheduled::move_to(conn, &app.cx, me, post, time).await?,
        None => scheduled::get(conn, me, post).await?,
    };
    Ok(show(&app, &user, &entry))
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let post: ScheduledPostId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    scheduled::cancel(conn, user.account(), post).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
