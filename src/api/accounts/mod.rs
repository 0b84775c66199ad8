//! `/api/v1/accounts…`.

mod credentials;
mod read;
mod relations;
mod statuses;

use std::collections::HashMap;

use actix_web::{HttpRequest, web};

use crate::api::entities::account::Account;
use crate::api::error::{ApiError, ApiResult};
use crate::api::guard::Anyone;
use crate::api::paging;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::page::{Page, Slice};
use crate::db::views::accounts::Listed;
use crate::domain::people;
use crate::http::routes::get;

pub(super) use credentials::{change, own};
pub(super) use relations::relation;

/// People of a page where nothing is asked for.
pub(super) const USUAL: u8 = 40;
/// Most people of a page.
pub(super) const MOST: u8 = 80;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/accounts", get().to(read::several))
        .route(
            "/v1/accounts/verify_credentials",
            get().to(credentials::verify),
        )
        .route(
            "/v1/accounts/update_credentials",
            web::patch().to(credentials::update),
        )
        .route(
            "/v1/accounts/relationships",
            get().to(relations::relationships),
        )
        .route(
            "/v1/accounts/familiar_followers",
            get().to(relations::familiar_followers),
        )
        .route("/v1/accounts/search", get().to(read::search))
        .route("/v1/accounts/lookup", get().to(read::lookup))
        .route("/v1/accounts/{id}", get().to(read::one))
        .route("/v1/accounts/{id}/statuses", get().to(statuses::list))
        .route("/v1/accounts/{id}/followers", get().to(read::followers))
        .route("/v1/accounts/{id}/following", get().to(read::following))
        .route("/v1/accounts/{id}/endorsements", get().to(read::endorsed))
        .route(
            "/v1/accounts/{id}/featured_tags",
            get().to(read::featured_tags),
        )
        .route(
            "/v1/accounts/{id}/identity_proofs",
            get().to(read::identity_proofs),
        )
        .configure(relations::routes);
}

/// An account's ID in a path; what is none is of nobody.
pub(super) fn id(text: &str) -> Result<AccountId, ApiError> {
    text.parse().map_err(|_not_an_id| ApiError::not_found())
}

/// These people by their IDs, as the asker sees them; a fixed number of
/// statements.
pub(super) async fn entities(
    conn: &mut Conn,
    present: &Present,
    ids: &[AccountId],
) -> ApiResult<HashMap<AccountId, Account>> {
    let (people, emojis) = people::many(conn, ids).await?;
    let moved: Vec<AccountId> = people
        .values()
        .filter_map(|person| person.account.moved_to_id)
        .collect();
    let (targets, their_emojis) = if moved.is_empty() {
        Default::default()
    } else {
        people::many(conn, &moved).await?
    };
    let entity = |(id, person): (&AccountId, &_)| {
        let mut account = Account::new(present, person, &emojis);
        let target = person.account.moved_to_id.and_then(|id| targets.get(&id));
        account.moved = target
            .filter(|_| account.suspended.is_none())
            .map(|target| Box::new(Account::new(present, target, &their_emojis)));
        (*id, account)
    };
    Ok(people.iter().map(entity).collect())
}

/// One account as the asker sees it.
pub(super) async fn entity(
    conn: &mut Conn,
    present: &Present,
    id: AccountId,
) -> ApiResult<Account> {
    let mut found = entities(conn, present, &[id]).await?;
    found.remove(&id).ok_or_else(ApiError::not_found)
}

/// These people in the order of their IDs, without those who are hidden.
pub(super) async fn in_order(
    conn: &mut Conn,
    present: &Present,
    ids: &[AccountId],
) -> ApiResult<Vec<Account>> {
    let mut found = entities(conn, present, ids).await?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Answers with a page of people.
pub(super) async fn answer(
    conn: &mut Conn,
    app: &App,
    req: &HttpRequest,
    anyone: &Anyone,
    page: &Page,
    slice: &Slice<Listed>,
) -> ApiResult {
    let ids: Vec<_> = slice.items.iter().map(|listed| listed.account.id).collect();
    let present = Present::new(app, anyone.account());
    let list = in_order(conn, &present, &ids).await?;
    Ok(paging::answer(
        app,
        req,
        page,
        slice,
        |listed| listed.key,
        &list,
    ))
}
