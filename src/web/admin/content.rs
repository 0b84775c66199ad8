//! `/admin/content`: rules about what posts say.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::db::models::content_rule::{
    ContentRule, Matches, RuleAction, RuleKind, RuleScope, RuleState,
};
use crate::domain::moderation::content::manage::{self, Wanted};
use crate::domain::moderation::content::trial::{self, POSTS_MAX, Trial};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::foundation::text::excerpt;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::admin::typed;
use crate::web::paging::{Cursor, PEOPLE};
use crate::web::present::handle_path;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{
    ContentChoice, ContentPage, ContentRulePage, RuleView, SampleView, TrialView,
};

const PATH: &str = "/admin/content";
/// Characters of a pattern in the list.
const PATTERN: usize = 80;
/// Posts that a rule is tried on where nobody says how many.
const TRIED: usize = 1_000;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/content")
                .route(get().to(list))
                .route(web::post().to(make)),
        )
        .service(web::resource("/content/new").route(get().to(empty)))
        .service(web::resource("/content/try").route(web::post().to(try_out)))
        .service(
            web::resource("/content/{id}")
                .route(get().to(show))
                .route(web::post().to(change)),
        )
        .service(web::resource("/content/{id}/switch").route(web::post().to(switch)))
        .service(web::resource("/content/{id}/delete").route(web::post().to(delete)));
}

/// A rule as it is typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct Typed {
    id: String,
    name: String,
    kind: String,
    pattern: String,
    links_most: String,
    mentions_most: String,
    account_days: String,
    scope: String,
    action: String,
    content_warning: String,
    posts: String,
}

impl Typed {
    fn wanted(&self) -> Result<Wanted> {
        Ok(Wanted {
            name: self.name.clone(),
            kind: self.kind.clone(),
            pattern: self.pattern.clone(),
            links_most: number("links_most", &self.links_most)?,
            mentions_most: number("mentions_most", &self.mentions_most)?,
            account_days: number("account_days", &self.account_days)?,
            scope: self.scope.clone(),
            action: self.action.clone(),
            content_warning: self.content_warning.clone(),
        })
    }

    fn form(&self) -> FormView {
        FormView::new([
            ("name", self.name.as_str()),
            ("kind", &self.kind),
            ("pattern", &self.pattern),
            ("links_most", &self.links_most),
            ("mentions_most", &self.mentions_most),
            ("account_days", &self.account_days),
            ("scope", &self.scope),
            ("action", &self.action),
            ("content_warning", &self.content_warning),
            ("posts", &self.posts),
        ])
    }
}

fn number(field: &'static str, typed: &str) -> Result<Option<i32>> {
    match typed.trim() {
        "" => Ok(None),
        typed => typed
            .parse()
            .map(Some)
            .map_err(|cause: std::num::ParseIntError| {
                Error::field(field, Message::of("refused-number-whole")).because(cause)
            }),
    }
}

async fn list(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let rules = manage::list(conn, admin.authority(), &cursor.page(PEOPLE)).await?;
    let view = ContentPage {
        layout: admin.layout(conn, Section::Content).await?,
        pages: cursor.links(PATH, &rules, |(rule, _)| rule.id),
        rules: rules.items.iter().map(rule_view).collect(),
    };
    admin.respond(StatusCode::OK, "admin/content.html", &view)
}

async fn empty(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let form = FormView::new([
        ("kind", RuleKind::Keyword.as_str()),
        ("action", RuleAction::Hold.as_str()),
        ("scope", RuleScope::All.as_str()),
    ]);
    respond(&admin, StatusCode::OK, (None, form, None)).await
}

async fn show(admin: AdminPage, rule: web::Path<String>) -> Result<HttpResponse, WebError> {
    let found = {
        let conn = &mut *admin.page.app.db.conn().await?;
        manage::get(conn, admin.authority(), typed::number(&rule)?).await?
    };
    let form = form_of(&found.0);
    respond(&admin, StatusCode::OK, (Some(&found), form, None)).await
}

fn form_of(rule: &ContentRule) -> FormView {
    let text = |number: Option<i32>| number.map(|n| n.to_string()).unwrap_or_default();
    FormView::new([
        ("name", rule.name.as_str()),
        ("kind", rule.kind.as_str()),
        ("pattern", &rule.pattern),
        ("scope", rule.scope.as_str()),
        ("action", rule.action.as_str()),
        ("content_warning", &rule.content_warning),
    ])
    .value("links_most", text(rule.links_most))
    .value("mentions_most", text(rule.mentions_most))
    .value("account_days", text(rule.account_days))
}

type Shown<'a> = (
    Option<&'a (ContentRule, Matches)>,
    FormView,
    Option<TrialView>,
);

async fn respond(
    admin: &AdminPage,
    status: StatusCode,
    (rule, form, trial): Shown<'_>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = ContentRulePage {
        layout: admin.layout(conn, Section::Content).await?,
        rule: rule.map(rule_view),
        form,
        kinds: choices(RuleKind::ALL, |kind| kind.as_str(), |kind| kind_key(*kind)),
        actions: choices(
            RuleAction::ALL,
            |action| action.as_str(),
            |action| action_key(*action),
        ),
        scopes: choices(
            RuleScope::ALL,
            |scope| scope.as_str(),
            |scope| scope_key(*scope),
        ),
        trial,
    };
    admin.respond(status, "admin/content_rule.html", &view)
}

fn choices<T>(
    all: &[T],
    word: impl Fn(&T) -> &'static str,
    key: impl Fn(&T) -> &'static str,
) -> Vec<ContentChoice> {
    let all = all.iter().map(|one| ContentChoice {
        word: word(one),
        key: key(one),
    });
    all.collect()
}

async fn make(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let made = async {
        let wanted = typed.wanted()?;
        let conn = &mut *app.db.conn().await?;
        manage::make(conn, &app.cx, admin.authority(), &wanted).await
    };
    match made.await {
        Ok(rule) => {
            let to = format!("{PATH}/{}", rule.id);
            Ok(admin.done(&to, "did-content-drafted"))
        }
        Err(error) => again(&admin, &typed, error).await,
    }
}

async fn change(
    admin: AdminPage,
    rule: web::Path<String>,
    CsrfForm(mut typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let rule: i64 = typed::number(&rule)?;
    typed.id = rule.to_string();
    let changed = async {
        let wanted = typed.wanted()?;
        let conn = &mut *app.db.conn().await?;
        manage::change(conn, &app.cx, admin.authority(), rule, &wanted).await
    };
    match changed.await {
        Ok(rule) => {
            let to = format!("{PATH}/{}", rule.id);
            Ok(admin.done(&to, "did-rule-changed"))
        }
        Err(error) => again(&admin, &typed, error).await,
    }
}

/// The form with what was typed and what is wrong with it.
async fn again(admin: &AdminPage, typed: &Typed, error: Error) -> Result<HttpResponse, WebError> {
    if !matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Conflict) {
        return Err(error.into());
    }
    let refusal = refused::beside_form(&admin.page, error)?;
    let rule = saved(admin, typed).await?;
    let form = typed.form().refused(&refusal);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    respond(admin, status, (rule.as_ref(), form, None)).await
}

async fn saved(admin: &AdminPage, typed: &Typed) -> Result<Option<(ContentRule, Matches)>> {
    let Ok(rule) = typed.id.parse() else {
        return Ok(None);
    };
    let conn = &mut *admin.page.app.db.conn().await?;
    manage::get(conn, admin.authority(), rule).await.map(Some)
}

/// Tries what is typed, saved or not.
async fn try_out(
    admin: AdminPage,
    CsrfForm(typed): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let posts = typed.posts.trim().parse().unwrap_or(TRIED).min(POSTS_MAX);
    let tried = async {
        let rule = manage::read(&app.cx, &typed.wanted()?)?;
        let conn = &mut *app.db.conn().await?;
        trial::run(conn, admin.authority(), rule, posts).await
    };
    match tried.await {
        Ok(tried) => {
            let rule = saved(&admin, &typed).await?;
            let form = typed.form();
            let trial = Some(trial_view(tried));
            respond(&admin, StatusCode::OK, (rule.as_ref(), form, trial)).await
        }
        Err(error) => again(&admin, &typed, error).await,
    }
}

fn trial_view(trial: Trial) -> TrialView {
    let samples = trial.samples.into_iter().map(|sample| SampleView {
        url: format!("{}/{}", handle_path(&sample.author), sample.id),
        author: sample.author,
        text: sample.text,
    });
    TrialView {
        looked_at: trial.looked_at,
        matched: trial.matched,
        took: u64::try_from(trial.took.as_millis()).unwrap_or(u64::MAX),
        cut_short: trial.cut_short,
        samples: samples.collect(),
    }
}

#[derive(Debug, Deserialize)]
struct Switch {
    #[serde(default)]
    on: String,
}

async fn switch(
    admin: AdminPage,
    rule: web::Path<String>,
    CsrfForm(form): CsrfForm<Switch>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let rule = typed::number(&rule)?;
    let on = form.on == "true";
    let conn = &mut *app.db.conn().await?;
    let switched = manage::switch(conn, &app.cx, admin.authority(), rule, on).await;
    let message = if on {
        "did-content-on"
    } else {
        "did-content-off"
    };
    admin.end(&format!("{PATH}/{rule}"), switched, message)
}

async fn delete(
    admin: AdminPage,
    rule: web::Path<String>,
    CsrfForm(Nothing {}): CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let deleted = manage::delete(conn, &app.cx, admin.authority(), typed::number(&rule)?).await;
    admin.end(PATH, deleted, "did-content-gone")
}

fn rule_view((rule, (matches, matched_at)): &(ContentRule, Matches)) -> RuleView {
    RuleView {
        id: rule.id,
        name: rule.name.clone(),
        kind: kind_key(rule.kind),
        action: action_key(rule.action),
        scope: scope_key(rule.scope),
        state: match rule.state {
            RuleState::Draft => "content-draft",
            RuleState::On => "content-on",
            RuleState::Off => "content-off",
        },
        on: rule.state == RuleState::On,
        stopped_because: rule.stopped_because.clone(),
        pattern: excerpt(&rule.pattern, PATTERN),
        matches: *matches,
        matched_at: *matched_at,
    }
}

fn kind_key(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Keyword => "content-keyword",
        RuleKind::Regex => "content-regex",
        RuleKind::Link => "content-link",
        RuleKind::NewAccount => "content-new-account",
        RuleKind::Mentions => "content-mentions",
    }
}

fn action_key(action: RuleAction) -> &'static str {
    match action {
        RuleAction::Report => "content-report",
        RuleAction::Sensitive => "content-sensitive",
        RuleAction::Warn => "content-warn",
        RuleAction::Hold => "content-hold",
        RuleAction::Reject => "content-reject",
    }
}

fn scope_key(scope: RuleScope) -> &'static str {
    match scope {
        RuleScope::All => "content-all",
        RuleScope::Remote => "content-remote",
        RuleScope::Local => "content-local",
    }
}
