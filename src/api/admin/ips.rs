//! Addresses and networks.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::json;

use crate::api::admin::{Staff, id};
use crate::api::entities::admin_rules::AdminIpBlock;
use crate::api::error::ApiResult;
use crate::api::paging;
use crate::api::params::Params;
use crate::app::App;
use crate::domain::moderation::ip_rules::{self, Wanted};
use crate::http::client_ip::client_ip;
use crate::http::routes::get;

/// Rules on a page where nothing is asked for, and most.
const RULES: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/ip_blocks", get().to(list))
        .route("/v1/admin/ip_blocks", web::post().to(block))
        .route("/v1/admin/ip_blocks/{id}", get().to(one))
        .route("/v1/admin/ip_blocks/{id}", web::put().to(change))
        .route("/v1/admin/ip_blocks/{id}", web::delete().to(unblock));
}

async fn list(app: web::Data<App>, req: HttpRequest, _by: Staff, params: Params) -> ApiResult {
    let page = paging::page(&params, RULES.0, RULES.1);
    let conn = &mut *app.db.conn().await?;
    let slice = ip_rules::list(conn, &page).await?;
    let list: Vec<AdminIpBlock> = slice.items.iter().map(AdminIpBlock::from).collect();
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |rule| rule.id,
        &list,
    ))
}

async fn one(app: web::Data<App>, _by: Staff, key: web::Path<String>) -> ApiResult {
    let rule = ip_rules::get(&mut *app.db.conn().await?, id(&key)?).await?;
    Ok(HttpResponse::Ok().json(AdminIpBlock::from(&rule)))
}

fn wanted(params: &Params) -> Wanted {
    Wanted {
        ip: params.filled("ip"),
        severity: params.filled("severity"),
        comment: params.text("comment"),
        expires_in: params.int("expires_in"),
    }
}

async fn block(app: web::Data<App>, req: HttpRequest, by: Staff, params: Params) -> ApiResult {
    params.needed("severity")?;
    let from = client_ip(&req, &app.cx.config.server);
    let conn = &mut *app.db.conn().await?;
    let rule = ip_rules::make(conn, &app.cx, ((&by.0).into(), from), &wanted(&params)).await?;
    app.ip_rules.refresh(&app.db).await?;
    Ok(HttpResponse::Ok().json(AdminIpBlock::from(&rule)))
}

async fn change(
    app: web::Data<App>,
    req: HttpRequest,
    by: Staff,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let from = client_ip(&req, &app.cx.config.server);
    let conn = &mut *app.db.conn().await?;
    let (by, wanted) = (((&by.0).into(), from), wanted(&params));
    let rule = ip_rules::change(conn, &app.cx, by, id(&key)?, &wanted).await?;
    app.ip_rules.refresh(&app.db).await?;
    Ok(HttpResponse::Ok().json(AdminIpBlock::from(&rule)))
}

async fn unblock(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    ip_rules::end(conn, &app.cx, (&by.0).into(), id(&key)?).await?;
    app.ip_rules.refresh(&app.db).await?;
    Ok(HttpResponse::Ok().json(json!({})))
}
