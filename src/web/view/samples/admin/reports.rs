//! Complaints.

use super::*;
use crate::web::view::admin::{ReportView, ReportsPage};

pub(super) fn all() -> Vec<Sample> {
    let report = ReportView {
        id: 3,
        by: ben(),
        about: person(3, "chidi", None),
        comment: "Sells <shoes> under every post.".into(),
        posts: vec!["/@chidi/107".into(), "/@chidi/110".into()],
        forwarded: true,
        at: ago(12),
    };
    let silent = ReportView {
        id: 4,
        comment: String::new(),
        posts: Vec::new(),
        forwarded: false,
        ..report.clone()
    };
    let reports = ReportsPage {
        layout: moderator("/admin/reports"),
        reports: vec![report, silent],
        pages: PagesView::default(),
    };
    let no_reports = ReportsPage {
        reports: Vec::new(),
        ..reports.clone()
    };
    vec![
        Sample::new("reports", "admin/reports.html", reports),
        Sample::new("reports-none", "admin/reports.html", no_reports),
    ]
}
