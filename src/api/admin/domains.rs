//! Other servers: which are blocked, limited, or allowed.

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::admin::{Staff, id};
use crate::api::entities::admin_rules::{DomainAllow, DomainBlock};
use crate::api::error::{ApiError, ApiResult};
use crate::api::paging;
use crate::api::params::Params;
use crate::app::App;
use crate::db::Conn;
use crate::db::models::domain_rule::DomainRule;
use crate::domain::moderation::domains::{self, NewRule};
use crate::domain::moderation::permission::Authority;
use crate::domain::peers::Severity;
use crate::http::routes::get;

/// Rules on a page where nothing is asked for, and most.
const RULES: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/domain_blocks", get().to(blocks))
        .route("/v1/admin/domain_blocks", web::post().to(block))
        .route("/v1/admin/domain_blocks/{id}", get().to(one_block))
        .route("/v1/admin/domain_blocks/{id}", web::put().to(change))
        .route("/v1/admin/domain_blocks/{id}", web::delete().to(unblock))
        .route("/v1/admin/domain_allows", get().to(allows))
        .route("/v1/admin/domain_allows", web::post().to(allow))
        .route("/v1/admin/domain_allows/{id}", get().to(one_allow))
        .route("/v1/admin/domain_allows/{id}", web::delete().to(disallow));
}

async fn blocks(app: web::Data<App>, req: HttpRequest, _by: Staff, params: Params) -> ApiResult {
    let page = paging::page(&params, RULES.0, RULES.1);
    let conn = &mut *app.db.conn().await?;
    let slice = domains::page(conn, false, &page).await?;
    let list: Vec<DomainBlock> = slice.items.iter().map(DomainBlock::from).collect();
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |rule| rule.id,
        &list,
    ))
}

async fn allows(app: web::Data<App>, req: HttpRequest, _by: Staff, params: Params) -> ApiResult {
    let page = paging::page(&params, RULES.0, RULES.1);
    let conn = &mut *app.db.conn().await?;
    let slice = domains::page(conn, true, &page).await?;
    let list: Vec<DomainAllow> = slice.items.iter().map(DomainAllow::from).collect();
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |rule| rule.id,
        &list,
    ))
}

/// A rule that allows, or one of the others.
async fn rule(conn: &mut Conn, key: &str, allows: bool) -> Result<DomainRule, ApiError> {
    let rule = domains::get(conn, id(key)?).await?;
    if (rule.severity == Severity::Allow) == allows {
        Ok(rule)
    } else {
        Err(ApiError::not_found())
    }
}

async fn one_block(app: web::Data<App>, _by: Staff, key: web::Path<String>) -> ApiResult {
    let rule = rule(&mut *app.db.conn().await?, &key, false).await?;
    Ok(HttpResponse::Ok().json(DomainBlock::from(&rule)))
}

async fn one_allow(app: web::Data<App>, _by: Staff, key: web::Path<String>) -> ApiResult {
    let rule = rule(&mut *app.db.conn().await?, &key, true).await?;
    Ok(HttpResponse::Ok().json(DomainAllow::from(&rule)))
}

/// What the parameters say, over what was there before.
fn wanted(params: &Params, before: NewRule) -> Result<NewRule, ApiError> {
    let severity = match params.filled("severity").as_deref() {
        None => before.severity,
        Some("silence") => Severity::Limit,
        Some("suspend") => Severity::Suspend,
        Some("noop") => Severity::None,
        Some(_) => return Err(ApiError::invalid("Severity is not included in the list")),
    };
    let flag = |name: &str, before: bool| params.flag(name).unwrap_or(before);
    let text = |name: &str, before: String| params.text(name).unwrap_or(before);
    Ok(NewRule {
        severity,
        reject_follows: flag("reject_follows", before.reject_follows),
        mark_sensitive: flag("mark_sensitive", before.mark_sensitive),
        content_warning: text("content_warning", before.content_warning),
        reject_media: flag("reject_media", before.reject_media),
        reject_reports: flag("reject_reports", before.reject_reports),
        obfuscate: flag("obfuscate", before.obfuscate),
        public_comment: text("public_comment", before.public_comment),
        private_comment: text("private_comment", before.private_comment),
        domain: before.domain,
    })
}

async fn block(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let domain = params.needed("domain")?;
    let new = wanted(&params, NewRule::plain(domain, Severity::Limit))?;
    let conn = &mut *app.db.conn().await?;
    if domains::find(conn, &new.domain).await?.is_some() {
        return Err(ApiError::invalid("Domain has already been taken"));
    }
    let rule = domains::decide(conn, &app.cx, Authority::Member(&by.0), &new).await?;
    Ok(HttpResponse::Ok().json(DomainBlock::from(&rule)))
}

async fn change(
    app: web::Data<App>,
    by: Staff,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let before = rule(conn, &key, false).await?;
    let new = wanted(&params, NewRule::from(before))?;
    let rule = domains::decide(conn, &app.cx, Authority::Member(&by.0), &new).await?;
    Ok(HttpResponse::Ok().json(DomainBlock::from(&rule)))
}

async fn unblock(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let rule = rule(conn, &key, false).await?;
    domains::lift(conn, &app.cx, Authority::Member(&by.0), &rule.domain).await?;
    Ok(HttpResponse::Ok().json(DomainBlock::from(&rule)))
}

async fn allow(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let new = NewRule::plain(params.needed("domain")?, Severity::Allow);
    let conn = &mut *app.db.conn().await?;
    let known = domains::find(conn, &new.domain).await?;
    let rule = match known {
        // Asked again, it is the same.
        Some(rule) if rule.severity == Severity::Allow => rule,
        _ => domains::decide(conn, &app.cx, Authority::Member(&by.0), &new).await?,
    };
    Ok(HttpResponse::Ok().json(DomainAllow::from(&rule)))
}

async fn disallow(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let rule = rule(conn, &key, true).await?;
    domains::lift(conn, &app.cx, Authority::Member(&by.0), &rule.domain).await?;
    Ok(HttpResponse::Ok().json(DomainAllow::from(&rule)))
}
