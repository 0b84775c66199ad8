//! Rules, texts, law, announcements, mail to many, webhooks.

use super::*;
use crate::web::view::admin::*;

pub(super) fn all() -> Vec<Sample> {
    let mut samples = rules();
    samples.extend(law());
    samples.extend(telling());
    samples.extend(webhooks());
    samples
}

fn rules() -> Vec<Sample> {
    let rules = RulesPage {
        layout: moderator("/admin/rules"),
        rules: vec![RuleRow {
            number: 1,
            text: "Be kind <b>.".into(),
            hint: "Or leave it.".into(),
            languages: vec!["de".into()],
        }],
        minimum_age: 16,
        public_log: true,
        form: FormView::default(),
    };
    let none = RulesPage {
        rules: Vec::new(),
        minimum_age: 0,
        public_log: false,
        ..rules.clone()
    };
    let rule = RulePage {
        layout: moderator("/admin/rules/1"),
        number: 1,
        form: FormView::new([("text", "Be kind.")]),
        translations: vec![("de".into(), "Sei nett.".into(), String::new())],
    };
    let draft = LegalTextDraftPage {
        layout: moderator("/admin/terms"),
        kind: "terms",
        form: FormView::new([("text", "Be kind.")]),
        draft_html: Some("<p>Be kind.</p>".into()),
        days: vec!["2026-11-01".into()],
        today: "2026-11-22".into(),
        mail: false,
    };
    let no_draft = LegalTextDraftPage {
        kind: "privacy",
        draft_html: None,
        days: Vec::new(),
        mail: true,
        ..draft.clone()
    };
    vec![
        Sample::new("admin-rules", "admin/rules.html", rules),
        Sample::new("admin-rules-none", "admin/rules.html", none),
        Sample::new("admin-rule", "admin/rule.html", rule),
        Sample::new("admin-terms", "admin/legal_text.html", draft),
        Sample::new("admin-privacy", "admin/legal_text.html", no_draft),
    ]
}

#[expect(clippy::too_many_lines, reason = "a list of samples")]
fn law() -> Vec<Sample> {
    let order = OrderRow {
        id: 1,
        authority: "Demo court".into(),
        country: "DE".into(),
        reference: "1 X 2/26".into(),
        kind: "removal",
        target: "/@chidi/107".into(),
        received_on: "2026-11-01".into(),
        due_on: Some("2026-11-10".into()),
        late: true,
        answered_on: None,
        outcome: "open",
    };
    let answered = OrderRow {
        answered_on: Some("2026-11-05".into()),
        outcome: "refused",
        due_on: None,
        ..order.clone()
    };
    let form = FormView::new([("kind", "information"), ("outcome", "partly")]);
    let law = LawPage {
        layout: moderator("/admin/law"),
        open: vec![order],
        answered: vec![answered],
        pages: PagesView::default(),
        form: form.clone(),
    };
    let nothing = LawPage {
        open: Vec::new(),
        answered: Vec::new(),
        ..law.clone()
    };
    let one = OrderPage {
        layout: moderator("/admin/law/1"),
        id: 1,
        form,
    };
    let hold = HoldRow {
        id: 1,
        handle: "chidi".into(),
        post: Some("107".into()),
        reason: "Court".into(),
        since: ago(90),
        lifted_at: None,
        lift_reason: String::new(),
    };
    let lifted = HoldRow {
        lifted_at: Some(ago(5)),
        lift_reason: "Over".into(),
        post: None,
        ..hold.clone()
    };
    let holds = HoldsPage {
        layout: moderator("/admin/law/holds"),
        going: vec![hold],
        lifted: vec![lifted],
        pages: PagesView::default(),
        form: FormView::default(),
    };
    let states = ["waiting", "ready", "failed", "fetched", "expired"];
    let export = |state| ExportRow {
        id: 1,
        handle: "chidi".into(),
        reason: "Court".into(),
        state,
        megabytes: "1.2".into(),
        ordered_at: ago(9),
        expires_at: None,
    };
    let exports = ExportsPage {
        layout: moderator("/admin/law/exports"),
        exports: states.map(export).into(),
        pages: PagesView::default(),
        form: FormView::default(),
    };
    vec![
        Sample::new("law", "admin/law.html", law),
        Sample::new("law-nothing", "admin/law.html", nothing),
        Sample::new("order", "admin/order.html", one),
        Sample::new("holds", "admin/holds.html", holds),
        Sample::new("exports", "admin/exports.html", exports),
    ]
}

fn telling() -> Vec<Sample> {
    let row = |state| AnnouncementRow {
        id: 1,
        text: "We move on Sunday.".into(),
        state,
        published_at: ago(9),
        starts_at: None,
        ends_at: None,
    };
    let all = AnnouncementsPage {
        layout: moderator("/admin/announcements"),
        announcements: ["draft", "scheduled", "told", "over"].map(row).into(),
        form: FormView::default(),
    };
    let none = AnnouncementsPage {
        announcements: Vec::new(),
        ..all.clone()
    };
    let one = AnnouncementPage {
        layout: moderator("/admin/announcements/1"),
        id: 1,
        form: FormView::new([("text", "We move on Sunday.")]),
    };
    let row = |state| MailingRow {
        id: 1,
        subject: "We move".into(),
        state,
        total: 41,
        sent: 20,
        refused: 1,
        unsure: 0,
        at: ago(9),
    };
    let mails = MailingsPage {
        layout: moderator("/admin/mailings"),
        mailings: ["draft", "sending", "stopped", "done"].map(row).into(),
        pages: PagesView::default(),
        mail: true,
        form: FormView::default(),
    };
    let no_mail = MailingsPage {
        mailings: Vec::new(),
        mail: false,
        ..mails.clone()
    };
    let mut samples = vec![
        Sample::new("announcements", "admin/announcements.html", all),
        Sample::new("announcements-none", "admin/announcements.html", none),
        Sample::new("announcement", "admin/announcement.html", one),
        Sample::new("mailings", "admin/mailings.html", mails),
        Sample::new("mailings-off", "admin/mailings.html", no_mail),
    ];
    for state in ["draft", "sending", "stopped", "done"] {
        let page = MailingPage {
            layout: moderator("/admin/mailings/1"),
            mailing: row(state),
            body: "We move on <Sunday>.".into(),
            mail: state != "stopped",
            form: FormView::default(),
        };
        let name = format!("mailing-{state}");
        samples.push(Sample::new(&name, "admin/mailing.html", page));
    }
    samples
}

fn webhooks() -> Vec<Sample> {
    let boxes = vec![("report_created".to_owned(), "report.created")];
    let row = |enabled| WebhookRow {
        id: 1,
        url: "https://hook.example/in".into(),
        events: vec!["report.created".into()],
        enabled,
    };
    let all = WebhooksPage {
        layout: moderator("/admin/webhooks"),
        webhooks: vec![row(true), row(false)],
        boxes: boxes.clone(),
        form: FormView::default(),
    };
    let none = WebhooksPage {
        webhooks: Vec::new(),
        form: FormView::default()
            .refused(&refusal(&Error::field("events", "Choose at least one."))),
        ..all.clone()
    };
    let attempt = |delivered| WebhookAttempt {
        event: "report.created".into(),
        status: if delivered {
            "200".into()
        } else {
            String::new()
        },
        error: if delivered {
            String::new()
        } else {
            "Nobody answers.".into()
        },
        attempts: 2,
        delivered,
        at: ago(3),
    };
    let one = WebhookPage {
        layout: moderator("/admin/webhooks/1"),
        id: 1,
        enabled: true,
        secret: "demo-secret".into(),
        boxes,
        form: FormView::new([("url", "https://hook.example/in")]),
        attempts: vec![attempt(true), attempt(false)],
    };
    let off = WebhookPage {
        enabled: false,
        attempts: Vec::new(),
        ..one.clone()
    };
    vec![
        Sample::new("webhooks", "admin/webhooks.html", all),
        Sample::new("webhooks-none", "admin/webhooks.html", none),
        Sample::new("webhook", "admin/webhook.html", one),
        Sample::new("webhook-off", "admin/webhook.html", off),
    ]
}
