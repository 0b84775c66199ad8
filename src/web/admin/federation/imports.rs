//! `/admin/federation/imports`: files of rules, looked at and applied.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::{cut, link, shown, wanted};
use crate::db::models::domain_import::{DomainImport, ImportRow, RowKind};
use crate::domain::moderation::domain_csv::BadLine;
use crate::domain::moderation::domain_imports::{self, Overview};
use crate::domain::peers::Severity;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::form::CsrfForm;
use crate::http::multipart::{self, FormLimits, SentForm};
use crate::http::page::see_other;
use crate::http::routes::get;
use crate::web::admin::frame::{AdminPage, Nothing};
use crate::web::admin::sections::Section;
use crate::web::refused;
use crate::web::view::admin::federation::{
    BadLineView, EntryView, ImportLine, ImportPage, ImportsPage, ReachView,
};
use crate::web::view::{FormView, PagesView};

const PATH: &str = "/admin/federation/imports";

/// Largest file, in bytes.
const FILE_MAX: u64 = 8 << 20;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(
            web::resource("/federation/imports")
                .route(get().to(list))
                .route(web::post().to(upload)),
        )
        .service(web::resource("/federation/imports/{id}").route(get().to(show)))
        .service(web::resource("/federation/imports/{id}/apply").route(web::post().to(apply)))
        .service(web::resource("/federation/imports/{id}/discard").route(web::post().to(discard)));
}

async fn list(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let form = FormView::new([("severity", "suspend")]);
    page(&admin, form, StatusCode::OK).await
}

async fn page(
    admin: &AdminPage,
    form: FormView,
    status: StatusCode,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let latest = domain_imports::latest(conn, admin.authority()).await?;
    let view = ImportsPage {
        layout: admin.layout(conn, Section::Servers).await?,
        form,
        imports: latest.iter().map(line).collect(),
    };
    admin.respond(status, "admin/federation/imports.html", &view)
}

fn line(import: &DomainImport) -> ImportLine {
    ImportLine {
        id: import.id,
        state: shown::key(import.state.as_str()),
        at: import.created_at,
    }
}

async fn upload(
    admin: AdminPage,
    req: HttpRequest,
    payload: web::Payload,
) -> Result<HttpResponse, WebError> {
    let limits = FormLimits {
        files: 1,
        file_bytes: FILE_MAX,
    };
    let form = multipart::read(&req, payload, limits).await?;
    let typed = form.text("severity").to_owned();
    match Box::pin(look(&admin, form)).await {
        Ok(id) => Ok(see_other(&format!("{PATH}/{id}"), &[])),
        Err(error) if error.kind() == ErrorKind::Invalid => {
            let refusal = refused::beside_form(&admin.page, error)?;
            let form = FormView::new([("severity", typed.as_str())]).refused(&refusal);
            page(&admin, form, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn look(admin: &AdminPage, form: SentForm) -> Result<i64> {
    let usual: Severity = form.text("severity").parse().unwrap_or(Severity::Suspend);
    form.usable?;
    let sent = form.files.into_iter().find(|file| file.field == "file");
    let wrong = |key| move || Error::field("file", Message::of(key));
    let sent = sent.ok_or_else(wrong("refused-import-file"))?;
    let file = sent.file.ok_or_else(wrong("refused-import-size"))?;
    let bytes = file.bytes().await?;
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    domain_imports::preview(conn, &app.cx, admin.authority(), &bytes, usual).await
}

#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: i32,
}

async fn show(
    admin: AdminPage,
    id: web::Path<i64>,
    which: web::Query<Which>,
) -> Result<HttpResponse, WebError> {
    let kind: RowKind = which.kind.parse().unwrap_or(RowKind::New);
    let conn = &mut *admin.page.app.db.conn().await?;
    let by = admin.authority();
    let seen = domain_imports::overview(conn, by, *id).await?;
    let asked = (*id, kind, which.after);
    let mut rows = domain_imports::rows(conn, by, asked, wanted()).await?;
    let more = cut(&mut rows);
    let last = rows.last().filter(|_| more);
    let older = last.map(|row| {
        let after = row.line.to_string();
        link(
            &format!("{PATH}/{id}"),
            &[("kind", kind.as_str()), ("after", &after)],
        )
    });
    let layout = admin.layout(conn, Section::Servers).await?;
    let sum = seen.sum;
    let view = ImportPage {
        layout,
        id: *id,
        state: seen.import.state.as_str(),
        counts: BTreeMap::from([
            ("new", sum.added),
            ("change", sum.changed),
            ("same", sum.same),
            ("allowed", sum.allowed),
        ]),
        total: sum.added + sum.changed + sum.same + sum.allowed,
        done: sum.done,
        reach: reach(&seen),
        severed: seen.import.severed,
        bad: seen.bad.into_iter().map(bad).collect(),
        bad_count: seen.import.bad_count,
        kind: kind.as_str(),
        rows: rows.into_iter().map(entry).collect(),
        pages: PagesView { older, newer: None },
    };
    admin.respond(StatusCode::OK, "admin/federation/import.html", &view)
}

fn reach(seen: &Overview) -> ReachView {
    ReachView {
        accounts: 0,
        followers: seen.sum.followers,
        following: seen.sum.following,
        members: seen.import.members,
        severs: true,
    }
}

pub(super) fn bad(bad: BadLine) -> BadLineView {
    BadLineView {
        line: bad.line,
        text: bad.text,
        reason: bad.reason,
    }
}

fn entry(row: ImportRow) -> EntryView {
    EntryView {
        domain: row.domain,
        severity: shown::severity(row.severity),
        accounts: row.accounts,
        follows: row.followers + row.following,
        comment: row.public_comment.unwrap_or_default(),
    }
}

#[derive(Deserialize)]
struct Apply {
    #[serde(default)]
    change: String,
}

async fn apply(
    admin: AdminPage,
    id: web::Path<i64>,
    CsrfForm(form): CsrfForm<Apply>,
) -> Result<HttpResponse, WebError> {
    let (app, to) = (&admin.page.app, format!("{PATH}/{id}"));
    let conn = &mut *app.db.conn().await?;
    let change = form.change == "true";
    let begun = domain_imports::apply(conn, &app.cx, admin.authority(), *id, change).await?;
    let message = if begun {
        "did-import-begun"
    } else {
        "did-import-before"
    };
    Ok(admin.done(&to, message))
}

async fn discard(
    admin: AdminPage,
    id: web::Path<i64>,
    _form: CsrfForm<Nothing>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    domain_imports::discard(conn, admin.authority(), *id).await?;
    Ok(admin.done(PATH, "did-import-discarded"))
}
