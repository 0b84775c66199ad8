//! Mail addresses that cannot sign up.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::admin::{Staff, id};
use crate::api::entities::admin_rules::{AdminCanonicalEmailBlock, AdminEmailDomainBlock};
use crate::api::error::{ApiError, ApiResult};
use crate::api::paging;
use crate::api::params::Params;
use crate::app::App;
use crate::db::Conn;
use crate::db::models::email_block::EmailDomainBlock;
use crate::domain::moderation::email_rules::{self, HISTORY_DAYS, Wanted};
use crate::http::routes::get;

/// Blocks on a page where nothing is asked for, and most.
const BLOCKS: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let (domains, hashes) = (
        "/v1/admin/email_domain_blocks",
        "/v1/admin/canonical_email_blocks",
    );
    config
        .route(domains, get().to(list))
        .route(domains, web::post().to(block))
        .route(&format!("{domains}/{{id}}"), get().to(one))
        .route(&format!("{domains}/{{id}}"), web::delete().to(unblock))
        .route(hashes, get().to(mailboxes))
        .route(hashes, web::post().to(block_mailbox))
        .route(&format!("{hashes}/test"), web::post().to(test))
        .route(&format!("{hashes}/{{id}}"), get().to(mailbox))
        .route(
            &format!("{hashes}/{{id}}"),
            web::delete().to(unblock_mailbox),
        );
}

async fn entities(
    conn: &mut Conn,
    app: &App,
    blocks: &[EmailDomainBlock],
) -> Result<Vec<AdminEmailDomainBlock>, ApiError> {
    let attempts = email_rules::attempts(conn, &app.cx, blocks).await?;
    let today = email_rules::day(app.cx.clock.now());
    let days = (0..HISTORY_DAYS).map(|ago| today - ago);
    let entity = |block| AdminEmailDomainBlock::new(block, days.clone(), &attempts);
    Ok(blocks.iter().map(entity).collect())
}

async fn shown(conn: &mut Conn, app: &App, block: EmailDomainBlock) -> ApiResult {
    let mut list = entities(conn, app, &[block]).await?;
    let entity = list.pop().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(entity))
}

async fn list(app: web::Data<App>, req: HttpRequest, _by: Staff, params: Params) -> ApiResult {
    let page = paging::page(&params, BLOCKS.0, BLOCKS.1);
    let conn = &mut *app.db.conn().await?;
    let slice = email_rules::domains(conn, &page).await?;
    let list = entities(conn, &app, &slice.items).await?;
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |block| block.id,
        &list,
    ))
}

async fn one(app: web::Data<App>, _by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let block = email_rules::domain(conn, id(&key)?).await?;
    shown(conn, &app, block).await
}

async fn block(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let domain = params.needed("domain")?;
    let conn = &mut *app.db.conn().await?;
    let wanted = Wanted {
        domain,
        ..Wanted::default()
    };
    let block = email_rules::block_domain(conn, &app.cx, &by.0, &wanted).await?;
    shown(conn, &app, block).await
}

async fn unblock(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    email_rules::unblock_domain(conn, &app.cx, &by.0, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}

async fn mailboxes(app: web::Data<App>, req: HttpRequest, _by: Staff, params: Params) -> ApiResult {
    let page = paging::page(&params, BLOCKS.0, BLOCKS.1);
    let conn = &mut *app.db.conn().await?;
    let slice = email_rules::mailboxes(conn, &page).await?;
    let list: Vec<_> = slice
        .items
        .iter()
        .map(AdminCanonicalEmailBlock::from)
        .collect();
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |block| block.id,
        &list,
    ))
}

async fn mailbox(app: web::Data<App>, _by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let block = email_rules::mailbox(conn, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(AdminCanonicalEmailBlock::from(&block)))
}

async fn test(app: web::Data<App>, _by: Staff, params: Params) -> ApiResult {
    let address = params.needed("email")?;
    let conn = &mut *app.db.conn().await?;
    let found = email_rules::matching(conn, &address).await?;
    let list: Vec<_> = found.iter().map(AdminCanonicalEmailBlock::from).collect();
    Ok(HttpResponse::Ok().json(list))
}

async fn block_mailbox(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let hash = match params.filled("canonical_email_hash") {
        Some(hash) => hash,
        None => email_rules::hash(&params.needed("email")?),
    };
    let conn = &mut *app.db.conn().await?;
    let block = email_rules::block_hash(conn, &app.cx, &by.0, &hash).await?;
    Ok(HttpResponse::Ok().json(AdminCanonicalEmailBlock::from(&block)))
}

async fn unblock_mailbox(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    email_rules::unblock_mailbox(conn, &app.cx, &by.0, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
