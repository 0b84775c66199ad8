//! `/admin/webhooks`: other programs that are told what happens, and what became of
//! the last requests to each.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use crate::db::Conn;
use crate::domain::webhooks::{self, WebhookEvent};
use crate::foundation::error::Result;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::admin::typed::{Typed, number};
use crate::web::refused;
use crate::web::view::FormView;
use crate::web::view::admin::{WebhookAttempt, WebhookPage, WebhookRow, WebhooksPage};

const PATH: &str = "/admin/webhooks";

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/webhooks")
                .route(get().to(show))
                .route(web::post().to(add)),
        )
        .service(
            web::resource("/webhooks/{id}")
                .route(get().to(one))
                .route(web::post().to(change)),
        );
    for verb in ["enable", "disable", "rotate", "delete"] {
        let path = format!("/webhooks/{{id}}/{verb}");
        config.service(web::resource(path).route(web::post().to(act)));
    }
}

/// The name of an event's box in forms.
fn field(event: WebhookEvent) -> String {
    event.as_str().replace('.', "_")
}

/// The events with the names of their boxes.
fn boxes() -> Vec<(String, &'static str)> {
    let events = WebhookEvent::ALL.iter();
    events
        .map(|event| (field(*event), event.as_str()))
        .collect()
}

fn ticked(form: &Typed) -> Vec<String> {
    let events = WebhookEvent::ALL.iter();
    let ticked = events.filter(|event| form.is(&field(**event)));
    ticked.map(|event| event.as_str().to_owned()).collect()
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = list(&admin, conn, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/webhooks.html", &view)
}

async fn list(admin: &AdminPage, conn: &mut Conn, form: FormView) -> Result<WebhooksPage> {
    let rows = webhooks::all(conn, admin.authority()).await?;
    Ok(WebhooksPage {
        layout: admin.layout(conn, Section::Webhooks).await?,
        webhooks: rows
            .into_iter()
            .map(|row| WebhookRow {
                id: row.id,
                url: row.url,
                events: row.events,
                enabled: row.enabled,
            })
            .collect(),
        boxes: boxes(),
        form,
    })
}

async fn add(admin: AdminPage, CsrfForm(form): CsrfForm<Typed>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    let typed = (form.text("url"), ticked(&form));
    let wanted = (typed.0, typed.1.as_slice());
    match webhooks::add(conn, cx, admin.authority(), wanted).await {
        Ok(id) => {
            let message = "did-webhook-added";
            Ok(admin.done(&format!("{PATH}/{id}"), message))
        }
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let view = list(&admin, conn, form.form().refused(&refusal)).await?;
            refused::respond(&admin.page, &refusal, "admin/webhooks.html", &view)
        }
    }
}

async fn one(admin: AdminPage, id: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = page(&admin, conn, number(&id)?, None).await?;
    admin.respond(StatusCode::OK, "admin/webhook.html", &view)
}

async fn page(
    admin: &AdminPage,
    conn: &mut Conn,
    id: i64,
    form: Option<FormView>,
) -> Result<WebhookPage> {
    let (hook, deliveries) = webhooks::get(conn, admin.authority(), id).await?;
    let form = form.unwrap_or_else(|| {
        let url = FormView::new([("url", hook.url.as_str())]);
        let ticked = hook.events.iter().map(|event| event.replace('.', "_"));
        ticked.fold(url, |form, name| form.value(&name, "true"))
    });
    Ok(WebhookPage {
        layout: admin.layout(conn, Section::Webhooks).await?,
        id,
        enabled: hook.enabled,
        secret: hook.secret,
        boxes: boxes(),
        form,
        attempts: deliveries
            .into_iter()
            .map(|row| WebhookAttempt {
                event: row.event,
                status: row
                    .status
                    .map_or_else(String::new, |status| status.to_string()),
                error: row.error,
                attempts: u32::try_from(row.attempts).unwrap_or(0),
                delivered: row.delivered_at.is_some(),
                at: row.created_at,
            })
            .collect(),
    })
}

async fn change(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    let events = ticked(&form);
    let wanted = (form.text("url"), events.as_slice());
    match webhooks::change(conn, cx, admin.authority(), id, wanted).await {
        Ok(()) => Ok(admin.done(&format!("{PATH}/{id}"), "did-webhook-changed")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = page(&admin, conn, id, Some(form)).await?;
            refused::respond(&admin.page, &refusal, "admin/webhook.html", &view)
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
        "enable" => (
            here.as_str(),
            webhooks::set_enabled(conn, cx, by, id, true).await,
            "did-webhook-on",
        ),
        "disable" => (
            here.as_str(),
            webhooks::set_enabled(conn, cx, by, id, false).await,
            "did-webhook-off",
        ),
        "rotate" => (
            here.as_str(),
            webhooks::rotate_secret(conn, cx, by, id).await,
            "did-webhook-rotated",
        ),
        _ => (
            PATH,
            webhooks::delete(conn, cx, by, id).await,
            "did-webhook-deleted",
        ),
    };
    admin.end(to, outcome, message)
}
