//! Accounts: found, read, and what is done to them.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::admin::{Staff, id, verb};
use crate::api::entities::account::Account;
use crate::api::entities::admin_account::AdminAccount;
use crate::api::error::{ApiError, ApiResult};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, ReportId};
use crate::db::models::user::Role;
use crate::db::views::emojis::Emojis;
use crate::db::views::persons::Person;
use crate::domain::moderation::Authority;
use crate::domain::moderation::accounts::{self, Filter, State};
use crate::domain::moderation::actions::{self, Decision, Measure, Tells};
use crate::domain::moderation::{removal, undo};
use crate::http::routes::get;

/// Accounts on a page where nothing is asked for, and most.
const ACCOUNTS: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/accounts", get().to(list))
        .route("/v2/admin/accounts", get().to(list_by_state))
        .route("/v1/admin/accounts/{id}", get().to(one))
        .route("/v1/admin/accounts/{id}", web::delete().to(delete))
        .route("/v1/admin/accounts/{id}/action", web::post().to(act));
    for verb in VERBS {
        let path = format!("/v1/admin/accounts/{{id}}/{verb}");
        config.route(&path, web::post().to(undo));
    }
}

/// What is done without further words; each has an address of its own.
const VERBS: [&str; 6] = [
    "approve",
    "reject",
    "enable",
    "unsilence",
    "unsuspend",
    "unsensitive",
];

async fn list(app: web::Data<App>, req: HttpRequest, by: Staff, params: Params) -> ApiResult {
    let is = |name: &str| params.flag(name) == Some(true);
    let mut filter = texts(&params);
    filter.local = match (is("local"), is("remote")) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    };
    let states = [
        ("active", State::Active),
        ("pending", State::Pending),
        ("disabled", State::Disabled),
        ("silenced", State::Silenced),
        ("suspended", State::Suspended),
        ("sensitized", State::Sensitized),
    ];
    let wanted = states.into_iter().filter(|(name, _)| is(name));
    filter.states = wanted.map(|(_, state)| state).collect();
    if is("staff") {
        filter.roles = staff();
    }
    found(&app, &req, &by, &params, &filter).await
}

async fn list_by_state(
    app: web::Data<App>,
    req: HttpRequest,
    by: Staff,
    params: Params,
) -> ApiResult {
    let mut filter = texts(&params);
    filter.local = match params.text("origin").as_deref() {
        Some("local") => Some(true),
        Some("remote") => Some(false),
        _ => None,
    };
    let state = match params.text("status").as_deref() {
        Some("active") => Some(State::Active),
        Some("pending") => Some(State::Pending),
        Some("disabled") => Some(State::Disabled),
        Some("silenced") => Some(State::Silenced),
        Some("suspended") => Some(State::Suspended),
        _ => None,
    };
    filter.states = state.into_iter().collect();
    if params.text("permissions").as_deref() == Some("staff") {
        filter.roles = staff();
    }
    let roles = params.ids("role_ids");
    if !roles.is_empty() {
        let named = [(1, Role::Moderator), (2, Role::Admin), (3, Role::Owner)];
        let wanted = named.into_iter().filter(|(id, _)| roles.contains(id));
        filter.roles = wanted.map(|(_, role)| role).collect();
    }
    filter.invited_by = params.id("invited_by").map(AccountId);
    found(&app, &req, &by, &params, &filter).await
}

fn staff() -> Vec<Role> {
    vec![Role::Moderator, Role::Admin, Role::Owner]
}

fn texts(params: &Params) -> Filter {
    Filter {
        username: params.filled("username"),
        display_name: params.filled("display_name"),
        domain: params.filled("by_domain"),
        email: params.filled("email"),
        ip: params.filled("ip").and_then(|ip| ip.trim().parse().ok()),
        ..Filter::default()
    }
}

async fn found(
    app: &App,
    req: &HttpRequest,
    by: &Staff,
    params: &Params,
    filter: &Filter,
) -> ApiResult {
    let page = paging::page(params, ACCOUNTS.0, ACCOUNTS.1);
    let conn = &mut *app.db.conn().await?;
    let slice = accounts::find(conn, &by.0, filter, &page).await?;
    let mut entities = entities(conn, app, by.authority(), &slice.items).await?;
    let list: Vec<AdminAccount> = slice
        .items
        .iter()
        .filter_map(|id| entities.remove(id))
        .collect();
    Ok(paging::answer(app, req, &page, &slice, |id| id.0, &list))
}

/// These accounts as moderators read them.
pub(in crate::api) async fn entities(
    conn: &mut Conn,
    app: &App,
    by: Authority<'_>,
    ids: &[AccountId],
) -> Result<HashMap<AccountId, AdminAccount>, ApiError> {
    let moderated = accounts::load(conn, by, ids).await?;
    let (known, emojis) = with_emojis(conn, ids).await?;
    let present = Present::new(app, by.account_id());
    let entity = |id: &AccountId| {
        let account = Account::new(&present, known.get(id)?, &emojis);
        Some((*id, AdminAccount::new(moderated.get(id)?, account)))
    };
    Ok(ids.iter().filter_map(entity).collect())
}

/// Profiles, also those of people whom nobody else may see.
async fn with_emojis(
    conn: &mut Conn,
    ids: &[AccountId],
) -> Result<(HashMap<AccountId, Person>, Emojis), ApiError> {
    Ok(accounts::profiles(conn, ids).await?)
}

async fn shown(conn: &mut Conn, app: &App, by: &Staff, id: AccountId) -> ApiResult {
    let mut entities = entities(conn, app, by.authority(), &[id]).await?;
    let entity = entities.remove(&id).ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(entity))
}

async fn one(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    shown(conn, &app, &by, AccountId(id(&key)?)).await
}

async fn act(app: web::Data<App>, by: Staff, key: web::Path<String>, params: Params) -> ApiResult {
    let measure = match params.needed("type")?.as_str() {
        "none" => Measure::Warn,
        "disable" => Measure::Disable,
        "sensitive" => Measure::Sensitize,
        "silence" => Measure::Silence,
        "suspend" => Measure::Suspend,
        _ => return Err(ApiError::invalid("Type is not included in the list")),
    };
    let decision = Decision {
        measure,
        report: params.id("report_id").map(ReportId),
        text: params.text("text").unwrap_or_default(),
        tells: match params.flag("send_email_notification") {
            Some(false) => Tells::Nobody,
            _ => Tells::Owner,
        },
    };
    let conn = &mut *app.db.conn().await?;
    actions::act(
        conn,
        &app.cx,
        by.authority(),
        AccountId(id(&key)?),
        &decision,
    )
    .await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn undo(
    app: web::Data<App>,
    req: HttpRequest,
    by: Staff,
    key: web::Path<String>,
) -> ApiResult {
    let account = AccountId(id(&key)?);
    let conn = &mut *app.db.conn().await?;
    match verb(&req) {
        "approve" => undo::approve(conn, &app.cx, (&by.0).into(), account, "").await?,
        "reject" => {
            let mut before = entities(conn, &app, by.authority(), &[account]).await?;
            undo::reject(conn, &app.cx, (&by.0).into(), account, "").await?;
            let entity = before.remove(&account).ok_or_else(ApiError::not_found)?;
            return Ok(HttpResponse::Ok().json(entity));
        }
        "enable" => undo::enable(conn, &app.cx, (&by.0).into(), account, "").await?,
        "unsilence" => undo::unsilence(conn, &app.cx, (&by.0).into(), account, "").await?,
        "unsuspend" => undo::unsuspend(conn, &app.cx, (&by.0).into(), account, "").await?,
        "unsensitive" => undo::unsensitize(conn, &app.cx, (&by.0).into(), account, "").await?,
        _ => return Err(ApiError::not_found()),
    }
    shown(conn, &app, &by, account).await
}

async fn delete(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let account = AccountId(id(&key)?);
    let conn = &mut *app.db.conn().await?;
    let by = Staff(by.0);
    // As it was: nothing is left of it afterwards.
    let mut before = entities(conn, &app, by.authority(), &[account]).await?;
    let before = before.remove(&account).ok_or_else(ApiError::not_found)?;
    removal::delete(conn, &app.cx, (&by.0).into(), account).await?;
    Ok(HttpResponse::Ok().json(before))
}
