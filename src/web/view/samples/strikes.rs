//! What members read of decisions about them, and of their own reports.

use super::*;

pub fn all() -> Vec<Sample> {
    let appeal = |state, reply: &str| OwnAppeal {
        text: "It was a joke.".into(),
        state,
        reply: reply.into(),
    };
    let strike = |id: i64, action, appeal: Option<OwnAppeal>| OwnStrike {
        id,
        key: id.to_string(),
        action,
        text: "Enough <now>.".into(),
        posts: 2,
        undone: false,
        at: ago(600),
        open_until: appeal.is_none().then(|| now().timestamp()),
        appeal_path: format!("/settings/strikes/{id}/appeal"),
        appeal,
    };
    let over = OwnStrike {
        text: String::new(),
        posts: 0,
        open_until: None,
        ..strike(5, "none", None)
    };
    let undone = OwnStrike {
        undone: true,
        ..strike(4, "silence", Some(appeal("approved", "You are right.")))
    };
    let form = FormView::new([("id", "7"), ("text", "Because")]);
    let page = StrikesPage {
        layout: member("/settings/strikes", Nav::None),
        form: refused(form, ["text", "id"]),
        strikes: vec![
            strike(7, "sensitive", None),
            strike(6, "disable", Some(appeal("rejected", "No."))),
            strike(8, "delete_statuses", Some(appeal("pending", ""))),
            over,
            undone,
        ],
        pages: pages("/settings/strikes"),
    };
    let none = StrikesPage {
        form: FormView::default(),
        strikes: Vec::new(),
        pages: PagesView::default(),
        ..page.clone()
    };
    let linked = StrikesPage {
        layout: form_visitor("/appeals/1.x"),
        form: FormView::default(),
        strikes: vec![strike(7, "suspend", None)],
        pages: PagesView::default(),
    };
    let report = |progress| OwnReportView {
        id: 3,
        about: ben(),
        comment: "Sells <shoes>.".into(),
        progress,
        at: ago(90),
    };
    let reports = OwnReportsPage {
        layout: member("/settings/reports", Nav::None),
        reports: ["waiting", "looked", "acted"].map(report).into(),
        pages: PagesView::default(),
    };
    let no_reports = OwnReportsPage {
        reports: Vec::new(),
        ..reports.clone()
    };
    vec![
        Sample::new("strikes", "settings/strikes.html", page),
        Sample::new("strikes-none", "settings/strikes.html", none),
        Sample::new("strikes-linked", "settings/strikes.html", linked),
        Sample::new("own-reports", "settings/reports.html", reports),
        Sample::new("own-reports-none", "settings/reports.html", no_reports),
    ]
}
