//! Where bytes and money go, and what is kept.

use super::today::month;
use super::*;
use crate::web::view::admin::chart::{self, Unit};
use crate::web::view::admin::{
    CostsPage, KindView, MemberUseView, PeerView, RemovedView, SpentView, StoragePage, TableView,
};

pub(super) fn spent() -> SpentView {
    SpentView {
        so_far: "4.61".into(),
        expected: "7.20".into(),
        budget: Some("7.00".into()),
        over: true,
        parts: ["3.80", "1.40", "0.70", "1.30"].map(Into::into),
        currency: "€".into(),
    }
}

pub(super) fn kinds() -> Vec<KindView> {
    [
        ("remote-media", 0, 111),
        ("database", 111, 40),
        ("search", 151, 25),
    ]
    .map(|(kind, x, width)| KindView {
        key: format!("figures-room-{kind}"),
        size: "1.2 GB".into(),
        x,
        width,
        shade: ".4".into(),
    })
    .into()
}

pub(super) fn peers() -> Vec<PeerView> {
    [("quince.example", 1), ("", 208)]
        .map(|(name, count)| PeerView {
            name: name.into(),
            count,
            received: "212.0 MB".into(),
            sent: "86.0 MB".into(),
            share: 58,
        })
        .into()
}

pub(super) fn all() -> Vec<Sample> {
    let values = [("currency", "€"), ("fixed", "3.80")];
    let page = CostsPage {
        layout: moderator("/admin/costs"),
        spent: Some(spent()),
        months: chart::bars("months", Unit::Cents, &month(7), Some(50)),
        traffic: chart::bars("traffic", Unit::Bytes, &month(7), None),
        passed: vec![PeerView {
            name: "figures-traffic-pages".into(),
            ..peers().remove(0)
        }],
        peers: peers(),
        kinds: kinds(),
        grown: chart::lines(
            "grown",
            Unit::Bytes,
            [
                "figures-room-database",
                "figures-room-local-media",
                "figures-room-remote-media",
            ],
            &month(7)
                .into_iter()
                .map(|(day, n)| (day, [n, 2 * n, 40]))
                .collect::<Vec<_>>(),
        ),
        tables: vec![TableView {
            name: "posts".into(),
            rows: 1_000_000,
            size: "1.9 GB".into(),
            indexes: "0.7 GB".into(),
        }],
        members: vec![MemberUseView {
            username: "chidi".into(),
            files: 12,
            size: "31.0 MB".into(),
            growth: "2.0 MB".into(),
        }],
        form: Some(refused(FormView::new(values), ["fixed", "mail"])),
    };
    let plain = CostsPage {
        spent: None,
        form: None,
        ..page.clone()
    };
    let values = [("remote_media_bytes", "50 MB"), ("keep_followed", "true")];
    let storage = StoragePage {
        layout: moderator("/admin/storage"),
        used: "49.1 MB".into(),
        budget: "50.0 MB".into(),
        share: 98,
        form: FormView::new(values),
        removed: vec![RemovedView {
            at: ago(3_000).timestamp(),
            key: "figures-removed-remote-media".into(),
            removed: 120,
            size: "12.0 MB".into(),
        }],
    };
    let wrong = StoragePage {
        form: refused(
            storage.form.clone(),
            ["remote_media_bytes", "incoming_days"],
        ),
        removed: Vec::new(),
        ..storage.clone()
    };
    vec![
        Sample::new("costs", "admin/costs.html", page),
        Sample::new("costs-plain", "admin/costs.html", plain),
        Sample::new("storage", "admin/storage.html", storage),
        Sample::new("storage-wrong", "admin/storage.html", wrong),
    ]
}
