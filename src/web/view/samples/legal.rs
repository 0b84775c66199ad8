//! Terms, privacy, numbers, decisions, no more news.

use super::*;

pub(super) fn all() -> Vec<Sample> {
    let terms = LegalTextPage {
        layout: visitor("/terms"),
        kind: "terms",
        html: "<p>Be kind.</p>".into(),
        changes_html: "<p>A word was added.</p>".into(),
        day: Some("2026-11-01".into()),
        holds: true,
        succeeded_by: Some("2026-12-24".into()),
        days: vec!["2026-12-24".into(), "2026-11-01".into()],
    };
    let privacy = LegalTextPage {
        kind: "privacy",
        changes_html: String::new(),
        day: None,
        succeeded_by: None,
        days: Vec::new(),
        ..terms.clone()
    };
    let numbers = TransparencyPage {
        layout: visitor("/about/transparency"),
        period: "2026-11".into(),
        periods: vec!["2026-11".into(), "2026-H2".into()],
        received: vec![("spam".into(), 3), ("violation".into(), 1)],
        received_total: 4,
        settled: 3,
        median_hours: Some(5),
        measures: vec![
            ("account_suspended".into(), false, 1),
            ("domain_rule_made".into(), true, 2),
        ],
        appeals: vec![("received".into(), 1), ("approved".into(), 1)],
        asked: vec![("DE".into(), "removal".into(), "followed".into(), 1)],
        notes: vec![(
            "2026-11-02".into(),
            "DE".into(),
            "Demo court".into(),
            "A post is not shown.".into(),
        )],
        public_log: true,
    };
    let quiet = TransparencyPage {
        received: Vec::new(),
        median_hours: None,
        measures: Vec::new(),
        appeals: Vec::new(),
        asked: Vec::new(),
        notes: Vec::new(),
        public_log: false,
        ..numbers.clone()
    };
    let log = ModlogPage {
        layout: visitor("/about/modlog"),
        entries: vec![ModlogRow {
            action: "domain_rule_made".into(),
            subject: "peer.example".into(),
            reason: "Sends <spam>.".into(),
            at: ago(90),
        }],
        pages: PagesView::default(),
    };
    let stop = MailStopPage {
        layout: form_visitor("/mail/stop/1/x"),
        action: "/mail/stop/1/x".into(),
        stopped: false,
    };
    let stopped = MailStopPage {
        stopped: true,
        ..stop.clone()
    };
    vec![
        Sample::new("terms", "public/legal_text.html", terms),
        Sample::new("privacy", "public/legal_text.html", privacy),
        Sample::new("transparency", "public/transparency.html", numbers),
        Sample::new("transparency-quiet", "public/transparency.html", quiet),
        Sample::new("modlog", "public/modlog.html", log),
        Sample::new("mail-stop", "public/mail_stop.html", stop),
        Sample::new("mail-stopped", "public/mail_stop.html", stopped),
    ]
}
