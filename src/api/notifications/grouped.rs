//! Notifications in groups: `/api/v2/notifications…` and the same under
//! `/api/v2_alpha`.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::notification::{
    GroupedNotificationsResults, NotificationGroup, PartialAccount,
};
use crate::api::entities::status::Status;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::notifications::{MOST, USUAL, asked, count, link, subjects};
use crate::api::params::Params;
use crate::api::{accounts, paging};
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::views::accounts::Listed;
use crate::domain::notifications::read::{self, Grouped, InGroups};
use crate::http::routes::get;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v2/notifications", get().to(list))
        .route("/v2/notifications/unread_count", get().to(unread_count))
        .route("/v2/notifications/{group_key}", get().to(one))
        .route(
            "/v2/notifications/{group_key}/dismiss",
            web::post().to(dismiss),
        )
        .route("/v2/notifications/{group_key}/accounts", get().to(people))
        .route("/v2_alpha/notifications", get().to(list))
        .route(
            "/v2_alpha/notifications/unread_count",
            get().to(unread_count),
        )
        .route("/v2_alpha/notifications/{group_key}", get().to(one))
        .route(
            "/v2_alpha/notifications/{group_key}/dismiss",
            web::post().to(dismiss),
        );
}

/// Whether everybody in a group is shown whole, or only who came last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Faces {
    Whole,
    Partial,
}

fn faces(params: &Params) -> Result<Faces, ApiError> {
    match params.filled("expand_accounts").as_deref() {
        None | Some("full") => Ok(Faces::Whole),
        Some("partial_avatars") => Ok(Faces::Partial),
        Some(other) => Err(ApiError::new(
            actix_web::http::StatusCode::UNPROCESSABLE_ENTITY,
            format!(
                "Invalid value for 'expand_accounts': '{other}', allowed values are 'full' and \
                 'partial_avatars'"
            ),
        )),
    }
}

async fn list(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let (page, faces) = (paging::page(&params, USUAL, MOST), faces(&params)?);
    let conn = &mut *app.db.conn().await?;
    let asked = asked(&params);
    let grouped = read::groups(conn, &app.cx, user.account(), &asked, page).await?;
    let (bounds, more) = (grouped.bounds, grouped.groups.more);
    let shown = show(conn, &app, &user, grouped, faces).await?;
    let mut response = HttpResponse::Ok();
    link(&mut response, (&app, &req), &page, bounds, more);
    Ok(response.json(shown))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let grouped = read::group(conn, &app.cx, user.account(), &key).await?;
    let shown = show(conn, &app, &user, grouped, Faces::Whole).await?;
    Ok(HttpResponse::Ok().json(shown))
}

async fn show(
    conn: &mut Conn,
    app: &App,
    user: &User,
    grouped: Grouped,
    faces: Faces,
) -> ApiResult<GroupedNotificationsResults> {
    let ids: Vec<AccountId> = grouped.people.iter().map(|account| account.id).collect();
    let subjects = subjects::of(conn, app, user.account(), ids.clone(), grouped.subjects).await?;
    let groups = &grouped.groups.items;
    let notification_groups = groups
        .iter()
        .map(|group| NotificationGroup::new(group, &subjects))
        .collect();
    let whole: HashSet<AccountId> = match faces {
        Faces::Whole => ids.iter().copied().collect(),
        Faces::Partial => groups
            .iter()
            .filter_map(|group| group.sample.first().copied())
            .collect(),
    };
    let (mut accounts, mut partial) = (Vec::new(), Vec::new());
    for id in ids {
        match subjects.accounts.get(&id) {
            Some(account) if whole.contains(&id) => accounts.push(account.clone()),
            Some(account) => partial.push(PartialAccount::from(account.clone())),
            None => {}
        }
    }
    let posts = groups.iter().filter_map(|group| group.newest.post_id);
    let mut seen = HashSet::new();
    let statuses: Vec<Status> = posts
        .filter(|id| seen.insert(*id))
        .filter_map(|id| subjects.statuses.get(&id).cloned())
        .collect();
    Ok(GroupedNotificationsResults {
        accounts,
        partial_accounts: (faces == Faces::Partial).then_some(partial),
        statuses,
        notification_groups,
    })
}

async fn unread_count(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    count(&app, &user, &params, InGroups::Yes).await
}

async fn dismiss(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    read::dismiss_group(conn, user.account(), &key).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn people(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let rows = read::people_of_group(conn, &app.cx, me, &key, page).await?;
    let listed = rows.map(|(row, account)| Listed {
        key: row.id.0,
        account,
    });
    let anyone = Anyone(Some(user.caller));
    accounts::answer(conn, &app, &req, &anyone, &page, &listed).await
}
