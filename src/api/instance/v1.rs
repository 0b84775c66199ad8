//! `/api/v1/instance`, which older apps read.

use actix_web::{HttpResponse, web};
use serde_json::json;

use super::{configuration, contact, picture, rule_list, version};
use crate::api::error::ApiResult;
use crate::api::guard::Anyone;
use crate::api::present::Present;
use crate::app::App;
use crate::domain::{instance, profiles, rules};
use crate::foundation::config::Registrations;

pub(super) async fn show(app: web::Data<App>, anyone: Anyone) -> ApiResult {
    let conn = &mut *app.db.conn().await?;
    let config = &app.cx.config;
    let site = app.cx.instance();
    let present = Present::new(&app, anyone.account());
    let usage = profiles::usage(conn, &app.cx).await?;
    let peers = instance::peers(conn, &app.cx).await?.len();
    let contact = contact(conn, &app, &present).await?;
    Ok(HttpResponse::Ok().json(json!({
        "uri": config.handle_domain().as_str(),
        "title": site.name,
        "short_description": site.tagline,
        "description": instance::html_of(&app.cx, &site.description),
        "email": site.contact_email.clone().unwrap_or_default(),
        "version": version(),
        "urls": { "streaming_api": configuration::streaming(config) },
        "stats": {
            "user_count": usage.members,
            "status_count": usage.posts,
            "domain_count": peers + 1,
        },
        "thumbnail": picture(&app, &present).0,
        "languages": site.languages,
        "registrations": matches!(site.registrations, Registrations::Open | Registrations::Approval),
        "approval_required": site.registrations == Registrations::Approval,
        "invites_enabled": site.registrations != Registrations::Closed,
        "configuration": configuration::limits(&app).await,
        "contact_account": contact,
        "rules": rule_list(&rules::all(conn, &app.cx).await?),
    })))
}
