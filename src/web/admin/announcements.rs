//! `/admin/announcements`: what everybody is told, now, later or not yet.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};

use crate::db::Conn;
use crate::db::ids::AnnouncementId;
use crate::db::models::announcement::Announcement;
use crate::domain::announcements::{self, NewAnnouncement, Telling};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::{Typed, number, shown};
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{AnnouncementPage, AnnouncementRow, AnnouncementsPage};

const PATH: &str = "/admin/announcements";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/announcements")
                .route(get().to(show))
                .route(web::post().to(create)),
        )
        .service(
            web::resource("/announcements/{id}")
                .route(get().to(one))
                .route(web::post().to(change)),
        );
    for verb in ["publish", "unpublish", "delete"] {
        let path = format!("/announcements/{{id}}/{verb}");
        config.service(web::resource(path).route(web::post().to(act)));
    }
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = list(&admin, conn, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/announcements.html", &view)
}

async fn list(admin: &AdminPage, conn: &mut Conn, form: FormView) -> Result<AnnouncementsPage> {
    let now = admin.page.app.cx.clock.now();
    let rows = announcements::all(conn, admin.authority()).await?;
    Ok(AnnouncementsPage {
        layout: admin.layout(conn, Section::Announcements).await?,
        announcements: rows.iter().map(|row| view(row, now)).collect(),
        form,
    })
}

fn view(row: &Announcement, now: DateTime<Utc>) -> AnnouncementRow {
    let over = row.ends_at.is_some_and(|end| end <= now);
    AnnouncementRow {
        id: row.id.0,
        text: row.text.clone(),
        state: match row {
            _ if row.draft => "draft",
            _ if over => "over",
            _ if row.published_at > now => "scheduled",
            _ => "told",
        },
        published_at: row.published_at,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
    }
}

/// What was typed, and when it is told.
fn read(form: &Typed, now: DateTime<Utc>) -> Result<(NewAnnouncement, Telling)> {
    let new = NewAnnouncement {
        text: form.text("text").to_owned(),
        starts_at: form.time("starts_at")?,
        ends_at: form.time("ends_at")?,
        all_day: form.is("all_day"),
    };
    let telling = if form.is("draft") {
        Telling::Draft
    } else {
        Telling::From(form.time("published_at")?.unwrap_or(now))
    };
    Ok((new, telling))
}

async fn create(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    let made = match read(&form, cx.clock.now()) {
        Ok((new, telling)) => {
            announcements::create(conn, cx, admin.authority(), &new, telling).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(_row) => Ok(admin.done(PATH, "did-announcement-kept")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let view = list(&admin, conn, form.form().refused(&refusal)).await?;
            refused::respond(&admin.page, &refusal, "admin/announcements.html", &view)
        }
    }
}

async fn one(admin: AdminPage, id: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let id: AnnouncementId = number(&id)?;
    let row = announcements::get(conn, admin.authority(), id).await?;
    let told = announcements::is_told(&row, admin.page.app.cx.clock.now());
    let later = (!row.draft && !told).then_some(row.published_at);
    let word = |is: bool| if is { "true" } else { "" };
    let form = FormView::new([
        ("text", row.text.as_str()),
        ("starts_at", &shown(row.starts_at)),
        ("ends_at", &shown(row.ends_at)),
        ("published_at", &shown(later)),
        ("all_day", word(row.all_day)),
        ("draft", word(row.draft)),
    ]);
    let view = page(&admin, conn, id, form).await?;
    admin.respond(StatusCode::OK, "admin/announcement.html", &view)
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    id: AnnouncementId,
    form: FormView,
) -> Result<AnnouncementPage> {
    Ok(AnnouncementPage {
        layout: admin.layout(conn, Section::Announcements).await?,
        id: id.0,
        form,
    })
}

async fn change(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id: AnnouncementId = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    let changed = match read(&form, cx.clock.now()) {
        Ok((new, telling)) => {
            announcements::change(conn, cx, admin.authority(), id, (&new, telling)).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(()) => Ok(admin.done(PATH, "did-announcement-changed")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let view = page(&admin, conn, id, form.form().refused(&refusal)).await?;
            refused::respond(&admin.page, &refusal, "admin/announcement.html", &view)
        }
    }
}

async fn act(
    admin: AdminPage,
    req: HttpRequest,
    id: web::Path<String>,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id: AnnouncementId = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let verb = req.path().rsplit('/').next().unwrap_or_default();
    let (outcome, message) = match verb {
        "publish" => (
            announcements::set_told(conn, cx, by, id, true).await,
            "did-announcement-told",
        ),
        "unpublish" => (
            announcements::set_told(conn, cx, by, id, false).await,
            "did-announcement-untold",
        ),
        _ => (
            announcements::delete(conn, cx, by, id).await,
            "did-announcement-deleted",
        ),
    };
    admin.end(PATH, outcome, message)
}
