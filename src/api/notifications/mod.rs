//! `/api/v1/notifications…`, in groups `/api/v2/notifications…`, and the policy.

mod grouped;
mod requests;
pub(in crate::api) mod subjects;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::notification::{Notification, kinds};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::User;
use crate::api::paging;
use crate::api::params::Params;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, NotificationId};
use crate::db::page::Page;
use crate::domain::notifications::read::{self, Asked, InGroups};
use crate::http::routes::get;

/// Notifications of a page where nothing is asked for.
const USUAL: u8 = 40;
/// Most notifications of a page.
const MOST: u8 = 80;
/// How far unread ones are counted where nothing is asked for.
const COUNT_USUAL: i64 = 100;
/// How far unread ones are counted at most.
const COUNT_MOST: i64 = 1000;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    // The routes with words in their paths stand before those with IDs there.
    config
        .configure(requests::routes)
        .configure(grouped::routes)
        .route("/v1/notifications", get().to(list))
        .route("/v1/notifications/unread_count", get().to(unread_count))
        .route("/v1/notifications/clear", web::post().to(clear))
        .route("/v1/notifications/{id}", get().to(one))
        .route("/v1/notifications/{id}/dismiss", web::post().to(dismiss));
}

/// What the parameters ask for.
fn asked(params: &Params) -> Asked {
    let named = |name| {
        let words = params.list(name);
        (!words.is_empty()).then(|| kinds(&words))
    };
    Asked {
        kinds: named("types"),
        without: named("exclude_types").unwrap_or_default(),
        from: params.id("account_id").map(AccountId),
        filtered: params.flag("include_filtered").unwrap_or(false),
        grouped: named("grouped_types"),
        pages: false,
    }
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let told = read::page(conn, &app.cx, me, &asked(&params), page).await?;
    let (rows, bounds) = (told.rows, told.bounds);
    let senders = rows.items.iter().map(|(row, _)| row.from_account_id);
    let subjects = subjects::of(conn, &app, me, senders.collect(), told.subjects).await?;
    let shown = rows.items.iter();
    let shown: Vec<Notification> = shown
        .filter_map(|(row, _)| Notification::new(row, &subjects))
        .collect();
    let mut response = HttpResponse::Ok();
    link(&mut response, (&app, &req), &page, bounds, rows.more);
    Ok(response.json(shown))
}

/// The `Link` goes by what was looked at, shown or not.
fn link(
    response: &mut actix_web::HttpResponseBuilder,
    (app, req): (&App, &HttpRequest),
    page: &Page,
    bounds: Option<(NotificationId, NotificationId)>,
    more: bool,
) {
    let (last, first) = bounds.map_or((None, None), |(last, first)| (Some(last.0), Some(first.0)));
    paging::link(response, app, req, page, (first, last, more));
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let notification: NotificationId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let ((row, from), found) = read::get(conn, &app.cx, me, notification).await?;
    let subjects = subjects::of(conn, &app, me, vec![from.id], found).await?;
    let shown = Notification::new(&row, &subjects).ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(shown))
}

/// One notification as its member reads it.
pub(in crate::api) async fn entity(
    conn: &mut Conn,
    app: &App,
    me: AccountId,
    id: NotificationId,
) -> ApiResult<Notification> {
    let ((row, from), found) = read::get(conn, &app.cx, me, id).await?;
    let subjects = subjects::of(conn, app, me, vec![from.id], found).await?;
    Notification::new(&row, &subjects).ok_or_else(ApiError::not_found)
}

async fn unread_count(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    count(&app, &user, &params, InGroups::No).await
}

async fn count(app: &App, user: &User, params: &Params, groups: InGroups) -> ApiResult {
    let limit = params.int("limit").unwrap_or(COUNT_USUAL);
    let limit = u16::try_from(limit.clamp(1, COUNT_MOST)).unwrap_or(u16::MAX);
    let conn = &mut *app.db.conn().await?;
    let asked = asked(params);
    let count = read::unread(conn, &app.cx, &user.member, &asked, (groups, limit)).await?;
    Ok(HttpResponse::Ok().json(json!({ "count": count })))
}

async fn clear(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    read::clear(conn, user.account()).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn dismiss(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let notification: NotificationId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    read::dismiss(conn, user.account(), notification).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
