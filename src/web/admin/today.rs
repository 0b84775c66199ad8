//! `/admin`: what waits, and how the server is.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::db::models::activity_day::ActivityDay;
use crate::db::views::waiting::{OpenReport, Waiting};
use crate::domain::costs::measure::Backups;
use crate::domain::costs::overview::{self, Today};
use crate::domain::moderation::waiting;
use crate::foundation::text::sizes;
use crate::http::error::WebError;
use crate::http::routes::get;
use crate::web::admin::figures;
use crate::web::admin::frame::AdminPage;
use crate::web::admin::sections::Section;
use crate::web::view::admin::chart::{self, Chart, Unit};
use crate::web::view::admin::{HealthView, OpenReportView, TodayPage};

/// What waits for longer is late.
const PROMISE: TimeDelta = TimeDelta::days(1);
/// Work of the server that waits for longer has a problem.
const SLOW: TimeDelta = TimeDelta::minutes(15);
/// A backup that is older is no good.
const OLD_BACKUP: TimeDelta = TimeDelta::days(2);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.service(web::resource("").route(get().to(show)));
}

async fn show(admin: AdminPage) -> Result<HttpResponse, WebError> {
    let app = &admin.page.app;
    let conn = &mut *app.db.conn().await?;
    let waits = waiting::waiting(conn).await?;
    let today = Box::pin(overview::today(conn, &app.cx, admin.authority())).await?;
    let now = app.cx.clock.now();
    let few = |value: i64| u32::try_from(value).unwrap_or(0);
    let found = &today.waiting;
    let view = TodayPage {
        layout: admin.layout(conn, Section::Today).await?,
        reports: few(waits.reports),
        oldest_report: found.oldest_report.map(|at| at.timestamp()),
        sign_ups: few(waits.sign_ups),
        appeals: few(waits.appeals),
        held: few(waits.held),
        failed: few(found.failed_deliveries),
        calm: waits.reports + waits.sign_ups + waits.appeals + waits.held + found.failed_deliveries
            == 0,
        people: today.people.map(|p| (p.members, p.wrote, p.servers)),
        deliveries: few(found.deliveries),
        spent: figures::spent(&today.prices, &today.month),
        open: today
            .reports
            .iter()
            .map(|report| line(report, now))
            .collect(),
        charts: charts(&today.activity),
        disk: figures::disk(&today.room),
        kinds: figures::kinds(&today.room),
        peers: figures::peers(&today.peers),
        health: health(&today, now),
    };
    admin.respond(StatusCode::OK, "admin/today.html", &view)
}

fn line(report: &OpenReport, now: DateTime<Utc>) -> OpenReportView {
    let about = match &report.domain {
        Some(domain) => format!("@{}@{domain}", report.username),
        None => format!("@{}", report.username),
    };
    OpenReportView {
        id: report.id.0,
        category: format!("figures-report-{}", report.category),
        about,
        said: report.comment.chars().take(120).collect(),
        at: report.created_at.timestamp(),
        late: now - report.created_at > PROMISE,
        with: report.assigned_to.clone(),
    }
}

fn charts(activity: &[ActivityDay]) -> Vec<Chart> {
    type Figure = fn(&ActivityDay) -> i64;
    let figures: [(&str, Figure); 5] = [
        ("active", |day| day.active_users),
        ("posts", |day| day.posts),
        ("interactions", |day| day.interactions),
        ("sign-ups", |day| day.sign_ups),
        ("reports", |day| day.reports),
    ];
    let chart = |(name, figure): (&str, Figure)| {
        let points: Vec<(NaiveDate, u64)> = activity
            .iter()
            .map(|day| (day.day, figures::whole(figure(day))))
            .collect();
        chart::line(name, Unit::Count, &points, None)
    };
    figures.into_iter().map(chart).collect()
}

fn health(today: &Today, now: DateTime<Utc>) -> Vec<HealthView> {
    let Waiting {
        deliveries,
        oldest_delivery,
        failed_deliveries,
        failing_hosts,
        incoming,
        oldest_incoming,
        jobs,
        oldest_job,
        dead_jobs,
        ..
    } = today.waiting;
    let mut health = vec![
        queue("jobs", jobs, oldest_job, now),
        queue("deliveries", deliveries, oldest_delivery, now),
        queue("incoming", incoming, oldest_incoming, now),
        broken("dead-jobs", dead_jobs),
        broken("failed-deliveries", failed_deliveries),
        broken("failing-hosts", failing_hosts),
    ];
    let database = ["database", "search", "logs"];
    let database = database
        .iter()
        .filter_map(|kind| today.room.kinds.get(*kind));
    health.push(HealthView {
        key: "figures-health-database".to_owned(),
        said: sizes::said(database.sum()),
        since: None,
        // It answered a moment ago.
        state: "ok",
    });
    health.extend(today.backups.map(|backups| backup(backups, now)));
    health
}

fn queue(name: &str, count: i64, oldest: Option<DateTime<Utc>>, now: DateTime<Utc>) -> HealthView {
    let slow = oldest.is_some_and(|at| now - at > SLOW);
    HealthView {
        key: format!("figures-health-{name}"),
        said: count.to_string(),
        since: oldest.map(|at| at.timestamp()),
        state: if slow { "late" } else { "ok" },
    }
}

fn broken(name: &str, count: i64) -> HealthView {
    HealthView {
        key: format!("figures-health-{name}"),
        said: count.to_string(),
        since: None,
        state: if count > 0 { "bad" } else { "ok" },
    }
}

fn backup(backups: Backups, now: DateTime<Utc>) -> HealthView {
    let newest = backups.newest;
    let fresh = newest.is_some_and(|at| now.timestamp() - at < OLD_BACKUP.num_seconds());
    HealthView {
        key: "figures-health-backup".to_owned(),
        said: sizes::said(backups.bytes),
        since: newest,
        state: if fresh { "ok" } else { "bad" },
    }
}
