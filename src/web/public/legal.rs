//! `/terms` and `/privacy` in all their versions, `/about/transparency` and
//! `/about/modlog` with the same as JSON and CSV, and the page that stops news by
//! mail.

use std::fmt::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::db::Conn;
use crate::domain::instance::html_of;
use crate::domain::legal::texts::{self, TextKind};
use crate::domain::transparency::{self, Figures, Period};
use crate::domain::{DomainContext, mailings};
use crate::foundation::error::{Error, Result};
use crate::http::error::WebError;
use crate::http::page::PageFor;
use crate::http::routes::get;
use crate::http::view::Layout;
use crate::web::paging::Cursor;
use crate::web::public::draw;
use crate::web::view::{LegalTextPage, MailStopPage, ModlogPage, ModlogRow, Nav, TransparencyPage};

/// Decisions on a page.
const ENTRIES: u8 = 40;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for word in ["terms", "privacy"] {
        config
            .service(web::resource(format!("/{word}")).route(get().to(text)))
            .service(web::resource(format!("/{word}/{{date}}")).route(get().to(text_of)));
    }
    config
        .service(web::resource("/about/transparency").route(get().to(transparency)))
        .service(web::resource("/about/transparency.json").route(get().to(transparency_json)))
        .service(web::resource("/about/transparency.csv").route(get().to(transparency_csv)))
        .service(web::resource("/about/modlog").route(get().to(modlog)))
        .service(web::resource("/about/modlog.json").route(get().to(modlog_json)))
        .service(
            web::resource("/mail/stop/{user}/{signature}")
                .route(get().to(ask_to_stop))
                .route(web::post().to(stop)),
        );
}

fn kind(req: &HttpRequest) -> TextKind {
    if req.path().starts_with("/privacy") {
        TextKind::Privacy
    } else {
        TextKind::Terms
    }
}

async fn text(req: HttpRequest, page: PageFor) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    draw::show(&req, &page, "public/legal_text.html", async |conn| {
        fill_text(conn, &page, kind, None).await
    })
    .await
}

async fn text_of(
    req: HttpRequest,
    page: PageFor,
    date: web::Path<String>,
) -> Result<HttpResponse, WebError> {
    let kind = kind(&req);
    let day = date.parse::<NaiveDate>();
    let day = day.map_err(|cause| Error::not_found().because(cause))?;
    draw::show(&req, &page, "public/legal_text.html", async |conn| {
        fill_text(conn, &page, kind, Some(day)).await
    })
    .await
}

async fn fill_text(
    conn: &mut Conn,
    page: &PageFor,
    kind: TextKind,
    day: Option<NaiveDate>,
) -> Result<LegalTextPage> {
    let cx = &page.app.cx;
    let version = if let Some(day) = day {
        texts::of_day(conn, cx, kind, day).await?
    } else {
        let current = texts::current(conn, cx, kind).await?;
        current.ok_or_else(Error::not_found)?
    };
    let days = texts::days(conn, cx, kind).await?;
    let mut layout = page.layout(conn, Nav::About).await?;
    layout.canonical = Some(match day {
        Some(day) => format!("{}/{}/{day}", layout.site.url, kind.as_str()),
        None => format!("{}/{}", layout.site.url, kind.as_str()),
    });
    let today = cx.clock.now().date_naive();
    Ok(LegalTextPage {
        layout,
        kind: kind.as_str(),
        html: html_of(cx, &version.text),
        changes_html: html_of(cx, &version.changes),
        holds: version.day.is_none_or(|day| day <= today),
        day: version.day.map(|day| day.to_string()),
        succeeded_by: version.succeeded_by.map(|day| day.to_string()),
        days: days.iter().map(NaiveDate::to_string).collect(),
    })
}

#[derive(Deserialize)]
struct Wanted {
    period: Option<String>,
}

/// The span that is asked for; otherwise this month.
fn period(cx: &DomainContext, wanted: &Wanted) -> Result<Period> {
    match &wanted.period {
        Some(period) => period.parse(),
        None => Ok(Period::month_of(cx.clock.now().date_naive())),
    }
}

async fn transparency(
    req: HttpRequest,
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let period = period(&page.app.cx, &wanted)?;
    draw::show(&req, &page, "public/transparency.html", async |conn| {
        let figures = transparency::figures(conn, &page.app.cx, period).await?;
        let mut layout = page.layout(conn, Nav::About).await?;
        layout.canonical = Some(format!(
            "{}/about/transparency?period={period}",
            layout.site.url
        ));
        let periods = transparency::periods(&page.app.cx);
        let mut view = view(layout, figures);
        view.periods = periods.iter().map(Period::to_string).collect();
        view.public_log = transparency::shows_log(&page.app.cx);
        Ok(view)
    })
    .await
}

fn view(layout: Layout, figures: Figures) -> TransparencyPage {
    let received = figures.received.into_iter();
    let received: Vec<(String, i64)> = received.map(|row| (row.word, row.number)).collect();
    let notes = figures.notes.into_iter();
    TransparencyPage {
        layout,
        period: figures.period.to_string(),
        periods: Vec::new(),
        received_total: received.iter().map(|(_, number)| number).sum(),
        received,
        settled: figures.settled,
        median_hours: figures
            .median_seconds
            .map(|seconds| (seconds + 1800) / 3600),
        measures: figures
            .measures
            .into_iter()
            .map(|row| (row.word, row.automated, row.number))
            .collect(),
        appeals: figures
            .appeals
            .into_iter()
            .map(|row| (row.word, row.number))
            .collect(),
        asked: figures
            .asked
            .into_iter()
            .map(|row| (row.country, row.kind, row.outcome, row.number))
            .collect(),
        notes: notes
            .map(|row| {
                (
                    row.received_on.to_string(),
                    row.country,
                    row.authority,
                    row.public_note,
                )
            })
            .collect(),
        public_log: false,
    }
}

async fn numbers(page: &PageFor, wanted: &Wanted) -> Result<Figures, WebError> {
    let period = period(&page.app.cx, wanted)?;
    let conn = &mut *page.app.db.conn().await?;
    Ok(transparency::figures(conn, &page.app.cx, period).await?)
}

async fn transparency_json(
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let figures = numbers(&page, &wanted).await?;
    let counts = |rows: &[transparency::Count]| -> Value {
        rows.iter()
            .map(|row| (row.word.clone(), json!(row.number)))
            .collect()
    };
    let measures = figures.measures.iter().map(
        |row| json!({ "measure": row.word, "automated": row.automated, "number": row.number }),
    );
    let asked = figures.asked.iter().map(|row| {
        json!({ "country": row.country, "kind": row.kind, "outcome": row.outcome,
                "number": row.number })
    });
    let notes = figures.notes.iter().map(|row| {
        json!({ "received_on": row.received_on, "country": row.country,
                "authority": row.authority, "note": row.public_note })
    });
    Ok(HttpResponse::Ok().json(json!({
        "period": figures.period.to_string(),
        "starts": figures.period.starts(),
        "ends": figures.period.ends(),
        "reports": {
            "received": counts(&figures.received),
            "settled": figures.settled,
            "median_seconds": figures.median_seconds,
        },
        "measures": measures.collect::<Vec<_>>(),
        "appeals": counts(&figures.appeals),
        "authority_requests": asked.collect::<Vec<_>>(),
        "notes": notes.collect::<Vec<_>>(),
    })))
}

async fn transparency_csv(
    page: PageFor,
    wanted: web::Query<Wanted>,
) -> Result<HttpResponse, WebError> {
    let figures = numbers(&page, &wanted).await?;
    let mut rows = "period,what,detail,number\r\n".to_owned();
    let mut row = |what: &str, detail: &str, number: i64| {
        // Words of this server only: none has a comma or a quotation mark.
        let _ = write!(rows, "{},{what},{detail},{number}\r\n", figures.period);
    };
    for count in &figures.received {
        row("reports_received", &count.word, count.number);
    }
    row("reports_settled", "", figures.settled);
    if let Some(seconds) = figures.median_seconds {
        row("reports_median_seconds", "", seconds);
    }
    for measure in &figures.measures {
        let by = if measure.automated {
            "measure_automated"
        } else {
            "measure"
        };
        row(by, &measure.word, measure.number);
    }
    for appeal in &figures.appeals {
        row("appeals", &appeal.word, appeal.number);
    }
    for asked in &figures.asked {
        let detail = format!("{}/{}/{}", asked.country, asked.kind, asked.outcome);
        row("authority_requests", &detail, asked.number);
    }
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .body(rows))
}

async fn modlog(req: HttpRequest, page: PageFor, cursor: Cursor) -> Result<HttpResponse, WebError> {
    draw::show(&req, &page, "public/modlog.html", async |conn| {
        let log = transparency::log(conn, &page.app.cx, &cursor.page(ENTRIES)).await?;
        let entries = log.items.iter().map(|entry| ModlogRow {
            action: entry.action.clone(),
            subject: entry.subject.clone(),
            reason: entry.reason.clone(),
            at: entry.created_at,
        });
        Ok(ModlogPage {
            layout: page.layout(conn, Nav::About).await?,
            pages: cursor.links("/about/modlog", &log, |entry| entry.id),
            entries: entries.collect(),
        })
    })
    .await
}

async fn modlog_json(page: PageFor, cursor: Cursor) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let log = transparency::log(conn, &page.app.cx, &cursor.page(ENTRIES)).await?;
    let last = log.items.last().filter(|_| log.more);
    let next = last.map(|entry| format!("/about/modlog.json?max_id={}", entry.id));
    Ok(HttpResponse::Ok().json(json!({ "entries": log.items, "next": next })))
}

async fn ask_to_stop(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    mailings::opt_out_of(&page.app.cx, &path.0, &path.1)?;
    said(&req, &page, false).await
}

/// The signature in the address is the proof; mail programs send nothing else (RFC
/// 8058).
async fn stop(
    req: HttpRequest,
    page: PageFor,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, WebError> {
    let cx = &page.app.cx;
    let user = mailings::opt_out_of(cx, &path.0, &path.1)?;
    mailings::set_opt_out(&mut *page.app.db.conn().await?, cx, user, true).await?;
    said(&req, &page, true).await
}

async fn said(req: &HttpRequest, page: &PageFor, stopped: bool) -> Result<HttpResponse, WebError> {
    let conn = &mut *page.app.db.conn().await?;
    let view = MailStopPage {
        layout: page.form_layout(conn, Nav::None).await?,
        action: req.path().to_owned(),
        stopped,
    };
    page.respond(StatusCode::OK, "public/mail_stop.html", &view)
}
