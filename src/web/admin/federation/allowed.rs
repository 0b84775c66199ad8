//! `/admin/federation/allowed`: servers that are allowed, and whether only these may
//! talk to this one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{cut, link, shown, wanted};
use crate::db::models::domain_rule::Wanted;
use crate::domain::moderation::allow_list;
use crate::domain::moderation::domains::{self, NewRule};
use crate::domain::peers::Severity;
use crate::foundation::error::{ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::admin::federation::AllowedPage;
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/federation/allowed";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/federation/allowed")
                .route(get().to(list))
                .route(web::post().to(allow)),
        )
        .service(web::resource("/federation/allowed/switch").route(web::post().to(switch)));
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    after: String,
}

async fn list(admin: AdminPage, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    page(
        &admin,
        &asked.after,
        FormView::new([("domain", "")]),
        StatusCode::OK,
    )
    .await
}

async fn page(
    admin: &AdminPage,
    after: &str,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let wanted = Wanted {
        severity: Some(Severity::Allow),
        after: Some(after.to_owned()).filter(|after| !after.is_empty()),
        limit: wanted(),
        ..Wanted::default()
    };
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let mut rules = domains::matching(conn, &wanted).await?;
    let more = cut(&mut rules);
    let last = rules.last().filter(|_| more);
    let older = last.map(|rule| link(PATH, &[("after", &rule.domain)]));
    let configured = app.cx.config.federation.allow_listed_only;
    let view = AllowedPage {
        layout: admin.layout(conn, Section::Servers).await?,
        on: allow_list::is_on(conn, configured).await?,
        form,
        rules: shown::rules(conn, rules).await?,
        pages: PagesView { older, newer: None },
    };
    admin.respond(status, "admin/federation/allowed.html", &view)
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    domain: String,
    #[serde(default)]
    on: String,
}

async fn allow(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let rule = NewRule::plain(typed.domain.trim(), Severity::Allow);
    let made = {
        let conn = &mut *app.db.conn().await?;
        Box::pin(domains::decide(conn, &app.cx, admin.authority(), &rule)).await
    };
    match made {
        Ok(rule) => {
            let values = [("domain", rule.domain.as_str().into())];
            Ok(admin.done_about(PATH, "did-server-allowed", &values))
        }
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = FormView::new([("domain", typed.domain.as_str())]).refused(&refusal);
            page(&admin, "", form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn switch(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let on = typed.on == "true";
    let switched = allow_list::switch(conn, &app.cx, admin.authority(), on).await;
    let message = if on {
        "did-allow-only"
    } else {
        "did-allow-all"
    };
    admin.end(PATH, switched, message)
}
