//! `/admin/record`: the log of what was done, with its exports.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use futures_util::stream;
use serde::Deserialize;
use serde_json::json;

use crate::app::App;
use crate::db::page::Slice;
use crate::domain::auth::audit::Action;
use crate::domain::member::Member;
use crate::domain::moderation::permission::Authority;
use crate::domain::moderation::record::{self, AuditEntry, Filter};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::paging::Cursor;
use crate::web::view::PagesView;
use crate::web::view::admin::{EntryView, RecordPage};

const PATH: &str = "/admin/record";

/// Entries on a page.
const ENTRIES: u8 = 50;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/record").route(get().to(show)))
        .service(web::resource("/record.csv").route(get().to(as_csv)))
        .service(web::resource("/record.json").route(get().to(as_json)));
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    actor: String,
    action: String,
    subject: String,
    from: String,
    until: String,
}

impl Asked {
    fn filter(&self) -> Result<Filter> {
        Ok(Filter {
            actor: self.actor.trim().trim_start_matches('@').to_owned(),
            action: self.action.trim().to_owned(),
            subject: self.subject.trim().to_owned(),
            from: day(&self.from, 0)?,
            until: day(&self.until, 1)?,
        })
    }

    /// The same as a query.
    fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in [
            ("actor", &self.actor),
            ("action", &self.action),
            ("subject", &self.subject),
            ("from", &self.from),
            ("until", &self.until),
        ] {
            if !value.is_empty() {
                query.append_pair(name, value);
            }
        }
        query.finish()
    }
}

/// The beginning of a day so many days after this one.
fn day(text: &str, later: u64) -> Result<Option<DateTime<Utc>>> {
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |cause| Error::invalid(Message::of("refused-record-day")).because(cause);
    let day: NaiveDate = text.parse().map_err(wrong)?;
    let day = day.checked_add_days(Days::new(later));
    Ok(day.map(|day| day.and_time(NaiveTime::MIN).and_utc()))
}

async fn show(
    admin: AdminPage,
    cursor: Cursor,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, WebError> {
    let conn = &mut *admin.page.app.db.conn().await?;
    let filter = match asked.filter() {
        Ok(filter) => filter,
        Err(error) => return admin.refused(PATH, error),
    };
    let page = cursor.page(ENTRIES);
    let found = record::list(conn, admin.authority(), &filter, &page).await?;
    let query = asked.query();
    let view = RecordPage {
        layout: admin.layout(conn, Section::Record).await?,
        pages: pages(cursor, &found, &query),
        entries: found.items.iter().map(entry).collect(),
        actions: Action::ALL.iter().map(|action| action.as_str()).collect(),
        query,
        actor: asked.0.actor,
        action: asked.0.action,
        subject: asked.0.subject,
        from: asked.0.from,
        until: asked.0.until,
    };
    admin.respond(StatusCode::OK, "admin/record.html", &view)
}

/// Links to the neighbours that ask for the same.
fn pages(cursor: Cursor, found: &Slice<AuditEntry>, query: &str) -> PagesView {
    let pages = cursor.links(PATH, found, |entry| entry.id);
    let with = |link: String| {
        if query.is_empty() {
            link
        } else {
            format!("{link}&{query}")
        }
    };
    PagesView {
        older: pages.older.map(with),
        newer: pages.newer.map(with),
    }
}

fn entry(entry: &AuditEntry) -> EntryView {
    EntryView {
        id: entry.id,
        actor: entry.actor_name.clone(),
        action: entry.action.clone(),
        subject: entry.subject.clone(),
        reason: entry.reason.clone(),
        changes: record::changes(entry),
        at: entry.created_at,
    }
}

async fn as_csv(admin: AdminPage, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    let head = "id,time,actor,action,subject,reason,before,after,details\n";
    export(
        admin,
        &asked,
        ("text/csv", "record.csv"),
        (head, csv_line, ""),
    )
    .await
}

async fn as_json(admin: AdminPage, asked: web::Query<Asked>) -> Result<HttpResponse, WebError> {
    let kind = ("application/json", "record.json");
    export(admin, &asked, kind, ("[\n", json_line, "\n]\n")).await
}

/// How a file begins, how its entries are written, and how it ends.
type Written = (
    &'static str,
    fn(&AuditEntry, bool) -> Result<String>,
    &'static str,
);

struct Export {
    app: web::Data<App>,
    by: Member,
    filter: Filter,
    written: Written,
    /// The next entries are older; none: everything was sent.
    before: Option<i64>,
    begun: bool,
}

/// Sends the log as a file, some entries at a time, however long it is.
async fn export(
    admin: AdminPage,
    asked: &Asked,
    (kind, name): (&'static str, &'static str),
    written: Written,
) -> Result<HttpResponse, WebError> {
    let export = Export {
        filter: asked.filter()?,
        app: admin.page.app.clone(),
        by: admin.by,
        written,
        before: Some(i64::MAX),
        begun: false,
    };
    // The first part shows whether there is anything to answer.
    let (first, rest) = next_part(export).await?.unzip();
    let rest = stream::try_unfold(rest, async |state| match state {
        Some(export) => Ok(next_part(export)
            .await?
            .map(|(part, export)| (part, Some(export)))),
        None => Ok(None),
    });
    let first = stream::iter(first.map(Ok::<Bytes, Error>));
    let body = futures_util::StreamExt::chain(first, rest);
    Ok(HttpResponse::Ok()
        .content_type(format!("{kind}; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .streaming(Box::pin(body)))
}

async fn next_part(mut export: Export) -> Result<Option<(Bytes, Export)>> {
    let Some(before) = export.before else {
        return Ok(None);
    };
    let (head, line, foot) = export.written;
    let entries = {
        let conn = &mut *export.app.db.conn().await?;
        record::export(conn, Authority::Member(&export.by), &export.filter, before).await?
    };
    let mut text = String::new();
    if before == i64::MAX {
        text.push_str(head);
    }
    for entry in &entries {
        text.push_str(&line(entry, export.begun)?);
        export.begun = true;
    }
    export.before = entries.last().map(|entry| entry.id);
    if export.before.is_none() {
        text.push_str(foot);
    }
    Ok(Some((Bytes::from(text), export)))
}

fn csv_line(entry: &AuditEntry, _begun: bool) -> Result<String> {
    let json = |value: &Option<serde_json::Value>| {
        value.as_ref().map_or_else(String::new, ToString::to_string)
    };
    let mut line = csv::Writer::from_writer(Vec::new());
    line.write_record([
        entry.id.to_string(),
        entry.created_at.to_rfc3339(),
        harmless(&entry.actor_name),
        entry.action.clone(),
        harmless(&entry.subject),
        harmless(&entry.reason),
        json(&entry.before),
        json(&entry.after),
        entry.details.to_string(),
    ])
    .map_err(Error::internal)?;
    let bytes = line
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

/// A text that no spreadsheet takes for a formula.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn json_line(entry: &AuditEntry, begun: bool) -> Result<String> {
    let line = json!({
        "id": entry.id.to_string(),
        "time": entry.created_at.to_rfc3339(),
        "actor": entry.actor_name,
        "action": entry.action,
        "subject": entry.subject,
        "reason": entry.reason,
        "before": entry.before,
        "after": entry.after,
        "details": entry.details,
    });
    let line = serde_json::to_string(&line).map_err(Error::internal)?;
    let comma = if begun { ",\n" } else { "" };
    Ok(format!("{comma}{line}"))
}
