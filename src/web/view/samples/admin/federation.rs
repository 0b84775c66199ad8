//! Other servers, and the rules about them.

use std::collections::BTreeMap;

use super::*;
use crate::web::view::admin::federation::{
    AllowedPage, BadLineView, DeliveriesPage, DeliveryView, EntryView, ImportLine, ImportPage,
    ImportsPage, ListPage, ListView, ListsPage, PeerPage, PeerView, PeersPage, ReachView,
    RelayView, RelaysPage, RulePage, RuleView, RulesPage,
};

pub(super) fn all() -> Vec<Sample> {
    let mut all = servers();
    all.extend(rules());
    all.extend(imports());
    all.extend(lists());
    all
}

fn peer(failures: i32, dead: bool) -> PeerView {
    PeerView {
        host: "peer.example".into(),
        software: if dead {
            String::new()
        } else {
            "mastodon 4.5".into()
        },
        accounts: 1_200,
        followers: 30,
        following: 40,
        traffic: 250,
        waiting: 3,
        failed: 1,
        failures,
        dead,
        last_success: (!dead).then(|| ago(60)),
    }
}

fn delivery() -> DeliveryView {
    DeliveryView {
        host: "peer.example".into(),
        inbox: "https://peer.example/inbox".into(),
        uri: "https://demo.example/users/demo/statuses/1/activity".into(),
        attempts: 2,
        error: "The inbox answered 503.".into(),
        at: ago(300),
    }
}

fn rule() -> RuleView {
    RuleView {
        domain: "odd.example".into(),
        severity: "federation-limit".into(),
        switches: vec!["federation-no-media".into(), "federation-warned".into()],
        public_comment: "Demo reason <b>".into(),
        private_comment: String::new(),
        by_hand: true,
        sources: vec![(7, "https://lists.example/demo.csv".into())],
        since: ago(9_000),
    }
}

fn reach(severs: bool) -> ReachView {
    ReachView {
        accounts: 12,
        followers: 3,
        following: 4,
        members: 2,
        severs,
    }
}

fn servers() -> Vec<Sample> {
    let layout = || moderator("/admin/federation");
    let peers = PeersPage {
        layout: layout(),
        query: "peer".into(),
        order: "accounts",
        peers: vec![peer(0, false), peer(2, false), peer(9, true)],
        pages: PagesView {
            older: Some("/admin/federation?after=1~a".into()),
            newer: None,
        },
    };
    let none = PeersPage {
        peers: Vec::new(),
        ..peers.clone()
    };
    let one = PeerPage {
        layout: layout(),
        peer: peer(2, false),
        nodeinfo_error: "The server answered 404.".into(),
        first_seen: ago(90_000),
        rule: Some(rule()),
        shows_failed: false,
        deliveries: vec![delivery()],
        pages: PagesView::default(),
    };
    let quiet = PeerPage {
        rule: None,
        deliveries: Vec::new(),
        shows_failed: true,
        ..one.clone()
    };
    let deliveries = DeliveriesPage {
        layout: layout(),
        failing: vec![peer(2, false), peer(9, true)],
        dead: vec![delivery()],
        pages: PagesView::default(),
    };
    let relays = RelaysPage {
        layout: layout(),
        form: FormView::new([("address", "")]),
        relays: vec![RelayView {
            id: 3,
            address: "https://relay.example/inbox".into(),
            state: "federation-accepted".into(),
            since: ago(60),
        }],
    };
    vec![
        Sample::new("federation-peers", "admin/federation/peers.html", peers),
        Sample::new("federation-peers-none", "admin/federation/peers.html", none),
        Sample::new("federation-peer", "admin/federation/peer.html", one),
        Sample::new("federation-peer-quiet", "admin/federation/peer.html", quiet),
        Sample::new(
            "federation-deliveries",
            "admin/federation/deliveries.html",
            deliveries,
        ),
        Sample::new("federation-relays", "admin/federation/relays.html", relays),
    ]
}

fn rules() -> Vec<Sample> {
    let layout = || moderator("/admin/federation/rules");
    let rules = RulesPage {
        layout: layout(),
        query: String::new(),
        severity: "limit".into(),
        counts: vec![
            ("federation-suspend".into(), 4_000),
            ("federation-limit".into(), 2),
        ],
        rules: vec![rule()],
        pages: PagesView::default(),
    };
    let form = FormView::new([("domain", "odd.example"), ("severity", "suspend")]);
    let new = RulePage {
        layout: layout(),
        known: false,
        form: form.clone(),
        reach: Some(reach(true)),
    };
    let wrong = RulePage {
        known: true,
        form: form.refused(&refusal(&Error::field(
            "domain",
            "This is not a host name.",
        ))),
        reach: Some(reach(false)),
        ..new.clone()
    };
    let allowed = AllowedPage {
        layout: layout(),
        on: true,
        form: FormView::new([("domain", "")]),
        rules: vec![rule()],
        pages: PagesView::default(),
    };
    let open = AllowedPage {
        on: false,
        rules: Vec::new(),
        ..allowed.clone()
    };
    vec![
        Sample::new("federation-rules", "admin/federation/rules.html", rules),
        Sample::new("federation-rule", "admin/federation/rule.html", new),
        Sample::new("federation-rule-wrong", "admin/federation/rule.html", wrong),
        Sample::new(
            "federation-allowed",
            "admin/federation/allowed.html",
            allowed,
        ),
        Sample::new(
            "federation-allowed-off",
            "admin/federation/allowed.html",
            open,
        ),
    ]
}

fn entry() -> EntryView {
    EntryView {
        domain: "bad.example".into(),
        severity: "federation-suspend".into(),
        accounts: 12,
        follows: 7,
        comment: "Demo reason".into(),
    }
}

fn bad() -> BadLineView {
    BadLineView {
        line: 4,
        text: "no host,<b>".into(),
        reason: "This is not a host name.".into(),
    }
}

fn imports() -> Vec<Sample> {
    let layout = || moderator("/admin/federation/imports");
    let list = ImportsPage {
        layout: layout(),
        form: FormView::new([("severity", "suspend")]),
        imports: vec![ImportLine {
            id: 5,
            state: "federation-done".into(),
            at: ago(600),
        }],
    };
    let preview = ImportPage {
        layout: layout(),
        id: 5,
        state: "preview",
        counts: BTreeMap::from([("new", 3), ("change", 2), ("same", 1), ("allowed", 0)]),
        total: 6,
        done: 0,
        reach: reach(true),
        severed: 0,
        bad: vec![bad()],
        bad_count: 1,
        kind: "new",
        rows: vec![entry()],
        pages: PagesView::default(),
    };
    let applying = ImportPage {
        state: "applying",
        done: 3,
        severed: 4,
        ..preview.clone()
    };
    let done = ImportPage {
        state: "done",
        done: 6,
        rows: Vec::new(),
        bad: Vec::new(),
        ..applying.clone()
    };
    let path = "admin/federation/import.html";
    vec![
        Sample::new("federation-imports", "admin/federation/imports.html", list),
        Sample::new("federation-import", path, preview),
        Sample::new("federation-import-applying", path, applying),
        Sample::new("federation-import-done", path, done),
    ]
}

fn lists() -> Vec<Sample> {
    let layout = || moderator("/admin/federation/lists");
    let list = ListView {
        id: 7,
        url: "https://lists.example/demo.csv".into(),
        cap: "limit",
        cap_key: "federation-limit".into(),
        automatic: false,
        counts: BTreeMap::from([
            ("new", 3),
            ("changed", 1),
            ("gone", 1),
            ("applied", 40),
            ("declined", 2),
        ]),
        waiting: 5,
        error: String::new(),
        applying: false,
        fetched: Some(ago(60)),
    };
    let broken = ListView {
        error: "The list's server answered 500.".into(),
        fetched: None,
        waiting: 0,
        applying: true,
        ..list.clone()
    };
    let all = ListsPage {
        layout: layout(),
        form: FormView::new([("cap", "suspend")]),
        lists: vec![list.clone(), broken.clone()],
    };
    let none = ListsPage {
        lists: Vec::new(),
        ..all.clone()
    };
    let one = ListPage {
        layout: layout(),
        list,
        reach: reach(true),
        bad: vec![bad()],
        state: "new",
        entries: vec![entry()],
        pages: PagesView::default(),
    };
    let failed = ListPage {
        list: broken,
        bad: Vec::new(),
        entries: Vec::new(),
        state: "gone",
        ..one.clone()
    };
    vec![
        Sample::new("federation-lists", "admin/federation/lists.html", all),
        Sample::new("federation-lists-none", "admin/federation/lists.html", none),
        Sample::new("federation-list", "admin/federation/list.html", one),
        Sample::new(
            "federation-list-failed",
            "admin/federation/list.html",
            failed,
        ),
    ]
}
