//! `/admin/law`: what authorities ask for, holds on data, and archives for lawful
//! requests.

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{HttpResponse, web};

use crate::db::Conn;
use crate::db::page::Page;
use crate::domain::legal::exports::{self, DataExport};
use crate::domain::legal::holds::{self, LegalHold};
use crate::domain::legal::orders::{self, LegalOrder, NewOrder};
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
use crate::web::view::admin::{
    ExportRow, ExportsPage, HoldRow, HoldsPage, LawPage, OrderPage, OrderRow,
};

const PATH: &str = "/admin/law";
const HOLDS: &str = "/admin/law/holds";
const EXPORTS: &str = "/admin/law/exports";
/// Rows on a page.
const ROWS: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/law")
                .route(get().to(show))
                .route(web::post().to(add)),
        )
        .service(
            web::resource("/law/holds")
                .route(get().to(show_holds))
                .route(web::post().to(place)),
        )
        .service(web::resource("/law/holds/{id}/lift").route(web::post().to(lift)))
        .service(
            web::resource("/law/exports")
                .route(get().to(show_exports))
                .route(web::post().to(order_export)),
        )
        .service(web::resource("/law/exports/{id}/fetch").route(web::post().to(fetch)))
        .service(
            web::resource("/law/{id}")
                .route(get().to(one))
                .route(web::post().to(change)),
        );
}

async fn show(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let today = admin.page.app.cx.clock.now().date_naive().to_string();
    let form = FormView::new([("received_on", today.as_str())]);
    let view = list(&admin, conn, cursor, form).await?;
    admin.respond(StatusCode::OK, "admin/law.html", &view)
}

async fn list(
    admin: &AdminPage,
    conn: &mut Conn,
    cursor: Cursor,
    form: FormView,
) -> Result<LawPage> {
    let by = admin.authority();
    let today = admin.page.app.cx.clock.now().date_naive();
    let open = orders::open(conn, by).await?;
    let answered = orders::answered(conn, by, &cursor.page(ROWS)).await?;
    let row = |order: &LegalOrder| OrderRow {
        id: order.id,
        authority: order.authority.clone(),
        country: order.country.clone(),
        reference: order.reference.clone(),
        kind: order.kind.as_str(),
        target: order.target.clone(),
        received_on: order.received_on.to_string(),
        due_on: order.due_on.map(|day| day.to_string()),
        late: order.due_on.is_some_and(|day| day < today),
        answered_on: order.answered_on.map(|day| day.to_string()),
        outcome: order.outcome.as_str(),
    };
    Ok(LawPage {
        layout: admin.layout(conn, Section::Law).await?,
        open: open.iter().map(row).collect(),
        pages: cursor.links(PATH, &answered, |order| order.id),
        answered: answered.items.iter().map(row).collect(),
        form,
    })
}

fn typed(form: &Typed) -> NewOrder {
    let text = |name| form.text(name).to_owned();
    NewOrder {
        authority: text("authority"),
        country: text("country"),
        reference: text("reference"),
        legal_ground: text("legal_ground"),
        kind: text("kind"),
        target: text("target"),
        received_on: text("received_on"),
        due_on: text("due_on"),
        answered_on: text("answered_on"),
        outcome: text("outcome"),
        private_note: text("private_note"),
        public_note: text("public_note"),
    }
}

async fn add(admin: AdminPage, CsrfForm(form): CsrfForm<Typed>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    match orders::add(conn, cx, admin.authority(), &typed(&form)).await {
        Ok(_id) => Ok(admin.done(PATH, "did-noted")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = list(&admin, conn, Cursor::default(), form).await?;
            refused::respond(&admin.page, &refusal, "admin/law.html", &view)
        }
    }
}

async fn one(admin: AdminPage, id: web::Path<String>) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let row = orders::get(conn, admin.authority(), number(&id)?).await?;
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    let form = FormView::new([
        ("authority", row.authority.as_str()),
        ("country", &row.country),
        ("reference", &row.reference),
        ("legal_ground", &row.legal_ground),
        ("kind", row.kind.as_str()),
        ("target", &row.target),
        ("received_on", &day(Some(row.received_on))),
        ("due_on", &day(row.due_on)),
        ("answered_on", &day(row.answered_on)),
        ("outcome", row.outcome.as_str()),
        ("private_note", &row.private_note),
        ("public_note", &row.public_note),
    ]);
    let view = OrderPage {
        layout: admin.layout(conn, Section::Law).await?,
        id: row.id,
        form,
    };
    admin.respond(StatusCode::OK, "admin/order.html", &view)
}

async fn change(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let id = number(&id)?;
    let conn = &mut *admin.page.app.db.conn().await?;
    let cx = &admin.page.app.cx;
    match orders::change(conn, cx, admin.authority(), id, &typed(&form)).await {
        Ok(()) => Ok(admin.done(PATH, "did-noted")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let view = OrderPage {
                layout: admin.layout(conn, Section::Law).await?,
                id,
                form: form.form().refused(&refusal),
            };
            refused::respond(&admin.page, &refusal, "admin/order.html", &view)
        }
    }
}

async fn show_holds(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = hold_list(&admin, conn, cursor, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/holds.html", &view)
}

async fn hold_list(
    admin: &AdminPage,
    conn: &mut Conn,
    cursor: Cursor,
    form: FormView,
) -> Result<HoldsPage> {
    let by = admin.authority();
    let going = holds::page(conn, by, false, &cursor.page(ROWS)).await?;
    let lifted = holds::page(conn, by, true, &Page::first(ROWS)).await?;
    let row = |hold: &LegalHold| HoldRow {
        id: hold.id,
        handle: hold.handle.clone(),
        post: hold.post_id.map(|post| post.to_string()),
        reason: hold.reason.clone(),
        since: hold.created_at,
        lifted_at: hold.lifted_at,
        lift_reason: hold.lift_reason.clone(),
    };
    Ok(HoldsPage {
        layout: admin.layout(conn, Section::Law).await?,
        pages: cursor.links(HOLDS, &going, |hold| hold.id),
        going: going.items.iter().map(row).collect(),
        lifted: lifted.items.iter().map(row).collect(),
        form,
    })
}

async fn place(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    match holds::place(conn, cx, by, form.text("target"), form.text("reason")).await {
        Ok(_id) => Ok(admin.done(HOLDS, "did-hold-made")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = hold_list(&admin, conn, Cursor::default(), form).await?;
            refused::respond(&admin.page, &refusal, "admin/holds.html", &view)
        }
    }
}

async fn lift(
    admin: AdminPage,
    id: web::Path<String>,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    let outcome = holds::lift(conn, cx, by, number(&id)?, form.text("lift_reason")).await;
    admin.end(HOLDS, outcome, "did-hold-lifted")
}

async fn show_exports(admin: AdminPage, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let view = export_list(&admin, conn, cursor, FormView::default()).await?;
    admin.respond(StatusCode::OK, "admin/exports.html", &view)
}

async fn export_list(
    admin: &AdminPage,
    conn: &mut Conn,
    cursor: Cursor,
    form: FormView,
) -> Result<ExportsPage> {
    let rows = exports::page(conn, admin.authority(), &cursor.page(ROWS)).await?;
    let row = |export: &DataExport| ExportRow {
        id: export.id,
        handle: export.handle.clone(),
        reason: export.reason.clone(),
        state: export.state.as_str(),
        megabytes: format!(
            "{}.{}",
            export.bytes / 1_000_000,
            export.bytes / 100_000 % 10
        ),
        ordered_at: export.created_at,
        expires_at: export.expires_at,
    };
    Ok(ExportsPage {
        layout: admin.layout(conn, Section::Law).await?,
        pages: cursor.links(EXPORTS, &rows, |export| export.id),
        exports: rows.items.iter().map(row).collect(),
        form,
    })
}

async fn order_export(
    admin: AdminPage,
    CsrfForm(form): CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let (cx, by) = (&admin.page.app.cx, admin.authority());
    match exports::order(conn, cx, by, form.text("target"), form.text("reason")).await {
        Ok(_id) => Ok(admin.done(EXPORTS, "did-export-begun")),
        Err(error) => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = form.form().refused(&refusal);
            let view = export_list(&admin, conn, Cursor::default(), form).await?;
            refused::respond(&admin.page, &refusal, "admin/exports.html", &view)
        }
    }
}

/// The archive itself, once.
async fn fetch(
    admin: AdminPage,
    id: web::Path<String>,
    _form: CsrfForm<Typed>,
) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let (export, key) = {
        let conn = &mut *app.db.conn().await?;
        exports::fetch(conn, &app.cx, admin.authority(), number(&id)?).await?
    };
    let file = app.pictures.store().open(&key).await?;
    let name = format!("attachment; filename=\"data-{}.tar\"", export.id);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-tar"))
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(SizedStream::new(file.len, file.stream(0..file.len))))
}
