//! Reading accounts: one, several, by name, whom they know and what they show.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::accounts::{self, MOST, USUAL, entity, id, in_order};
use crate::api::entities::tag::FeaturedTag;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::page::Slice;
use crate::domain::accounts::profile;
use crate::domain::relationships::{endorse, lists};
use crate::domain::resolver::{Asker, RemoteResolver, visited_account};
use crate::domain::search::{self, Range};
use crate::domain::tags::feature;
use crate::domain::{profiles, relationships};
use crate::foundation::error::ErrorKind;
use crate::foundation::net::normal_host;

/// Most accounts that are asked for by ID at once.
const SEVERAL_MAX: usize = 40;

pub(super) async fn one(app: web::Data<App>, anyone: Anyone, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let present = Present::new(&app, anyone.account());
    let account = entity(conn, &present, id(&key)?).await?;
    if anyone.account().is_some() {
        visited_account(conn, &app.cx, id(&key)?).await?;
    }
    Ok(HttpResponse::Ok().json(account))
}

pub(super) async fn several(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let ids = params.ids("id").into_iter().map(AccountId);
    let ids: Vec<AccountId> = ids.take(SEVERAL_MAX).collect();
    let conn = &mut *app.db.conn().await?;
    let present = Present::new(&app, anyone.account());
    Ok(HttpResponse::Ok().json(in_order(conn, &present, &ids).await?))
}

pub(super) async fn lookup(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let asked = params.filled("acct").ok_or_else(ApiError::not_found)?;
    let conn = &mut *app.db.conn().await?;
    let account = profiles::named(conn, &app.cx, asked.trim().trim_start_matches('@')).await?;
    let present = Present::new(&app, anyone.account());
    Ok(HttpResponse::Ok().json(entity(conn, &present, account.id).await?))
}

pub(super) async fn search(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    params: Params,
) -> ApiResult {
    let typed = params.text("q").unwrap_or_default();
    let range = Range {
        offset: params.int("offset").unwrap_or(0),
        ..Range::first(i64::from(paging::limit(&params, USUAL, MOST)))
    };
    let following = params.flag("following").unwrap_or(false);
    if params.flag("resolve").unwrap_or(false) {
        resolve(&app, &req, &user, &typed).await?;
    }
    let conn = &mut *app.db.conn().await?;
    let me = Some(user.account());
    let found = search::people(conn, &app.cx, me, &typed, following, range).await?;
    let ids: Vec<AccountId> = found.iter().map(|account| account.id).collect();
    let present = Present::new(&app, me);
    Ok(HttpResponse::Ok().json(in_order(conn, &present, &ids).await?))
}

/// Makes the account with a typed handle known, if another server has it.
async fn resolve(app: &App, req: &HttpRequest, user: &User, typed: &str) -> Result<(), ApiError> {
    let handle = typed.trim().trim_start_matches('@');
    let named = handle.split_once('@');
    let named = named.and_then(|(name, host)| Some((name, normal_host(host)?)));
    let Some((name, host)) = named.filter(|(name, _)| !name.is_empty()) else {
        return Ok(());
    };
    let known = profiles::named(&mut *app.db.conn().await?, &app.cx, handle).await;
    let resolver = req.app_data::<web::Data<dyn RemoteResolver>>();
    let (Err(_), Some(resolver)) = (known, resolver) else {
        return Ok(());
    };
    let asker = Asker::Member(user.account());
    match resolver.account(asker, name, &host).await {
        Err(error) if error.kind() == ErrorKind::RateLimited => Err(error.into()),
        _ => Ok(()),
    }
}

/// The account, and whether the asker may read its lists of people: not where
/// it hides or suspends them, nor where it blocks the asker.
async fn whose(
    conn: &mut Conn,
    app: &App,
    anyone: &Anyone,
    key: &str,
) -> ApiResult<(Account, bool)> {
    let account = profile::get(conn, id(key)?).await?;
    let blocked = match anyone.account().filter(|me| *me != account.id) {
        Some(me) => {
            relationships::one(conn, &app.cx, me, account.id)
                .await?
                .blocked_by
        }
        None => false,
    };
    let open = account.suspended_at.is_none() && !blocked;
    Ok((account, open))
}

pub(super) async fn followers(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let (account, open) = whose(conn, &app, &anyone, &key).await?;
    let slice = if open && lists::may_read(&account, anyone.account()) {
        lists::followers(conn, account.id, page).await?
    } else {
        Slice::empty()
    };
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

pub(super) async fn following(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let (account, open) = whose(conn, &app, &anyone, &key).await?;
    let slice = if open && lists::may_read(&account, anyone.account()) {
        lists::following(conn, account.id, page).await?
    } else {
        Slice::empty()
    };
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

pub(super) async fn endorsed(
    app: web::Data<App>,
    req: HttpRequest,
    anyone: Anyone,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let (account, open) = whose(conn, &app, &anyone, &key).await?;
    let slice = if open {
        endorse::list(conn, account.id, page).await?
    } else {
        Slice::empty()
    };
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

pub(super) async fn featured_tags(
    app: web::Data<App>,
    anyone: Anyone,
    key: web::Path<String>,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (account, open) = whose(conn, &app, &anyone, &key).await?;
    let shown = if open {
        feature::list(conn, account.id).await?
    } else {
        Vec::new()
    };
    let present = Present::new(&app, anyone.account());
    let tags = shown.iter();
    let tags: Vec<_> = tags
        .map(|(row, stored)| FeaturedTag::new(&present, row, stored))
        .collect();
    Ok(HttpResponse::Ok().json(tags))
}

/// Nobody proves identities this way any more; the documented answer.
pub(super) async fn identity_proofs(
    app: web::Data<App>,
    _user: User,
    key: web::Path<String>,
) -> ApiResult {
    profile::get(&mut *app.db.conn().await?, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(json!([])))
}
