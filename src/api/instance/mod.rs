//! `/api/v1/instance…` and `/api/v2/instance`: what this server is and can do.

mod configuration;
mod documents;
mod v1;

use std::future::{Ready, ready};

use actix_web::{HttpResponse, web};
use serde_json::{Value, json};

use crate::api::entities::account::Account;
use crate::api::error::ApiResult;
use crate::api::guard::Anyone;
use crate::api::present::Present;
use crate::app::App;
use crate::db::Conn;
use crate::db::models::domain_rule::DomainRule;
use crate::domain::legal::age;
use crate::domain::moderation::thumbnail::{self, Thumbnail};
use crate::domain::peers::Severity;
use crate::domain::rules::{self, Rule};
use crate::domain::{DomainContext, instance, people, profiles};
use crate::foundation::config::Registrations;
use crate::foundation::crypto::sha256_hex;
use crate::foundation::error::Result;
use crate::foundation::text::languages;
use crate::http::media;
use crate::http::routes::get;

/// The version of Mastodon whose API this is.
const MASTODON: &str = "4.6.0";
/// The number that Mastodon's API had then.
const API_VERSION: u32 = 8;
/// The picture that comes with OSSM, in pixels.
const PICTURE: (&str, u32, u32) = ("card.png", 1200, 630);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v2/instance", get().to(show))
        .route("/v1/instance", get().to(v1::show))
        .route("/v1/instance/peers", get().to(peers))
        .route("/v1/instance/activity", get().to(activity))
        .route("/v1/instance/rules", get().to(rules))
        .route("/v1/instance/domain_blocks", get().to(domain_blocks))
        .route("/v1/instance/languages", get().to(post_languages))
        .route(
            "/v1/instance/translation_languages",
            get().to(translation_languages),
        )
        .configure(documents::routes);
}

/// What software and version this is, in a form that apps understand.
fn version() -> String {
    let own = env!("CARGO_PKG_VERSION");
    format!("{MASTODON} (compatible; OSSM {own})")
}

/// The picture that stands for the server: its whole address and what it is like.
fn picture(app: &App, present: &Present) -> (String, Thumbnail) {
    let chosen = thumbnail::get(&app.cx);
    let path = match &chosen {
        Some(chosen) => media::path(&chosen.key),
        None => app.assets.url(PICTURE.0).unwrap_or_default(),
    };
    let own = || Thumbnail {
        key: String::new(),
        width: PICTURE.1,
        height: PICTURE.2,
        blurhash: None,
    };
    (present.absolute(&path), chosen.unwrap_or_else(own))
}

async fn show(app: web::Data<App>, anyone: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let (config, site) = (&app.cx.config, app.cx.instance());
    let present = Present::new(&app, anyone.account());
    let usage = profiles::usage(conn, &app.cx).await?;
    let contact = contact(conn, &app, &present).await?;
    let (picture, facts) = picture(&app, &present);
    let (width, height) = (facts.width, facts.height);
    Ok(HttpResponse::Ok().json(json!({
        "domain": config.handle_domain().as_str(),
        "title": site.name,
        "version": version(),
        "source_url": site.source_url.clone().unwrap_or_default(),
        "description": site.tagline,
        "wrapstodon": null,
        "usage": { "users": { "active_month": usage.active_month } },
        "thumbnail": { "url": picture, "blurhash": facts.blurhash, "versions": { "@1x": picture }, "description": "" },
        "icon": [{ "src": picture, "size": format!("{width}x{height}") }],
        "languages": site.languages,
        "configuration": configuration::v2(conn, &app).await?,
        "registrations": registrations(&app.cx, site.registrations),
        "api_versions": { "mastodon": API_VERSION },
        "contact": {
            "email": site.contact_email.clone().unwrap_or_default(),
            "account": contact,
        },
        "rules": rule_list(&rules::all(conn, &app.cx).await?),
    })))
}

fn registrations(cx: &DomainContext, who: Registrations) -> Value {
    let minimum = age::minimum(cx);
    json!({
        "enabled": who != Registrations::Closed && who != Registrations::Invite,
        "approval_required": who == Registrations::Approval,
        "reason_required": who == Registrations::Approval,
        "message": null,
        "min_age": (minimum > 0).then_some(minimum),
        "url": null,
    })
}

/// Whom visitors turn to.
async fn contact(conn: &mut Conn, app: &App, present: &Present) -> Result<Option<Account>> {
    let Some(id) = instance::contact(conn, &app.cx).await? else {
        return Ok(None);
    };
    let (people, emojis) = people::many(conn, &[id]).await?;
    let person = people.get(&id);
    Ok(person.map(|person| Account::new(present, person, &emojis)))
}

async fn peers(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    Ok(HttpResponse::Ok().json(instance::peers(conn, &app.cx).await?))
}

async fn activity(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let weeks = instance::activity(conn, &app.cx).await?;
    let text = |number: i64| number.to_string();
    let list: Vec<Value> = weeks
        .into_iter()
        .map(|week| {
            json!({
                "week": text(week.week),
                "statuses": text(week.posts),
                "logins": text(week.logins),
                "registrations": text(week.registrations),
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(list))
}

async fn rules(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    Ok(HttpResponse::Ok().json(rule_list(&rules::all(conn, &app.cx).await?)))
}

fn rule_list(rules: &[Rule]) -> Vec<Value> {
    let rules = rules.iter();
    rules
        .map(|rule| {
            json!({
                "id": rule.number.to_string(),
                "text": rule.words.text,
                "hint": rule.words.hint,
                "translations": rule.translations,
            })
        })
        .collect()
}

async fn domain_blocks(app: web::Data<App>, _: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let rules = instance::blocked_domains(conn).await?;
    let list: Vec<Value> = rules.iter().map(domain_block).collect();
    Ok(HttpResponse::Ok().json(list))
}

fn domain_block(rule: &DomainRule) -> Value {
    let digest = sha256_hex(rule.domain.as_bytes());
    let severity = match rule.severity {
        Severity::Suspend => "suspend",
        _ => "silence",
    };
    json!({
        "domain": rule.public_domain(),
        "digest": digest,
        "severity": severity,
        "comment": rule.public_comment,
    })
}

/// The languages that posts can be in, as apps list them.
fn post_languages(_: Anyone) -> Ready<ApiResult> {
    let list: Vec<Value> = languages()
        .into_iter()
        .map(|language| json!({ "code": language.code, "name": language.name }))
        .collect();
    ready(Ok(HttpResponse::Ok().json(list)))
}

async fn translation_languages(app: web::Data<App>, _: Anyone) -> ApiResult {
    Ok(HttpResponse::Ok().json(Box::pin(app.translator.languages()).await?))
}
