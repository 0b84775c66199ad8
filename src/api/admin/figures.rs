//! Measures, dimensions and who stayed.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, Utc};

use crate::api::admin::Staff;
use crate::api::entities::admin_figures::{
    AdminCohort, AdminDimension, AdminMeasure, CohortData, DimensionData, MeasureDay,
};
use crate::api::entities::time::Time;
use crate::api::error::{ApiError, ApiResult};
use crate::api::params::Params;
use crate::app::App;
use crate::db::Conn;
use crate::db::views::figures::{Counted, Daily, Kinds};
use crate::domain::moderation::figures::{self, Span};

/// Most keys of one request.
const KEYS_MAX: usize = 20;
/// Kinds that are told where nothing is asked for.
const KINDS: i64 = 10;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/v1/admin/measures", web::post().to(measures))
        .route("/v1/admin/dimensions", web::post().to(dimensions))
        .route("/v1/admin/retention", web::post().to(retention));
}

/// A key, what it counts, and the parameter that says of what.
type Measured = (&'static str, Daily, Option<&'static str>);

const MEASURES: [Measured; 14] = [
    ("active_users", Daily::ActiveUsers, None),
    ("new_users", Daily::NewUsers, None),
    ("interactions", Daily::Interactions, None),
    ("opened_reports", Daily::OpenedReports, None),
    ("resolved_reports", Daily::ResolvedReports, None),
    ("tag_accounts", Daily::TagAccounts, Some("id")),
    ("tag_uses", Daily::TagUses, Some("id")),
    ("tag_servers", Daily::TagServers, Some("id")),
    ("instance_accounts", Daily::InstanceAccounts, Some("domain")),
    (
        "instance_media_attachments",
        Daily::InstanceMedia,
        Some("domain"),
    ),
    ("instance_reports", Daily::InstanceReports, Some("domain")),
    ("instance_statuses", Daily::InstanceStatuses, Some("domain")),
    ("instance_follows", Daily::InstanceFollows, Some("domain")),
    (
        "instance_followers",
        Daily::InstanceFollowers,
        Some("domain"),
    ),
];

const DIMENSIONS: [(&str, Kinds, Option<&str>); 7] = [
    ("languages", Kinds::Languages, None),
    ("sources", Kinds::Sources, None),
    ("servers", Kinds::Servers, None),
    ("tag_servers", Kinds::TagServers, Some("id")),
    ("tag_languages", Kinds::TagLanguages, Some("id")),
    ("instance_accounts", Kinds::InstanceAccounts, Some("domain")),
    (
        "instance_languages",
        Kinds::InstanceLanguages,
        Some("domain"),
    ),
];

/// A day or a moment.
fn moment(params: &Params, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
    let Some(text) = params.filled(name) else {
        return Ok(None);
    };
    let text = text.trim();
    let whole = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
    let day = || {
        let day: NaiveDate = text.parse().ok()?;
        Some(day.and_hms_opt(0, 0, 0)?.and_utc())
    };
    let found = whole.ok().or_else(day);
    let invalid = || ApiError::invalid(format!("{name} is not a date"));
    found.map(Some).ok_or_else(invalid)
}

fn span(app: &App, params: &Params) -> Result<Span, ApiError> {
    let (from, to) = (moment(params, "start_at")?, moment(params, "end_at")?);
    Ok(Span::new(&app.cx, from, to))
}

/// What a key is asked of; None where that is missing.
fn about(params: &Params, key: &str, name: Option<&str>) -> Option<String> {
    match name {
        None => Some(String::new()),
        Some(name) => params.object(key)?.filled(name),
    }
}

fn keys(params: &Params) -> Result<Vec<String>, ApiError> {
    let keys = params.list("keys");
    if keys.is_empty() || keys.len() > KEYS_MAX {
        return Err(ApiError::invalid("keys can't be blank"));
    }
    Ok(keys)
}

async fn measures(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let span = span(&app, &params)?;
    let keys = keys(&params)?;
    let conn = &mut *app.db.conn().await?;
    let mut list = Vec::new();
    for (key, what, name) in MEASURES {
        let asked = keys.iter().any(|asked| asked == key);
        let Some(about) = about(&params, key, name).filter(|_| asked) else {
            continue;
        };
        let counted = figures::measure(conn, &by.0, what, &about, span).await?;
        let day = |day: &crate::db::views::figures::OnDay| MeasureDay {
            date: Time(day.day),
            value: day.count.to_string(),
        };
        list.push(AdminMeasure {
            key,
            unit: None,
            total: counted.total.to_string(),
            human_value: None,
            previous_total: Some(counted.before.to_string()),
            data: counted.days.iter().map(day).collect(),
        });
    }
    Ok(HttpResponse::Ok().json(list))
}

async fn dimensions(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let span = span(&app, &params)?;
    let keys = keys(&params)?;
    let limit = params.int("limit").unwrap_or(KINDS).clamp(1, 50);
    let limit = u8::try_from(limit).unwrap_or(10);
    let conn = &mut *app.db.conn().await?;
    let asked = |key: &str| keys.iter().any(|asked| asked == key);
    let mut list = Vec::new();
    for (key, what, name) in DIMENSIONS {
        let Some(about) = about(&params, key, name).filter(|_| asked(key)) else {
            continue;
        };
        let counted = figures::kinds(conn, &by.0, what, &about, span, limit).await?;
        let own = app.cx.config.handle_domain();
        let data = counted.iter().map(|row| kind(row, own.as_str()));
        let data = data.collect();
        list.push(AdminDimension { key, data });
    }
    machine(conn, &by, asked, &mut list).await?;
    Ok(HttpResponse::Ok().json(list))
}

/// One kind; this server has no name in the database.
fn kind(row: &Counted, own: &str) -> DimensionData {
    let key = match row.key.as_str() {
        "" => own,
        key => key,
    };
    DimensionData {
        key: key.to_owned(),
        human_key: key.to_owned(),
        value: row.value.to_string(),
        unit: None,
        human_value: None,
    }
}

/// Versions of the software, and the space it uses.
async fn machine(
    conn: &mut Conn,
    by: &Staff,
    asked: impl Fn(&str) -> bool,
    list: &mut Vec<AdminDimension>,
) -> Result<(), ApiError> {
    let database = figures::database(conn, &by.0).await?;
    let line = |key: &str, human: &str, value: String| DimensionData {
        key: key.to_owned(),
        human_key: human.to_owned(),
        human_value: Some(value.clone()),
        value,
        unit: None,
    };
    if asked("software_versions") {
        list.push(AdminDimension {
            key: "software_versions",
            data: vec![
                line("ossm", "OSSM", env!("CARGO_PKG_VERSION").to_owned()),
                line("postgresql", "PostgreSQL", database.key.clone()),
            ],
        });
    }
    if asked("space_usage") {
        let mut used = line("postgresql", "PostgreSQL", database.value.to_string());
        used.unit = Some("bytes");
        used.human_value = Some(format!("{} MiB", database.value / (1024 * 1024)));
        list.push(AdminDimension {
            key: "space_usage",
            data: vec![used],
        });
    }
    Ok(())
}

async fn retention(app: web::Data<App>, by: Staff, params: Params) -> ApiResult {
    let frequency = match params.needed("frequency")?.as_str() {
        "day" => "day",
        "month" => "month",
        _ => return Err(ApiError::invalid("Frequency is not included in the list")),
    };
    params.needed("start_at")?;
    params.needed("end_at")?;
    let span = span(&app, &params)?;
    let conn = &mut *app.db.conn().await?;
    let rows = figures::stayed(conn, &by.0, frequency == "month", span).await?;
    let mut list: Vec<AdminCohort> = Vec::new();
    for row in rows {
        if list
            .last()
            .is_none_or(|cohort| cohort.period.0 != row.joined)
        {
            list.push(AdminCohort {
                period: Time(row.joined),
                frequency,
                data: Vec::new(),
            });
        }
        if let Some(cohort) = list.last_mut() {
            cohort.data.push(CohortData {
                date: Time(row.period),
                rate: row.rate,
                value: row.value.to_string(),
            });
        }
    }
    Ok(HttpResponse::Ok().json(list))
}
