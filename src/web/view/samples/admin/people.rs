//! Accounts as moderators find and read them, invitations, and the door.

use super::*;
use crate::web::view::admin::{
    AllInvitesPage, AnyInviteView, Choice, ChoiceField, DoorRule, DoorRules, FactView, InvitePage,
    LinkPage, LogView, MayView, MemberFacts, NoteView, OutcomeView, OutcomesPage, PeoplePage,
    PersonPage, PersonRow, ProtectionPage, RefusedCell, RefusedDayView, RoleChoice, SeenAt,
    StrikeView, TagView,
};

pub(super) fn all() -> Vec<Sample> {
    let mut samples = lists();
    samples.extend(one());
    samples.extend(invites());
    samples.push(door());
    samples
}

pub(super) fn choice(value: &str, label: &str) -> Choice {
    Choice {
        value: value.into(),
        label: label.into(),
        ..Choice::default()
    }
}

fn tag(word: &str, bad: bool) -> TagView {
    TagView {
        label: format!("people-{word}"),
        bad,
    }
}

fn row(id: i64, name: &str, host: Option<&str>) -> PersonRow {
    PersonRow {
        id,
        account: person(id, name, host),
        tags: vec![tag("state-suspended", true), tag("role-moderator", false)],
        email: host.is_none().then(|| format!("{name}@mail.example")),
        ip: host.is_none().then(|| "192.0.2.7".to_owned()),
        since: ago(90_000),
        active: host.is_none().then(|| ago(600)),
    }
}

fn lists() -> Vec<Sample> {
    let people = PeoplePage {
        layout: moderator("/admin/accounts"),
        form: FormView::new([("name", "<demo>")]),
        choices: vec![ChoiceField {
            name: "order",
            label: "people-order".into(),
            options: vec![Choice {
                chosen: true,
                ..choice("newest", "people-order-newest")
            }],
        }],
        rows: vec![row(1, "hana", None), row(2, "emre", Some("tarn.example"))],
        bulk: vec![choice("suspend", "people-bulk-suspend")],
        pages: PagesView::default(),
    };
    let nobody = PeoplePage {
        rows: Vec::new(),
        form: FormView::default().refused(&refusal(&Error::field("ip", "This is no address."))),
        ..people.clone()
    };
    let outcome = |refused: Option<&str>| OutcomeView {
        id: 1,
        handle: refused.is_none().then(|| "@hana".to_owned()),
        refused: refused.map(str::to_owned),
    };
    let outcomes = OutcomesPage {
        layout: moderator("/admin/accounts/bulk"),
        action: "people-bulk-suspend".into(),
        done: 1,
        outcomes: vec![outcome(None), outcome(Some("There is <nothing> here."))],
        back: "/admin/accounts".into(),
    };
    vec![
        Sample::new("people-found", "admin/people.html", people),
        Sample::new("people-nobody", "admin/people.html", nobody),
        Sample::new("people-outcomes", "admin/outcomes.html", outcomes),
    ]
}

fn member_facts() -> MemberFacts {
    MemberFacts {
        ips: vec![SeenAt {
            ip: "2001:db8::7".into(),
            at: ago(600),
        }],
        others: vec![row(4, "nils", None)],
        second_step: true,
        confirmed: false,
    }
}

fn one() -> Vec<Sample> {
    let whole = PersonPage {
        layout: moderator("/admin/accounts/1"),
        form: FormView::default(),
        id: 1,
        handle: "@hana".into(),
        account: person(1, "hana", None),
        tags: vec![tag("state-pending", false)],
        facts: vec![FactView {
            label: "person-fact-email".into(),
            text: "hana@mail.example".into(),
            url: Some("/admin/accounts".into()),
            note: Some("person-fact-unconfirmed".into()),
        }],
        person: Some(member_facts()),
        removal_due: Some(ago(0)),
        strikes: vec![StrikeView {
            label: "person-strike-silence".into(),
            text: "Please <stop>.".into(),
            at: ago(9_000),
        }],
        notes: vec![NoteView {
            id: 3,
            by: Some("mo".into()),
            text: "Talked to them. <b>".into(),
            at: ago(900),
        }],
        log: vec![LogView {
            action: "account_silenced".into(),
            by: Some("@mo".into()),
            reason: "Demo".into(),
            at: ago(900),
        }],
        waiting: true,
        reason: "A friend is here.".into(),
        undos: vec![choice("unsilence", "person-undo-unsilence")],
        measures: vec![Choice {
            hint: "person-measure-warn-hint".into(),
            ..choice("warn", "person-measure-warn")
        }],
        roles: vec![RoleChoice {
            value: "moderator".into(),
            label: "moderator".into(),
            chosen: true,
        }],
        mails: true,
        posts: 12,
        may: MayView {
            act: true,
            access: true,
            delete: true,
        },
    };
    let remote = PersonPage {
        account: person(2, "emre", Some("tarn.example")),
        person: None,
        waiting: false,
        removal_due: None,
        strikes: Vec::new(),
        log: Vec::new(),
        roles: Vec::new(),
        ..whole.clone()
    };
    let equal = PersonPage {
        person: Some(MemberFacts::default()),
        may: MayView::default(),
        ..whole.clone()
    };
    let link = LinkPage {
        layout: moderator("/admin/accounts/1/password"),
        id: 1,
        handle: "@hana".into(),
        link: "https://demo.example/auth/reset/demo".into(),
    };
    vec![
        Sample::new("person", "admin/account.html", whole),
        Sample::new("person-remote", "admin/account.html", remote),
        Sample::new("person-equal", "admin/account.html", equal),
        Sample::new("person-link", "admin/link.html", link),
    ]
}

fn invites() -> Vec<Sample> {
    let invite = AnyInviteView {
        id: 1,
        link: "https://demo.example/invite/demo".into(),
        by: Some("mo".into()),
        uses: 1,
        max_uses: Some(3),
        expires_at: Some(ago(-9_000)),
        open: true,
    };
    let ended = AnyInviteView {
        by: None,
        max_uses: None,
        expires_at: None,
        open: false,
        ..invite.clone()
    };
    let all = AllInvitesPage {
        layout: moderator("/admin/invites"),
        form: FormView::default(),
        invites: vec![invite, ended],
        pages: PagesView::default(),
    };
    let none = AllInvitesPage {
        invites: Vec::new(),
        ..all.clone()
    };
    let came = InvitePage {
        layout: moderator("/admin/invites/1"),
        code: "demo".into(),
        by: Some("mo".into()),
        uses: 1,
        rows: vec![row(1, "hana", None)],
        pages: PagesView::default(),
    };
    let nobody = InvitePage {
        by: None,
        rows: Vec::new(),
        ..came.clone()
    };
    vec![
        Sample::new("all-invites", "admin/invites.html", all),
        Sample::new("all-invites-none", "admin/invites.html", none),
        Sample::new("invite-came", "admin/invite.html", came),
        Sample::new("invite-nobody", "admin/invite.html", nobody),
    ]
}

fn door() -> Sample {
    let rule = DoorRule {
        id: 1,
        what: "mail.example".into(),
        severity: "door-sign_up_block".into(),
        comment: "<demo>".into(),
        until: Some(ago(-9_000)),
        since: ago(9_000),
        attempts: 3,
    };
    let rules = DoorRules {
        rows: vec![
            rule.clone(),
            DoorRule {
                until: None,
                comment: String::new(),
                ..rule
            },
        ],
        older: Some("/admin/protection?mail=1".into()),
    };
    let page = ProtectionPage {
        layout: moderator("/admin/protection"),
        form: FormView::new([("per_address_per_day", "20")]),
        groups: vec![ChoiceField {
            name: "captcha",
            label: "door-captcha".into(),
            options: vec![choice("hard", "door-captcha-hard")],
        }],
        listed: 10_000,
        reasons: vec!["door-refusal-honeypot".into()],
        days: vec![RefusedDayView {
            day: "2026-11-22".into(),
            refused: vec![RefusedCell {
                label: "door-refusal-honeypot".into(),
                n: 4,
            }],
        }],
        domains: rules.clone(),
        boxes: rules.clone(),
        networks: rules,
    };
    Sample::new("protection", "admin/protection.html", page)
}
