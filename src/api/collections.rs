//! `/api/v1/collections…` and the collections of an account.

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::entities::account::Account;
use crate::api::entities::collection::{
    Collection, CollectionItem, CollectionWithAccounts, Collections, WrappedCollection,
    WrappedCollectionItem,
};
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::statuses::id;
use crate::app::App;
use crate::db::ids::{AccountId, CollectionId, CollectionItemId};
use crate::domain::collections::{self, CollectionEntry, SentCollection};
use crate::domain::people;
use crate::http::routes::get;

/// Collections of a page where nothing is asked for.
const USUAL: u8 = 40;
/// Most collections of a page.
const MOST: u8 = 80;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/collections", web::post().to(create))
        .service(
            web::resource("/v1/collections/{id}")
                .route(get().to(one))
                .route(web::patch().to(update))
                .route(web::delete().to(delete)),
        )
        .route("/v1/collections/{collection_id}/items", web::post().to(add))
        .route(
            "/v1/collections/{collection_id}/items/{id}",
            web::delete().to(remove),
        )
        .route(
            "/v1/collections/{collection_id}/items/{id}/revoke",
            web::post().to(revoke),
        )
        .route("/v1/{account_id}/collections", get().to(by))
        .route("/v1/{account_id}/in_collections", get().to(with));
}

fn sent(params: &Params) -> SentCollection {
    SentCollection {
        name: params.text("name"),
        description: params.text("description"),
        language: params.text("language"),
        tag: params.text("tag_name"),
        sensitive: params.flag("sensitive"),
        discoverable: params.flag("discoverable"),
    }
}

fn wrapped(app: &App, me: AccountId, entry: &CollectionEntry) -> HttpResponse {
    let collection = Collection::new(&Present::new(app, Some(me)), entry);
    HttpResponse::Ok().json(WrappedCollection { collection })
}

async fn create(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let accounts: Vec<AccountId> = params
        .ids("account_ids")
        .into_iter()
        .map(AccountId)
        .collect();
    let made = collections::create(conn, &app.cx, me, &sent(&params), &accounts).await?;
    Ok(wrapped(&app, me, &made))
}

async fn one(app: web::Data<App>, anyone: Anyone, key: web::Path<String>) -> ApiResult {
    let collection: CollectionId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let entry = collections::get(conn, anyone.account(), collection).await?;
    let mut ids: Vec<AccountId> = entry.items.iter().map(|item| item.account_id).collect();
    if !ids.contains(&entry.owner.id) {
        ids.push(entry.owner.id);
    }
    let (people, emojis) = people::many(conn, &ids).await?;
    let present = Present::new(&app, anyone.account());
    let known = ids.iter().filter_map(|id| people.get(id));
    let accounts = known.map(|person| Account::new(&present, person, &emojis));
    Ok(HttpResponse::Ok().json(CollectionWithAccounts {
        accounts: accounts.collect(),
        collection: Collection::new(&present, &entry),
    }))
}

async fn update(
    app: web::Data<App>,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let collection: CollectionId = id(&key)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let changed = collections::update(conn, &app.cx, me, collection, &sent(&params)).await?;
    Ok(wrapped(&app, me, &changed))
}

async fn delete(app: web::Data<App>, user: User, key: web::Path<String>) -> ApiResult {
    let collection: CollectionId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    collections::delete(conn, user.account(), collection).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn add(app: web::Data<App>, user: User, key: web::Path<String>, params: Params) -> ApiResult {
    let collection: CollectionId = id(&key)?;
    let account = params.id("account_id").map(AccountId);
    let missing = || {
        let status = actix_web::http::StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::new(status, "`account_id` parameter is missing")
    };
    let account = account.ok_or_else(missing)?;
    let (conn, me) = (&mut *app.db.conn().await?, user.account());
    let item = collections::add(conn, &app.cx, me, collection, account).await?;
    Ok(HttpResponse::Ok().json(WrappedCollectionItem {
        collection_item: CollectionItem::new(&item),
    }))
}

async fn remove(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let (collection, item): (CollectionId, CollectionItemId) = (id(&keys.0)?, id(&keys.1)?);
    let conn = &mut *app.db.conn().await?;
    collections::remove(conn, user.account(), collection, item).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn revoke(app: web::Data<App>, user: User, keys: web::Path<(String, String)>) -> ApiResult {
    let (collection, item): (CollectionId, CollectionItemId) = (id(&keys.0)?, id(&keys.1)?);
    let conn = &mut *app.db.conn().await?;
    collections::revoke(conn, user.account(), collection, item).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

/// The part of a list that is asked for: how many, and after how many.
fn part(params: &Params) -> (i64, i64) {
    let limit = i64::from(paging::limit(params, USUAL, MOST));
    (limit, params.int("offset").unwrap_or(0).clamp(0, 1_000_000))
}

async fn by(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let account: AccountId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let found = collections::by(conn, anyone.account(), account, part(&params)).await?;
    Ok(answer(&app, &req, anyone.account(), part(&params), &found))
}

async fn with(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let account: AccountId = id(&key)?;
    let conn = &mut *app.db.conn().await?;
    let me = Some(user.account());
    let found = collections::with(conn, me, account, part(&params)).await?;
    Ok(answer(&app, &req, me, part(&params), &found))
}

fn answer(
    app: &App,
    req: &HttpRequest,
    viewer: Option<AccountId>,
    (limit, offset): (i64, i64),
    (entries, more): &collections::Collections,
) -> HttpResponse {
    let present = Present::new(app, viewer);
    let address = |offset: i64| {
        let path = format!("{}?limit={limit}&offset={offset}", req.path());
        present.absolute(&path)
    };
    let mut links = Vec::new();
    if *more {
        links.push(format!("<{}>; rel=\"next\"", address(offset + limit)));
    }
    if offset > 0 {
        links.push(format!(
            "<{}>; rel=\"prev\"",
            address((offset - limit).max(0))
        ));
    }
    let mut response = HttpResponse::Ok();
    if !links.is_empty() {
        response.insert_header((LINK, links.join(", ")));
    }
    let shown = entries.iter();
    response.json(Collections {
        collections: shown
            .map(|entry| Collection::new(&present, entry))
            .collect(),
    })
}
