//! `/admin/terms` and `/admin/privacy`: drafts, what they look like, and the versions
//! that hold and held.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;

use crate::db::Conn;
use crate::domain::instance::html_of;
use crate::domain::legal::texts::{self, Telling, TextKind};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::Typed;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::LegalTextDraftPage;

const TEMPLATE: &str = "admin/legal_text.html";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for word in ["terms", "privacy"] {
        config
            .service(
                web::resource(format!("/{word}"))
                    .route(get().to(show))
                    .route(web::post().to(save)),
            )
            .service(web::resource(format!("/{word}/discard")).route(web::post().to(discard)))
            .service(web::resource(format!("/{word}/publish")).route(web::post().to(publish)));
    }
}

/// Which text an address is about.
fn kind(req: &HttpRequest) -> TextKind {
    if req.path().starts_with("/admin/privacy") {
        TextKind::Privacy
    } else {
        TextKind::Terms
    }
}

fn path(kind: TextKind) -> String {
    format!("/admin/{}", kind.as_str())
}

async fn show(admin: AdminPage, req: HttpRequest) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    let conn = &mut *admin.page.app.db.conn().await?;
    let draft = texts::draft(conn, admin.authority(), kind).await?;
    let (text, changes) = if let Some(row) = draft {
        (row.text, row.changes)
    } else {
        let current = texts::current(conn, &admin.page.app.cx, kind).await?;
        let text = current.map_or_else(String::new, |now| now.text);
        (text, String::new())
    };
    let form = FormView::new([("text", text.as_str()), ("changes", &changes)]);
    let view = page(&admin, conn, kind, form).await?;
    admin.respond(StatusCode::OK, TEMPLATE, &view)
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    kind: TextKind,
    form: FormView,
) -> Result<LegalTextDraftPage> {
    let cx = &admin.page.app.cx;
    let draft = texts::draft(conn, admin.authority(), kind).await?;
    let days = texts::days(conn, cx, kind).await?;
    Ok(LegalTextDraftPage {
        layout: admin.layout(conn, Section::Rules).await?,
        kind: kind.as_str(),
        form,
        draft_html: draft.map(|row| html_of(cx, &row.text)),
        days: days.iter().map(NaiveDate::to_string).collect(),
        today: cx.clock.now().date_naive().to_string(),
        mail: cx.config.mail.is_configured(),
    })
}

async fn save(
    admin: AdminPage,
    req: HttpRequest,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let typed = (form.text("text"), form.text("changes"));
    match texts::save_draft(conn, cx, by, kind, typed).await {
        Ok(()) => Ok(admin.done(&path(kind), "did-draft-kept")),
        Err(error) => again(&admin, conn, kind, (form.form(), error)).await,
    }
}

async fn again(
    admin: &AdminPage,
    conn: &mut Conn,
    kind: TextKind,
    (form, error): (FormView, Error),
) -> Result<HttpResponse, WebError> {
    let refusal = refused::beside_form(&admin.page, error)?;
    let view = page(admin, conn, kind, form.refused(&refusal)).await?;
    refused::respond(&admin.page, &refusal, TEMPLATE, &view)
}

async fn discard(
    admin: AdminPage,
    req: HttpRequest,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    let outcome = texts::discard_draft(conn, cx, admin.authority(), kind).await;
    admin.end(&path(kind), outcome, "did-draft-gone")
}

async fn publish(
    admin: AdminPage,
    req: HttpRequest,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    let conn = &mut *admin.page.app.db.conn().await?;
    let day: Result<NaiveDate> = form.text("effective_on").trim().parse().map_err(|cause| {
        let cause: chrono::ParseError = cause;
        Error::field("effective_on", Message::of("refused-legal-day")).because(cause)
    });
    let telling = Telling {
        notice: form.text("notice").to_owned(),
        by_announcement: form.is("by_announcement"),
        by_mail: form.is("by_mail"),
    };
    let cx = &admin.page.app.cx;
    let outcome = match day {
        Ok(day) => texts::publish(conn, cx, admin.authority(), (kind, day), &telling).await,
        Err(error) => Err(error),
    };
    admin.end(&path(kind), outcome, "did-text-published")
}
