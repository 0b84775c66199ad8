//! Complaints: read, assigned, classified and settled.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::api::admin::accounts::entities as account_entities;
use crate::api::admin::{Staff, id, verb};
use crate::api::entities::admin_report::{AdminReport, BrokenRule};
use crate::api::entities::status::{self, Status};
use crate::api::entities::time::Time;
use crate::api::error::{ApiError, ApiResult};
use crate::api::paging;
use crate::api::params::Params;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::models::report::{Filter, Report, Settled};
use crate::domain::moderation::Authority;
use crate::domain::moderation::reports::{self, Change, Named};
use crate::domain::rules::{self, Rule};
use crate::domain::{statuses, timelines};
use crate::http::routes::get;

/// Complaints on a page where nothing is asked for, and most.
const REPORTS: (u8, u8) = (100, 200);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    let base = "/v1/admin/reports";
    config
        .route(base, get().to(list))
        .route(&format!("{base}/{{id}}"), get().to(one))
        .route(&format!("{base}/{{id}}"), web::put().to(change));
    for verb in ["assign_to_self", "unassign", "resolve", "reopen"] {
        config.route(&format!("{base}/{{id}}/{verb}"), web::post().to(act));
    }
}

async fn list(app: web::Data<App>, req: HttpRequest, by: Staff, params: Params) -> ApiResult {
    let settled = params.flag("resolved").unwrap_or_default();
    let filter = Filter {
        settled: if settled { Settled::Yes } else { Settled::No },
        by: params.id("account_id").map(AccountId),
        about: params.id("target_account_id").map(AccountId),
        ..Filter::default()
    };
    let page = paging::page(&params, REPORTS.0, REPORTS.1);
    let conn = &mut *app.db.conn().await?;
    let (slice, named) = reports::list(conn, by.authority(), &filter, &page).await?;
    let list = entities(conn, &app, by.authority(), &slice.items, &named).await?;
    Ok(paging::answer(
        &app,
        &req,
        &page,
        &slice,
        |report| report.id.0,
        &list,
    ))
}

async fn one(app: web::Data<App>, by: Staff, key: web::Path<String>) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    shown(conn, &app, &by, ReportId(id(&key)?)).await
}

async fn change(
    app: web::Data<App>,
    by: Staff,
    key: web::Path<String>,
    params: Params,
) -> ApiResult {
    let report = ReportId(id(&key)?);
    let change = Change {
        category: params.text("category"),
        rule_ids: params.has("rule_ids").then(|| params.list("rule_ids")),
    };
    let conn = &mut *app.db.conn().await?;
    reports::change(conn, &app.cx, (&by.0).into(), report, &change).await?;
    shown(conn, &app, &by, report).await
}

async fn act(
    app: web::Data<App>,
    req: HttpRequest,
    by: Staff,
    key: web::Path<String>,
) -> ApiResult {
    let report = ReportId(id(&key)?);
    let conn = &mut *app.db.conn().await?;
    let cx = &app.cx;
    match verb(&req) {
        "assign_to_self" => {
            reports::assign(conn, cx, (&by.0).into(), report, Some(by.account())).await?;
        }
        "unassign" => reports::assign(conn, cx, (&by.0).into(), report, None).await?,
        "resolve" => reports::resolve(conn, cx, (&by.0).into(), report).await?,
        "reopen" => reports::reopen(conn, cx, (&by.0).into(), report).await?,
        _ => return Err(ApiError::not_found()),
    }
    shown(conn, &app, &by, report).await
}

async fn shown(conn: &mut Conn, app: &App, by: &Staff, report: ReportId) -> ApiResult {
    let (report, named) = reports::get(conn, by.authority(), report).await?;
    let mut found = entities(conn, app, by.authority(), &[report], &named).await?;
    let entity = found.pop().ok_or_else(ApiError::not_found)?;
    Ok(HttpResponse::Ok().json(entity))
}

/// These complaints as moderators read them.
pub(in crate::api) async fn entities(
    conn: &mut Conn,
    app: &App,
    by: Authority<'_>,
    list: &[Report],
    named: &Named,
) -> Result<Vec<AdminReport>, ApiError> {
    let mut people: Vec<AccountId> = list
        .iter()
        .flat_map(|report| {
            let staff = report
                .assigned_to_id
                .into_iter()
                .chain(report.resolved_by_id);
            [report.account_id, report.target_id]
                .into_iter()
                .chain(staff)
        })
        .collect();
    people.sort_unstable();
    people.dedup();
    let people = account_entities(conn, app, by, &people).await?;
    let posts: Vec<PostId> = named.values().flatten().copied().collect();
    let posts = posts_of(conn, app, by, &posts).await?;
    let broken_rules = list
        .iter()
        .flat_map(|report| report.rule_ids.iter().cloned());
    let rules = rules::named(conn, &app.cx, &broken_rules.collect::<Vec<_>>()).await?;
    let person = |id: AccountId| people.get(&id).cloned();
    let entity = |report: &Report| {
        let of_report = named.get(&report.id).into_iter().flatten();
        Some(AdminReport {
            id: report.id.to_string(),
            action_taken: report.resolved_at.is_some(),
            action_taken_at: report.resolved_at.map(Time),
            category: report.category.as_str(),
            comment: report.comment.clone(),
            forwarded: report.forwarded,
            created_at: Time(report.created_at),
            updated_at: Time(report.updated_at.unwrap_or(report.created_at)),
            account: person(report.account_id)?,
            target_account: person(report.target_id)?,
            assigned_account: report.assigned_to_id.and_then(person),
            action_taken_by_account: report.resolved_by_id.and_then(person),
            statuses: of_report.filter_map(|id| posts.get(id).cloned()).collect(),
            rules: broken(&rules, &report.rule_ids),
        })
    };
    Ok(list.iter().filter_map(entity).collect())
}

/// The posts that the moderator may see, by their IDs.
async fn posts_of(
    conn: &mut Conn,
    app: &App,
    by: Authority<'_>,
    ids: &[PostId],
) -> Result<HashMap<PostId, Status>, ApiError> {
    let entries = timelines::by_ids(conn, &app.cx, by.account_id(), ids).await?;
    let found = statuses::complete(conn, entries).await?;
    let present = Present::new(app, by.account_id());
    let list = status::list(&present, &found).into_iter();
    let keyed = list.filter_map(|status| Some((PostId(status.id.parse().ok()?), status)));
    Ok(keyed.collect())
}

fn broken(rules: &[Rule], ids: &[String]) -> Vec<BrokenRule> {
    let rule = |id: &String| {
        let number: i32 = id.parse().ok()?;
        let rule = rules.iter().find(|rule| rule.number == number)?;
        let translations = serde_json::to_value(&rule.translations).ok()?;
        Some(BrokenRule {
            id: id.clone(),
            text: rule.words.text.clone(),
            hint: rule.words.hint.clone(),
            translations: translations.as_object().cloned().unwrap_or_default(),
        })
    };
    ids.iter().filter_map(rule).collect()
}
