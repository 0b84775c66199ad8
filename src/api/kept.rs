//! `/api/v1/blocks`, `mutes`, `domain_blocks` and `endorsements`: whom members
//! keep away and whom they show.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::accounts::{self, MOST, USUAL, entities};
use crate::api::entities::muted_account::MutedAccount;
use crate::api::entities::time::Time;
use crate::api::error::ApiResult;
use crate::api::guard::{Anyone, User};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::ids::AccountId;
use crate::domain::relationships::{domain_block, endorse, lists};
use crate::http::routes::get;

/// Servers of a page where nothing is asked for, and most.
const DOMAINS: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/blocks", get().to(blocks))
        .route("/v1/mutes", get().to(mutes))
        .route("/v1/endorsements", get().to(endorsements))
        .service(
            web::resource("/v1/domain_blocks")
                .route(get().to(domains))
                .route(web::post().to(block_domain))
                .route(web::delete().to(unblock_domain)),
        );
}

async fn blocks(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = lists::blocked(conn, user.account(), page).await?;
    let anyone = Anyone(Some(user.caller));
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

async fn mutes(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = lists::muted(conn, &app.cx, user.account(), page).await?;
    let ids: Vec<AccountId> = slice.items.iter().map(|listed| listed.account.id).collect();
    let ends = lists::mute_ends(conn, user.account(), &ids).await?;
    let present = Present::new(&app, Some(user.account()));
    let mut people = entities(conn, &present, &ids).await?;
    let muted = |id: &AccountId| {
        Some(MutedAccount {
            account: people.remove(id)?,
            mute_expires_at: ends.get(id).copied().flatten().map(Time),
        })
    };
    let list: Vec<MutedAccount> = ids.iter().filter_map(muted).collect();
    let key = |listed: &crate::db::views::accounts::Listed| listed.key;
    Ok(paging::answer(&app, &req, &page, &slice, key, &list))
}

async fn endorsements(
    app: web::Data<App>,
    req: HttpRequest,
    user: User,
    params: Params,
) -> ApiResult {
    let page = paging::page(&params, USUAL, MOST);
    let conn = &mut *app.db.conn().await?;
    let slice = endorse::list(conn, user.account(), page).await?;
    let anyone = Anyone(Some(user.caller));
    accounts::answer(conn, &app, &req, &anyone, &page, &slice).await
}

async fn domains(app: web::Data<App>, req: HttpRequest, user: User, params: Params) -> ApiResult {
    let page = paging::page(&params, DOMAINS.0, DOMAINS.1);
    let conn = &mut *app.db.conn().await?;
    let slice = domain_block::list(conn, user.account(), page).await?;
    let names: Vec<&str> = slice
        .items
        .iter()
        .map(|block| block.domain.as_str())
        .collect();
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |block| block.id.0,
        &names,
    ))
}

async fn block_domain(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let domain = params.text("domain").unwrap_or_default();
    let conn = &mut *app.db.conn().await?;
    domain_block::block(conn, &app.cx, user.account(), &domain).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn unblock_domain(app: web::Data<App>, user: User, params: Params) -> ApiResult {
    let domain = params.text("domain").unwrap_or_default();
    let conn = &mut *app.db.conn().await?;
    domain_block::unblock(conn, user.account(), &domain).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
