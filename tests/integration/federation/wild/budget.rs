//! A budget that is set in the panel holds while files pour in, and what went
//! comes back when somebody looks at it.

use std::time::Duration;

use ossm::db::models::user::Role;
use ossm::domain::moderation::{Authority, reports};
use ossm::domain::retention::{KeepWithin, prune_media};
use ossm::jobs::job::Job as _;
use ossm::jobs::retention::KeepBudget;
use reqwest::StatusCode;
use serde_json::json;

use super::Scene;
use crate::harness::Reply;

const BUDGET: u64 = 50_000_000;
/// Bytes of each file.
const FILE: usize = 1_500_000;
/// Files that pour in: twice of what fits.
const FILES: usize = 64;

fn png(n: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(FILE, u8::try_from(n).unwrap());
    bytes
}

/// The addresses here of pictures of Ana's, four in a post.
async fn pictures(scene: &Scene, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    for first in (0..count).step_by(4) {
        let attachments: Vec<_> = (first..first + 4)
            .map(|n| {
                let path = format!("/{n}.png");
                scene.peer.answer(&path, Reply::new(200).body(png(n)));
                json!({"type": "Image", "mediaType": "image/png", "url": scene.peer.url(&path)})
            })
            .collect();
        let note = scene.note(&first.to_string(), &json!({ "attachment": attachments }));
        let page = scene.shows(&note).await;
        let here = page
            .split("src=\"")
            .filter(|rest| rest.starts_with("/media/remote/"))
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| !path.contains("accounts"))
            .map(str::to_owned);
        found.extend(here);
    }
    assert_eq!(found.len(), count);
    found
}

fn keep(scene: &Scene) -> KeepWithin {
    let app = &scene.server.app;
    KeepWithin {
        db: app.db.clone(),
        cx: app.cx.clone(),
        cache: app.remote_cache.clone(),
    }
}

async fn set_budget(scene: &Scene, budget: &str) {
    let owner = scene.server.member_as("ow", Role::Owner).await;
    let form = owner.form("/admin/storage", "/admin/storage").await;
    let saved = owner.submit(&form.set("remote_media_bytes", budget)).await;
    assert_eq!(saved.location(), "/admin/storage", "{}", saved.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_megabytes_hold_while_media_pour_in() {
    let scene = Scene::new().await;
    let paths = pictures(&scene, FILES).await;
    set_budget(&scene, "50 MB").await;
    let cache = &scene.server.app.remote_cache;
    let fetch = async |path: &String| {
        let got = scene.server.get(path).await;
        assert_eq!(got.status(), StatusCode::OK);
        got.bytes().await.unwrap()
    };
    let pouring = async {
        // Eight at a time, as readers of a page ask for them.
        for some in paths.chunks(8) {
            let asked = some.iter().chain(some).map(fetch);
            futures_util::future::join_all(asked).await;
            scene.server.clock.advance(chrono::TimeDelta::minutes(2));
        }
    };
    let watching = async {
        loop {
            let bytes = cache.bytes().await.unwrap();
            assert!(bytes <= BUDGET, "{bytes}");
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    };
    tokio::select! {
        () = pouring => {}
        () = watching => unreachable!(),
    }
    assert!(cache.bytes().await.unwrap() > BUDGET / 2, "and it is used");
    // The first files went; they come back, as they were.
    let asked_before = scene.peer.count("/0.png");
    assert_eq!(fetch(&paths[0]).await, png(0));
    assert_eq!(scene.peer.count("/0.png"), asked_before + 1);
    assert_eq!(fetch(&paths[0]).await, png(0));
    assert_eq!(scene.peer.count("/0.png"), asked_before + 1, "it is here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_smaller_budget_takes_the_longest_unseen_first() {
    let scene = Scene::new().await;
    let paths = pictures(&scene, 8).await;
    for path in &paths {
        scene.server.get(path).await.bytes().await.unwrap();
        scene.server.clock.advance(chrono::TimeDelta::minutes(2));
    }
    // The second is seen again: now it is the newest.
    scene.server.get(&paths[1]).await.bytes().await.unwrap();
    let work = keep(&scene);
    let four = 4 * FILE as u64;
    let dry = prune_media(&work, Authority::Operator, Some(four), None, true);
    let dry = dry.await.unwrap();
    assert_eq!((dry.files, dry.bytes, dry.left), (4, four, four));
    assert_eq!(work.cache.bytes().await.unwrap(), 2 * four, "nothing went");

    set_budget(&scene, "6 MB").await;
    KeepBudget(work.clone()).run(&json!({})).await.unwrap();
    assert_eq!(work.cache.bytes().await.unwrap(), four);
    for n in [1, 5, 6, 7] {
        scene.server.get(&paths[n]).await.bytes().await.unwrap();
        assert_eq!(scene.peer.count(&format!("/{n}.png")), 1, "{n} stayed");
    }
    scene.server.get(&paths[4]).await.bytes().await.unwrap();
    assert_eq!(scene.peer.count("/4.png"), 2, "it went, and came back");
    let noted = "retention_days WHERE subject = 'remote-media' AND removed >= 4";
    assert_eq!(scene.count(noted).await, 1);
    // What nobody looks at for days goes, too.
    scene.server.clock.advance(chrono::TimeDelta::days(9));
    let pruned = prune_media(&work, Authority::Operator, None, Some(7), false);
    assert_eq!(pruned.await.unwrap().left, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_an_open_report_is_about_go_last() {
    let scene = Scene::new().await;
    let paths = pictures(&scene, 8).await;
    let read = async |numbers: std::ops::Range<usize>| {
        for path in &paths[numbers] {
            scene.server.get(path).await.bytes().await.unwrap();
            scene.server.clock.advance(chrono::TimeDelta::minutes(2));
        }
    };
    read(0..8).await;
    // The first four are the longest unseen.
    let post = scene.id(&scene.ana.sub("statuses/0")).await.to_string();
    let alice = scene.server.app_with("alice", "read write").await;
    let status = alice.get(&format!("/api/v1/statuses/{post}")).await.ok();
    let about = json!({ "account_id": status.json["account"]["id"], "status_ids": [post] });
    let report = alice
        .post("/api/v1/reports", about)
        .await
        .ok()
        .text_of("id");
    let (work, four) = (keep(&scene), 4 * FILE as u64);
    let pruned = prune_media(&work, Authority::Operator, Some(four), None, false);
    assert_eq!(pruned.await.unwrap().left, four);
    scene.server.clock.advance(chrono::TimeDelta::days(60));
    let old = prune_media(&work, Authority::Operator, None, Some(7), false);
    assert_eq!(old.await.unwrap().left, four);
    read(0..4).await;
    let fetched = |n: usize| scene.peer.count(&format!("/{n}.png"));
    assert_eq!([fetched(0), fetched(3)], [1, 1], "they stayed");

    // Once it is settled they are files like others.
    let (app, by) = (&scene.server.app, Authority::Operator);
    let conn = &mut *app.db.conn().await.unwrap();
    let id = report.parse().unwrap();
    reports::resolve(conn, &app.cx, by, id).await.unwrap();
    scene.server.clock.advance(chrono::TimeDelta::minutes(2));
    read(4..8).await;
    let pruned = prune_media(&work, Authority::Operator, Some(four), None, false);
    assert_eq!(pruned.await.unwrap().left, four);
    read(4..8).await;
    read(0..1).await;
    assert_eq!([fetched(0), fetched(4)], [2, 2], "the first went at last");
    // Whatever is reported, the budget holds.
    reports::reopen(conn, &app.cx, by, id).await.unwrap();
    let pruned = prune_media(&work, Authority::Operator, Some(0), None, false);
    assert_eq!(pruned.await.unwrap().left, 0);
}
