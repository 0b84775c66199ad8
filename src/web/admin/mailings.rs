//! `/admin/mailings`: mail to many members, written, tried on oneself, sent, stopped.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::domain::mailings::{self, Draft, Mailing, Progress};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::{Typed, number};
use crate::web::paging::Cursor;
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{MailingPage, MailingRow, MailingsPage};

const PATH: &str = "/admin/mailings";
/// Mailings on a page.
const ROWS: u8 = 20;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/mailings")
                .route(get().to(show))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/mailings/{id}")
                .route(get().to(one))
                .route(web::post().to(change)),
        );
    for verb in ["test", "start", "stop", "delete"] {
        let path = format!("/mailings/{{id}}/{verb}");
        config.service(web::resource(path).route(web::post().to(act)));
    }
}

async fn show(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = list(&admin, conn, cursor, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/mailings.html", &view)
}

async fn list(
    admin: &AdminPage,
    conn: &mut Conn,
    cursor: Cursor,
    form: FormView,
) -> Result<MailingsPage> {
    let page = cursor.page(ROWS);
    let (rows, progress) = mailings::page(conn, admin.authority(), &page).await?;
    let of = |id: i64| {
        let found = progress.iter().find(|(known, _)| *known == id);
        found.map(|(_, progress)| *progress).unwrap_or_default()
    };
    Ok(MailingsPage {
        layout: admin.layout(conn, Section::Announcements).await?,
        pages: cursor.links(PATH, &rows, |row| row.id),
        mailings: rows.items.iter().map(|row| view(row, of(row.id))).collect(),
        mail: admin.page.app.cx.config.mail.is_configured(),
        form,
    })
}

fn view(row: &Mailing, progress: Progress) -> MailingRow {
    MailingRow {
        id: row.id,
        subject: row.subject.clone(),
        state: row.state.as_str(),
        total: row.total,
        sent: progress.sent,
        refused: progress.refused,
        unsure: progress.begun,
        at: row.created_at,
    }
}

fn read(form: &Typed) -> Result<Draft> {
    Ok(Draft {
        subject: form.text("subject").to_owned(),
        body: form.text("body").to_owned(),
        active_days: form.number("active_days")?,
        locale: Some(form.text("locale").to_owned()),
        essential: form.is("essential"),
    })
}

async fn save(admin: &AdminPage, conn: &mut Conn, id: Option<i64>, form: &Typed) -> Result<i64> {
    let draft = read(form)?;
    mailings::save(conn, &admin.page.app.cx, admin.authority(), id, &draft).await
}

async fn create(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    match save(&admin, conn, None, &form).await {
        Ok(id) => Ok(admin.done(&format!("{PATH}/{id}"), "did-mail-kept")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = list(&admin, conn, Cursor::default(), form).await?;
            refused::respond(&admin.page, &refusal, "admin/mailings.html", &view)
        }
    }
}

async fn one(admin: AdminPage, id: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = page(&admin, conn, number(&id)?, None).await?;
    admin.respond(StatusCode::OK, "admin/mailing.html", &view)
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    id: i64,
    form: Option<FormView>,
) -> Result<MailingPage> {
    let cx = &admin.page.app.cx;
    let (row, progress) = mailings::get(conn, admin.authority(), id).await?;
    let days = row
        .active_days
        .map_or_else(String::new, |days| days.to_string());
    let form = form.unwrap_or_else(|| {
        FormView::new([
            ("subject", row.subject.as_str()),
            ("body", &row.body),
            ("active_days", &days),
            ("locale", row.locale.as_deref().unwrap_or_default()),
            ("essential", if row.essential { "true" } else { "" }),
        ])
    });
    Ok(MailingPage {
        layout: admin.layout(conn, Section::Announcements).await?,
        mailing: view(&row, progress),
        body: row.body,
        mail: cx.config.mail.is_configured(),
        form,
    })
}

async fn change(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    match save(&admin, conn, Some(id), &form).await {
        Ok(_id) => Ok(admin.done(&format!("{PATH}/{id}"), "did-mail-kept")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = page(&admin, conn, id, Some(form)).await?;
            refused::respond(&admin.page, &refusal, "admin/mailing.html", &view)
        }
    }
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
    let here = format!("{PATH}/{id}");
    let verb = req.path().rsplit('/').next().unwrap_or_default();
    let (to, outcome, message) = match verb {
        "test" => (
            here.as_str(),
            mailings::test(conn, cx, by, id).await,
            "did-mail-tried",
        ),
        "start" => (
            here.as_str(),
            mailings::resume(conn, cx, by, id).await,
            "did-mail-sending",
        ),
        "stop" => (
            here.as_str(),
            mailings::stop(conn, cx, by, id).await,
            "did-mail-stopped",
        ),
        _ => (
            PATH,
            mailings::discard(conn, cx, by, id).await,
            "did-draft-gone",
        ),
    };
    admin.end(to, outcome, message)
}
