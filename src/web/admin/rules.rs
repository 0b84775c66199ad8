//! `/admin/rules`: the rules of the server, in all their languages, and from which
//! age people may join.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::domain::legal::age;
use crate::domain::rules::{self, Direction, Rule, Words};
use crate::domain::transparency;
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::{Typed, number};
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{RulePage, RuleRow, RulesPage};

const PATH: &str = "/admin/rules";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/rules")
                .route(get().to(show))
                .route(web::post().to(add)),
        )
        .service(web::resource("/rules/options").route(web::post().to(options)))
        .service(
            web::resource("/rules/{id}")
                .route(get().to(one))
                .route(web::post().to(edit)),
        )
        .service(web::resource("/rules/{id}/translations").route(web::post().to(translate)));
    for verb in ["up", "down", "delete"] {
        let path = format!("/rules/{{id}}/{verb}");
        config.service(web::resource(path).route(web::post().to(act)));
    }
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = list(&admin, conn, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/rules.html", &view)
}

async fn list(admin: &AdminPage, conn: &mut Conn, form: FormView) -> Result<RulesPage> {
    let cx = &admin.page.app.cx;
    let rules = rules::all(conn, cx).await?;
    Ok(RulesPage {
        layout: admin.layout(conn, Section::Rules).await?,
        rules: rules.iter().map(row).collect(),
        minimum_age: u32::from(age::minimum(cx)),
        public_log: transparency::shows_log(cx),
        form,
    })
}

fn row(rule: &Rule) -> RuleRow {
    RuleRow {
        number: rule.number,
        text: rule.words.text.clone(),
        hint: rule.words.hint.clone(),
        languages: rule.translations.keys().cloned().collect(),
    }
}

fn words(form: &Typed) -> Words {
    Words {
        text: form.text("text").to_owned(),
        hint: form.text("hint").to_owned(),
    }
}

async fn add(admin: AdminPage, CsrfForm(form): CsrfForm<Typed>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    match rules::add(conn, cx, admin.authority(), &words(&form)).await {
        Ok(_number) => Ok(admin.done(PATH, "did-rule-added")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let view = list(&admin, conn, form.form().refused(&refusal)).await?;
            refused::respond(&admin.page, &refusal, "admin/rules.html", &view)
        }
    }
}

async fn options(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let outcome = set(conn, &admin, &form).await;
    admin.end(PATH, outcome, "did-holds-now")
}

async fn set(conn: &mut Conn, admin: &AdminPage, form: &Typed) -> Result<()> {
    let cx = &admin.page.app.cx;
    let years = form.number("minimum_age")?.unwrap_or(0);
    age::set_minimum(conn, cx, admin.authority(), years).await?;
    let shows = form.is("public_log");
    transparency::set_shows_log(conn, cx, admin.authority(), shows).await
}

async fn one(admin: AdminPage, id: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let rule = find(&admin, conn, number(&id)?).await?;
    let form = FormView::new([
        ("text", rule.words.text.as_str()),
        ("hint", &rule.words.hint),
    ]);
    let view = page(&admin, conn, &rule, form).await?;
    admin.respond(StatusCode::OK, "admin/rule.html", &view)
}

async fn find(admin: &AdminPage, conn: &mut Conn, id: i32) -> Result<Rule> {
    let rules = rules::all(conn, &admin.page.app.cx).await?;
    let rule = rules.into_iter().find(|rule| rule.number == id);
    rule.ok_or_else(Error::not_found)
}

async fn page(admin: &AdminPage, conn: &mut Conn, rule: &Rule, form: FormView) -> Result<RulePage> {
    let translations = rule.translations.iter();
    Ok(RulePage {
        layout: admin.layout(conn, Section::Rules).await?,
        number: rule.number,
        form,
        translations: translations
            .map(|(language, words)| (language.clone(), words.text.clone(), words.hint.clone()))
            .collect(),
    })
}

async fn edit(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    match rules::edit(conn, cx, admin.authority(), id, &words(&form)).await {
        Ok(()) => Ok(admin.done(PATH, "did-rule-changed")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let rule = find(&admin, conn, id).await?;
            let view = page(&admin, conn, &rule, form.form().refused(&refusal)).await?;
            refused::respond(&admin.page, &refusal, "admin/rule.html", &view)
        }
    }
}

/// Says a rule in another language; without words, no more.
async fn translate(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let words = Words {
        text: form.text("translated_text").to_owned(),
        hint: form.text("translated_hint").to_owned(),
    };
    let given = (!words.text.trim().is_empty()).then_some(&words);
    let said = (form.text("language"), given);
    let cx = &admin.page.app.cx;
    let outcome = rules::translate(conn, cx, admin.authority(), id, said).await;
    admin.end(&format!("{PATH}/{id}"), outcome, "did-translation-kept")
}

async fn act(
    admin: AdminPage,
    req: HttpRequest,
    id: web::Path<String>,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let verb = req.path().rsplit('/').next().unwrap_or_default();
    let (outcome, message) = match verb {
        "up" => (
            rules::shift(conn, cx, by, id, Direction::Up).await,
            "did-rule-up",
        ),
        "down" => (
            rules::shift(conn, cx, by, id, Direction::Down).await,
            "did-rule-down",
        ),
        _ => (rules::remove(conn, cx, by, id).await, "did-rule-gone"),
    };
    admin.end(PATH, outcome, message)
}
