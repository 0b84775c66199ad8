//! Complaints and appeals.

use super::*;
use crate::web::view::admin::*;

pub(super) fn all() -> Vec<Sample> {
    let mut samples = inbox();
    samples.extend(cases());
    samples.extend(appeals());
    samples
}

fn chidi() -> AccountView {
    person(3, "chidi", None)
}

fn inbox() -> Vec<Sample> {
    let line = ReportLine {
        id: 3,
        by: ben(),
        about: chidi(),
        category: "spam",
        comment: "Sells <shoes> under every post.".into(),
        posts: 2,
        assigned: None,
        settled: false,
        at: ago(12),
    };
    let lines = ["legal", "violation", "other"].map(|category| ReportLine {
        category,
        comment: String::new(),
        posts: 0,
        assigned: Some(alice()),
        settled: category == "other",
        about: ben(),
        ..line.clone()
    });
    let page = ReportsPage {
        layout: moderator("/admin/reports"),
        open: 3,
        free: 1,
        mine: 2,
        oldest_hours: Some(26),
        form: FormView::new([
            ("state", "all"),
            ("assigned", "me"),
            ("about", "local"),
            ("from", "remote"),
            ("category", "spam"),
            ("domain", ""),
            ("person", "@chidi"),
            ("reporter", ""),
        ]),
        reports: [vec![line], lines.to_vec()].concat(),
        pages: pages("/admin/reports"),
    };
    let none = ReportsPage {
        open: 0,
        free: 0,
        mine: 0,
        oldest_hours: None,
        reports: Vec::new(),
        pages: PagesView::default(),
        ..page.clone()
    };
    let presets = PresetsPage {
        layout: moderator("/admin/reports/templates"),
        form: refused(FormView::default(), ["title", "text"]),
        presets: vec![preset()],
    };
    vec![
        Sample::new("reports", "admin/reports.html", page),
        Sample::new("reports-none", "admin/reports.html", none),
        Sample::new("presets", "admin/report_templates.html", presets),
    ]
}

fn preset() -> PresetView {
    PresetView {
        id: 5,
        key: "5".into(),
        title: "Kindness".into(),
        text: "Please read rule 1 & keep to it.".into(),
    }
}

fn strike(action: &'static str) -> CaseStrike {
    CaseStrike {
        action,
        text: "Enough <now>.".into(),
        by: Some(alice()),
        undone: action == "silence",
    }
}

fn party(account: AccountView) -> PartyView {
    let actions = [
        "none",
        "disable",
        "mark_statuses_as_sensitive",
        "delete_statuses",
        "sensitive",
        "silence",
        "suspend",
    ];
    let strikes = actions.map(|action| StepView {
        at: ago(600),
        report: None,
        strike: Some(strike(action)),
    });
    let reports = [true, false].map(|settled| StepView {
        at: ago(700),
        report: Some(RelatedView {
            id: 2,
            category: "other",
            other: settled.then(ben),
            settled,
        }),
        strike: None,
    });
    PartyView {
        account,
        reported: 3,
        reports: 1,
        heard: 0,
        strikes: 7,
        history: [reports.to_vec(), strikes.to_vec()].concat(),
    }
}

fn evidence() -> Vec<EvidenceView> {
    let of = |now| EvidenceView {
        id: 107,
        author: "chidi".into(),
        url: "https://here.example/@chidi/107".into(),
        html: "<p>Nobody asked.</p>".into(),
        content_warning: "Mood".into(),
        audience: "public",
        language: Some("en".into()),
        media: vec![EvidenceFile {
            url: "/media/posts/1.jpg".into(),
            description: "A shoe.".into(),
            kind: "image".into(),
        }],
        now,
        at: ago(90),
    };
    ["same", "edited", "deleted"].map(of).into()
}

fn case() -> CasePage {
    let note = CaseNote {
        id: 4,
        by: Some(alice()),
        own: true,
        text: "I know them & they listen.".into(),
        at: ago(20),
    };
    CasePage {
        layout: moderator("/admin/reports/3"),
        form: FormView::default(),
        id: 3,
        category: "violation",
        comment: "Third time <this> week.".into(),
        at: ago(1600),
        hours: 26,
        about: party(chidi()),
        by: party(ben()),
        host: None,
        forwarded: false,
        assigned: None,
        mine: false,
        settled: None,
        evidence: evidence(),
        notes: vec![note],
        verdicts: vec![
            "none",
            "warn",
            "cover",
            "delete",
            "sensitive",
            "limit",
            "freeze",
            "suspend",
        ],
        followers: 6,
        following: 2,
        posts: 312,
        media: 48,
        presets: vec![preset()],
        moderators: vec![alice(), person(8, "emre", None)],
        rules: vec![RuleChoice {
            number: 1,
            text: "Be kind before being right.".into(),
            broken: true,
        }],
    }
}

fn cases() -> Vec<Sample> {
    let typed = FormView::new([("verdict", "warn"), ("preset", "5"), ("forward", "true")]);
    let remote = CasePage {
        form: refused(typed, ["verdict", "text"]),
        host: Some("quince.example".into()),
        assigned: Some(alice()),
        about: party(ben()),
        presets: Vec::new(),
        ..case()
    };
    let told = CasePage {
        forwarded: true,
        mine: true,
        comment: String::new(),
        evidence: Vec::new(),
        notes: Vec::new(),
        rules: Vec::new(),
        ..remote.clone()
    };
    let settled = CasePage {
        settled: Some(SettledView {
            by: Some(alice()),
            at: ago(5),
            actions: vec!["none", "silence"],
        }),
        ..case()
    };
    let closed = CasePage {
        settled: Some(SettledView {
            by: None,
            at: ago(5),
            actions: Vec::new(),
        }),
        ..case()
    };
    let template = "admin/report.html";
    vec![
        Sample::new("report-local", template, case()),
        Sample::new("report-remote", template, remote),
        Sample::new("report-told", template, told),
        Sample::new("report-settled", template, settled),
        Sample::new("report-closed", template, closed),
    ]
}

fn appeals() -> Vec<Sample> {
    let of = |state, reply: &str| AppealView {
        id: 9,
        account: chidi(),
        text: "It was a joke among friends & nobody minded.".into(),
        strike: strike("silence"),
        report: Some(3),
        state,
        reply: reply.into(),
        decided_by: (state != "pending").then(alice),
        at: ago(30),
    };
    let page = AppealsPage {
        layout: moderator("/admin/appeals"),
        waiting: 1,
        oldest_hours: Some(3),
        decided: false,
        appeals: vec![of("pending", "")],
        pages: PagesView::default(),
    };
    let decided = AppealsPage {
        decided: true,
        oldest_hours: None,
        appeals: vec![of("approved", "You are right."), of("rejected", "")],
        ..page.clone()
    };
    let none = AppealsPage {
        waiting: 0,
        appeals: Vec::new(),
        ..page.clone()
    };
    let template = "admin/appeals.html";
    vec![
        Sample::new("appeals", template, page),
        Sample::new("appeals-decided", template, decided),
        Sample::new("appeals-none", template, none),
    ]
}
