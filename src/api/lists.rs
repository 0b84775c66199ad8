//! `/api/v1/lists…` and `/api/v1/timelines/list/{list_id}`.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::accounts;
use crate::api::entities::account::Account;
use crate::api::entities::list::List;
use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::api::{paging, timelines};
use crate::app::App;
use crate::db::ids::{AccountId, ListId};
use crate::domain::lists::{self, SentList};
use crate::domain::people;
use crate::http::routes::get;

/// People of a page where nothing is asked for.
const USUAL: u8 = 40;
/// Most people of a page.
const MOST: u8 = 80;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/v1/lists")
                .route(get().to(all))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/v1/lists/{id}")
                .route(get().to(one))
                .route(web::put().to(update))
                .route(web::delete().to(delete)),
        )
        .service(
            web::resource("/v1/lists/{id}/accounts")
                .route(get().to(members))
                .route(web::post().to(add))
                .route(web::delete().to(remove)),
        )
        .route("/v1/accounts/{id}/lists", get().to(containing))
        .route("/v1/timelines/list/{list_id}", get().to(timeline));
}

async fn all(app: web::Data<App>, user: User) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let lists = lists::all(conn, user.account()).await?;
    let lists: Vec<List> = lists.iter().map(List::new).collect();
    Ok(HttpResponse::Ok().json(lists))
}

async fn one(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let list: ListId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let list = lists::get(conn, user.account(), list).await?;
    Ok(HttpResponse::Ok().json(List::new(&list)))
}

fn sent(params: &Params) -> SentList {
    SentList {
        title: params.text("title"),
        replies_policy: params.filled("replies_policy"),
        exclusive: params.flag("exclusive"),
    }
}

async fn create(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let list = lists::create(conn, &app.cx, user.account(), &sent(&params)).await?;
    Ok(HttpResponse::Ok().json(List::new(&list)))
}

async fn update(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let list: ListId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let list = lists::update(conn, user.account(), list, &sent(&params)).await?;
    Ok(HttpResponse::Ok().json(List::new(&list)))
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let list: ListId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    lists::delete(conn, user.account(), list).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

/// A limit of 0 asks for everybody at once.
async fn members(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let list: ListId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    if params.int("limit") == Some(0) {
        let everybody = lists::everybody(conn, me, list).await?;
        let ids: Vec<AccountId> = everybody.iter().map(|account| account.id).collect();
        let (people, emojis) = people::many(conn, &ids).await?;
        let present = Present::new(&app, Some(me));
        let known = ids.iter().filter_map(|id| people.get(id));
        let shown: Vec<Account> = known
            .map(|person| Account::new(&present, person, &emojis))
            .collect();
        return Ok(HttpResponse::Ok().json(shown));
    }
    let page = paging::page(&params, USUAL, MOST);
    let slice = lists::members(conn, me, list, page).await?;
    let anyone = Anyone(Some(user.caller));
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

fn account_ids(params: &Params) -> Vec<AccountId> {
    params
        .ids("account_ids")
        .into_iter()
        .map(AccountId)
        .collect()
}

async fn add(app: web::Data<App>, user: User, key: web::Path<String>, params: Params) -> ApiResult {
    let list: ListId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let accounts = account_ids(&params);
    lists::add(conn, &app.cx, user.account(), list, &accounts).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn remove(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let list: ListId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    lists::remove(conn, user.account(), list, &account_ids(&params)).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn containing(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let account: AccountId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let lists = lists::containing(conn, user.account(), account).await?;
    let lists: Vec<List> = lists.iter().map(List::new).collect();
    Ok(HttpResponse::Ok().json(lists))
}

async fn timeline(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let list: ListId = id(&key)?;
    let page = paging::page(&params, timelines::USUAL, timelines::MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = lists::timeline(conn, &app.cx, user.account(), list, &page).await?;
    timelines::answer(conn, &app, &req, &Anyone(Some(user.caller)), &page, slice).await
}
