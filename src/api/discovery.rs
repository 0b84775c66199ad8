//! `/api/v1/directory`, `/api/v1/suggestions`, `/api/v2/suggestions`.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use serde_json::json;

use crate::api::entities::account::Account;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::api::trends::window;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::domain::discovery::{self, Order, Reach, Reason, Suggestion};
use crate::domain::people;
use crate::foundation::error::Result;
use crate::http::routes::get;

/// People where nothing is asked for, and most.
const PEOPLE: (u8, u8) = (40, 80);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/directory", get().to(directory))
        .route("/v1/suggestions", get().to(suggested_accounts))
        .route("/v2/suggestions", get().to(suggestions))
        .route("/v1/suggestions/{account_id}", web::delete().to(dismiss));
}

/// Somebody to follow, and why.
#[derive(Debug, Serialize)]
struct SuggestionEntity {
    source: &'static str,
    sources: Vec<&'static str>,
    account: Account,
}

async fn directory(app: web::Data<App>, anyone: Anyone, params: Params) -> ApiResult {
    let reach = match params.flag("local") {
        Some(true) => Reach::Local,
        _ => Reach::All,
    };
    let order = match params.filled("order").as_deref() {
        Some("new") => Order::New,
        _ => Order::Active,
    };
    let viewer = anyone.account();
    let conn = &mut *app.db.conn().await?;
    let wanted = window(&params, PEOPLE);
    let found = discovery::directory(conn, &app.cx, viewer, reach, order, wanted).await?;
    let ids: Vec<AccountId> = found.iter().map(|account| account.id).collect();
    let list = accounts(conn, &app, viewer, &ids).await?;
    Ok(HttpResponse::Ok().json(list))
}

async fn suggested_accounts(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let found = find(&app, &user, &params).await?;
    let list: Vec<Account> = found.into_iter().map(|one| one.account).collect();
    Ok(HttpResponse::Ok().json(list))
}

async fn suggestions(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    Ok(HttpResponse::Ok().json(find(&app, &user, &params).await?))
}

async fn dismiss(app: web::Data<App>, user: User, id: web::Path<String>) -> ApiResult {
    let target: AccountId = id
        .parse()
        .map_err(|_no_id: crate::db::ids::NotAnId| ApiError::not_found())?;
    let conn = &mut *app.db.conn().await?;
    discovery::dismiss(conn, &app.cx, user.account(), target).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn find(app: &App, user: &User, params: &Params) -> Result<Vec<SuggestionEntity>, ApiError> {
    let limit = usize::from(paging::limit(params, PEOPLE.0, PEOPLE.1));
    let (viewer, conn) = (user.account(), &mut *app.db.conn().await?);
    let found = discovery::suggestions(conn, &app.cx, viewer, limit).await?;
    let ids: Vec<AccountId> = found.iter().map(|one| one.account.id).collect();
    let accounts = accounts(conn, app, Some(viewer), &ids).await?;
    let of = |one: &Suggestion| {
        let id = one.account.id.to_string();
        let account = accounts.iter().find(|account| account.id == id)?.clone();
        Some(SuggestionEntity {
            source: one.reasons.first().copied().map_or("global", source),
            sources: one.reasons.iter().copied().map(reason).collect(),
            account,
        })
    };
    Ok(found.iter().filter_map(of).collect())
}

/// The older word for a reason.
fn source(reason: Reason) -> &'static str {
    match reason {
        Reason::Staff => "staff",
        Reason::FriendsOfFriends => "past_interactions",
        Reason::MostFollowed => "global",
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Staff => "featured",
        Reason::FriendsOfFriends => "friends_of_friends",
        Reason::MostFollowed => "most_followed",
    }
}

async fn accounts(
    conn: &mut Conn,
    app: &App,
    viewer: Option<AccountId>,
    ids: &[AccountId],
) -> Result<Vec<Account>, ApiError> {
    let (people, emojis) = people::many(conn, ids).await?;
    let present = Present::new(app, viewer);
    let known = ids.iter().filter_map(|id| people.get(id));
    Ok(known
        .map(|person| Account::new(&present, person, &emojis))
        .collect())
}
