//! What waits, and how the server is.

use chrono::NaiveDate;

use super::costs::{kinds, peers, spent};
use super::*;
use crate::web::view::admin::chart::{self, Unit};
use crate::web::view::admin::{DiskView, HealthView, OpenReportView, TodayPage};

/// Thirty days with some figures.
pub(super) fn month(step: u64) -> Vec<(NaiveDate, u64)> {
    let first = NaiveDate::from_ymd_opt(2026, 10, 24).unwrap_or_default();
    let days = first.iter_days().take(30);
    days.zip((0..).map(|n| 40 + n * step % 17)).collect()
}

pub(super) fn all() -> Vec<Sample> {
    let report = OpenReportView {
        id: 3,
        category: "figures-report-spam".into(),
        about: "@chidi@quince.example".into(),
        said: "Posts the same <link> under every tag".into(),
        at: ago(2_000).timestamp(),
        late: true,
        with: None,
    };
    let fresh = OpenReportView {
        said: String::new(),
        late: false,
        with: Some("ben".into()),
        ..report.clone()
    };
    let line = |key: &str, since, state| HealthView {
        key: format!("figures-health-{key}"),
        said: "17".into(),
        since,
        state,
    };
    let page = TodayPage {
        layout: moderator("/admin"),
        reports: 4,
        oldest_report: Some(ago(2_000).timestamp()),
        sign_ups: 2,
        appeals: 1,
        held: 1,
        failed: 3,
        calm: false,
        people: Some((41, 23, 212)),
        deliveries: 17,
        spent: Some(spent()),
        open: vec![report, fresh],
        charts: ["active", "posts", "interactions", "sign-ups", "reports"]
            .map(|name| chart::line(name, Unit::Count, &month(5), None))
            .into(),
        disk: Some(DiskView {
            used: "17.6 GB".into(),
            size: "40.0 GB".into(),
            full: "days",
            days: 55,
            chart: chart::line("disk", Unit::Bytes, &month(3), Some(90)),
        }),
        kinds: kinds(),
        peers: peers(),
        health: vec![
            line("jobs", Some(ago(1).timestamp()), "ok"),
            line("deliveries", Some(ago(60).timestamp()), "late"),
            line("dead-jobs", None, "bad"),
        ],
    };
    let calm = TodayPage {
        reports: 0,
        oldest_report: None,
        sign_ups: 0,
        appeals: 0,
        held: 0,
        failed: 0,
        calm: true,
        people: None,
        spent: None,
        open: Vec::new(),
        disk: None,
        kinds: Vec::new(),
        peers: Vec::new(),
        ..page.clone()
    };
    vec![
        Sample::new("today", "admin/today.html", page),
        Sample::new("today-calm", "admin/today.html", calm),
    ]
}
