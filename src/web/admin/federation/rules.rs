//! `/admin/federation/rules`: rules about servers, looked for, made, changed, ended.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use super::{cut, link, shown, wanted};
use crate::db::models::domain_rule::{DomainRule, Wanted};
use crate::domain::moderation::domain_csv;
use crate::domain::moderation::domains::{self, NewRule};
use crate::domain::peers::Severity;
use crate::foundation::error::{ErrorKind, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::admin::federation::{ReachView, RulePage, RulesPage};
use crate::web::view::{FormView, PagesView, Refusal};

const PATH: &str = "/admin/federation/rules";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/federation/rules")
                .route(get().to(list))
                .route(web::post().to(make)),
        )
        .service(web::resource("/federation/rules/edit").route(get().to(edit)))
        .service(web::resource("/federation/rules/preview").route(web::post().to(preview)))
        .service(web::resource("/federation/rules/end").route(web::post().to(end)))
        .service(web::resource("/federation/rules/export").route(get().to(export)));
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    severity: String,
    #[serde(default)]
    after: String,
}

async fn list(admin: AdminPage, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    let query = asked.q.trim().to_lowercase();
    let severity: Option<Severity> = asked.severity.parse().ok();
    let word = severity.map_or("", Severity::as_str);
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let wanted = Wanted {
        search: filled(&query),
        severity,
        after: filled(&asked.after),
        limit: wanted(),
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    let mut rules = domains::matching(conn, &wanted).await?;
    let more = cut(&mut rules);
    let last = rules.last().filter(|_| more);
    let older = last.map(|rule| {
        let after = rule.domain.as_str();
        link(PATH, &[("q", &query), ("severity", word), ("after", after)])
    });
    let counts = domains::counts(conn).await?.into_iter();
    let view = RulesPage {
        layout: admin.layout(conn, Section::Servers).await?,
        query,
        severity: word.to_owned(),
        counts: counts
            .map(|(severity, count)| (shown::severity(severity), count))
            .collect(),
        rules: shown::rules(conn, rules).await?,
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/rules.html", &view)
}

/// A rule as it is typed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Typed {
    domain: String,
    severity: String,
    reject_media: String,
    reject_reports: String,
    reject_follows: String,
    mark_sensitive: String,
    content_warning: String,
    obfuscate: String,
    public_comment: String,
    private_comment: String,
}

impl Typed {
    fn of(rule: DomainRule) -> Self {
        let word = |on: bool| if on { "true" } else { "" }.to_owned();
        Self {
            domain: rule.domain,
            severity: rule.severity.to_string(),
            reject_media: word(rule.reject_media),
            reject_reports: word(rule.reject_reports),
            reject_follows: word(rule.reject_follows),
            mark_sensitive: word(rule.mark_sensitive),
            content_warning: rule.content_warning,
            obfuscate: word(rule.obfuscate),
            public_comment: rule.public_comment,
            private_comment: rule.private_comment,
        }
    }

    fn rule(&self) -> NewRule {
        NewRule {
            severity: self.severity.parse().unwrap_or(Severity::Suspend),
            public_comment: self.public_comment.clone(),
            private_comment: self.private_comment.clone(),
            reject_media: self.reject_media == "true",
            reject_reports: self.reject_reports == "true",
            reject_follows: self.reject_follows == "true",
            mark_sensitive: self.mark_sensitive == "true",
            content_warning: self.content_warning.clone(),
            obfuscate: self.obfuscate == "true",
            ..NewRule::plain(self.domain.trim(), Severity::Suspend)
        }
    }

    fn view(&self) -> FormView {
        let severity = self.rule().severity;
        FormView::new([
            ("domain", self.domain.as_str()),
            ("severity", severity.as_str()),
            ("reject_media", &self.reject_media),
            ("reject_reports", &self.reject_reports),
            ("reject_follows", &self.reject_follows),
            ("mark_sensitive", &self.mark_sensitive),
            ("content_warning", &self.content_warning),
            ("obfuscate", &self.obfuscate),
            ("public_comment", &self.public_comment),
            ("private_comment", &self.private_comment),
        ])
    }
}

#[derive(Deserialize)]
struct Domain {
    #[serde(default)]
    domain: String,
}

async fn edit(admin: AdminPage, asked: web::Query<Domain>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let found = domains::find(conn, &asked.domain).await?;
    let typed = match found {
        Some(rule) => Typed::of(rule),
        None => Typed {
            domain: asked.domain.clone(),
            ..Typed::default()
        },
    };
    form(&admin, &typed, None, StatusCode::OK).await
}

/// The form, with what the rule would do where its domain is known.
async fn form(
    admin: &AdminPage,
    typed: &Typed,
    refusal: Option<&Refusal>,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let (app, by) = (&admin.page.app, admin.authority());
    let conn = &mut *app.db.conn().await?;
    let severs = typed.rule().severity == Severity::Suspend;
    let seen = domains::consequences(conn, &app.cx, by, &typed.domain).await;
    let reach: Option<ReachView> = seen.ok().map(|seen| shown::reach(&seen, severs));
    let known = domains::find(conn, &typed.domain).await?.is_some();
    let mut form = typed.view();
    if let Some(refusal) = refusal {
        form = form.refused(refusal);
    }
    let view = RulePage {
        layout: admin.layout(conn, Section::Servers).await?,
        known,
        form,
        reach,
    };
    admin.respond(status, "admin/federation/rule.html", &view)
}

async fn preview(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let wrong = domains::domain_of(&admin.page.app.cx, &typed.domain).err();
    let refusal = wrong.map(|error| refused::beside_form(&admin.page, error));
    let refusal = refusal.transpose()?;
    form(&admin, &typed, refusal.as_ref(), StatusCode::OK).await
}

async fn make(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let made = {
        let conn = &mut *app.db.conn().await?;
        Box::pin(domains::decide(
            conn,
            &app.cx,
            admin.authority(),
            &typed.rule(),
        ))
        .await
    };
    match made {
        Ok(rule) => {
            let to = link(PATH, &[("q", &rule.domain)]);
            let values = [("domain", rule.domain.as_str().into())];
            Ok(admin.done_about(&to, "did-domain-rule", &values))
        }
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            form(&admin, &typed, Some(&refusal), status).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn end(admin: AdminPage, CsrfForm(form): CsrfForm<Domain>) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let ended = domains::lift(conn, &app.cx, admin.authority(), &form.domain).await;
    match ended {
        // Somebody else was quicker: it is as it was wanted.
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Ok(admin.done(PATH, "did-domain-rule-none"))
        }
        ended => admin.end(PATH, ended, "did-rule-ended"),
    }
}

#[derive(Deserialize)]
struct Export {
    #[serde(default)]
    allowed: bool,
}

async fn export(admin: AdminPage, export: web::Query<Export>) -> Result<HttpResponse, WebError> {
    let rules = domains::list(&mut *admin.page.app.db.conn().await?).await?;
    let (name, text) = if export.allowed {
        ("domain_allows.csv", domain_csv::write_allowed(&rules))
    } else {
        ("domain_blocks.csv", domain_csv::write(&rules))
    };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            "content-disposition",
            format!("attachment; filename={name}"),
        ))
        .insert_header(("cache-control", "no-store"))
        .body(text))
}
