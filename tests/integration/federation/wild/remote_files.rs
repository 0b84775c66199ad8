//! Files of other servers: kept within a budget, fetched again on demand, in
//! parts, and never as pages.

use std::io::{Read as _, Write as _};
use std::path::Path;

use reqwest::StatusCode;
use serde_json::json;

use super::Scene;
use crate::federation::ask;
use crate::harness::{FakePeer, Reply, TestServer};

const FILE: usize = 100_000;
const BUDGET: u64 = 350_000;

fn png(n: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.resize(FILE, u8::try_from(n).unwrap());
    bytes
}

fn size(folder: &Path) -> u64 {
    let mut sum = 0;
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let about = entry.metadata();
        sum += match about {
            Ok(about) if about.is_dir() => size(&entry.path()),
            Ok(about) => about.len(),
            // It went in this moment.
            Err(_) => 0,
        };
    }
    sum
}

/// What stands on the disk of files of others, half fetched ones too.
fn on_disk(server: &TestServer) -> u64 {
    let root = server.data_dir.path();
    size(&root.join("media/remote")) + size(&root.join("work"))
}

async fn scene() -> Scene {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .config(|config| config.storage.remote_cache_bytes = BUDGET)
        .start()
        .await;
    let bob_id = ask::member(&server, "bob").await;
    let alice = server.member("alice").await;
    let peer = FakePeer::start("beta.localhost").await;
    peer.use_clock(server.clock.clone());
    let ana = peer.actor("ana");
    Scene {
        server,
        peer,
        alice,
        bob_id,
        ana,
    }
}

/// The addresses here of `count` pictures of Ana's, four in a post.
async fn pictures(scene: &Scene, count: usize) -> Vec<String> {
    let mut found = Vec::new();
    for first in (0..count).step_by(4) {
        let attachments: Vec<_> = (first..(first + 4).min(count))
            .map(|n| {
                let path = format!("/{n}.png");
                scene.peer.answer(&path, Reply::new(200).body(png(n)));
                json!({"type": "Image", "mediaType": "image/png", "url": scene.peer.url(&path)})
            })
            .collect();
        let note = scene.note(&first.to_string(), &json!({ "attachment": attachments }));
        let page = scene.shows(&note).await;
        let here: Vec<String> = page
            .split("src=\"")
            .filter(|rest| rest.starts_with("/media/remote/"))
            .filter_map(|rest| rest.split('"').next())
            .filter(|path| !path.contains("accounts"))
            .map(str::to_owned)
            .collect();
        assert_eq!(here.len(), attachments.len(), "{page}");
        found.extend(here);
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn the_budget_is_never_exceeded_and_the_longest_unseen_goes_first() {
    let scene = scene().await;
    let paths = pictures(&scene, 6).await;
    let cache = &scene.server.app.remote_cache;
    for (n, path) in paths.iter().enumerate() {
        let got = scene.server.get(path).await;
        assert_eq!(got.status(), StatusCode::OK);
        assert_eq!(got.headers()["content-type"], "image/png");
        assert_eq!(got.bytes().await.unwrap(), png(n));
        assert!(cache.bytes().await.unwrap() <= BUDGET);
        assert!(on_disk(&scene.server) <= BUDGET);
        scene.server.clock.advance(chrono::TimeDelta::minutes(2));
    }
    assert_eq!(cache.bytes().await.unwrap(), 300_000, "three fit");
    // The last three are here, the first three are fetched again.
    for (n, path) in paths.iter().enumerate().skip(3) {
        scene.server.get(path).await;
        assert_eq!(scene.peer.count(&format!("/{n}.png")), 1);
        scene.server.clock.advance(chrono::TimeDelta::minutes(2));
    }
    let again = scene.server.get(&paths[0]).await;
    assert_eq!(again.bytes().await.unwrap(), png(0));
    assert_eq!(scene.peer.count("/0.png"), 2);
    scene.server.get(&paths[4]).await;
    assert_eq!(
        scene.peer.count("/4.png"),
        1,
        "it was seen after the fourth"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_stay_within_the_budget_and_are_fetched_once() {
    let scene = scene().await;
    let paths = pictures(&scene, 12).await;
    let asking = paths
        .iter()
        .chain(&paths)
        .map(|path| scene.server.get(path));
    let watching = async {
        loop {
            assert!(
                on_disk(&scene.server) <= BUDGET,
                "{}",
                on_disk(&scene.server)
            );
            assert!(scene.server.app.remote_cache.bytes().await.unwrap() <= BUDGET);
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    };
    let answers = tokio::select! {
        answers = futures_util::future::join_all(asking) => answers,
        () = watching => unreachable!(),
    };
    for (n, answer) in answers.into_iter().enumerate() {
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.bytes().await.unwrap(), png(n % 12));
    }
    assert!(on_disk(&scene.server) <= BUDGET);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_sent_in_parts_and_needs_no_peer() {
    let scene = scene().await;
    let paths = pictures(&scene, 1).await;
    scene.server.get(&paths[0]).await.bytes().await.unwrap();
    scene.peer.remove("/0.png");
    let part = scene.server.browser().get(scene.server.url(&paths[0]));
    let part = part.header("range", "bytes=99990-").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.headers()["content-range"], "bytes 99990-99999/100000");
    assert_eq!(
        part.headers()["content-security-policy"],
        "default-src 'none'; sandbox"
    );
    assert_eq!(part.bytes().await.unwrap().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_and_drawings_that_run_scripts_are_not_passed_on() {
    let scene = scene().await;
    for (n, body) in [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<!doctype html><p>x",
    ]
    .iter()
    .enumerate()
    {
        let path = format!("/evil{n}.png");
        let lying = Reply::new(200).header("content-type", "image/png");
        scene.peer.answer(&path, lying.body(body.as_bytes()));
        let attachment = json!({"type": "Image", "mediaType": "image/png",
            "url": scene.peer.url(&path)});
        let note = scene.note(&format!("evil{n}"), &json!({ "attachment": [attachment] }));
        let page = scene.shows(&note).await;
        let here = page.split("src=\"/media/remote/").nth(1).unwrap();
        let here = format!("/media/remote/{}", here.split('"').next().unwrap());
        assert_eq!(
            scene.server.get(&here).await.status(),
            StatusCode::NOT_FOUND
        );
    }
    assert_eq!(on_disk(&scene.server), 0);
    assert_eq!(scene.server.app.remote_cache.bytes().await.unwrap(), 0);
}

/// A server that promises 100,000 bytes, sends half of them and hangs up.
fn broken() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut line, _) = listener.accept().unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n";
        let answer = [head.as_bytes(), &png(0)[..50_000]].concat();
        let mut request = [0; 512];
        let _ = line.read(&mut request).unwrap();
        line.write_all(&answer).unwrap();
    });
    format!("http://{address}/0.png")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetch_that_breaks_off_gives_its_room_back() {
    let scene = scene().await;
    let attachment = json!({"type": "Image", "mediaType": "image/png", "url": broken()});
    let note = scene.note("broken", &json!({ "attachment": [attachment] }));
    let page = scene.shows(&note).await;
    let here = page.split("src=\"/media/remote/").nth(1).unwrap();
    let here = format!("/media/remote/{}", here.split('"').next().unwrap());
    assert_ne!(scene.server.get(&here).await.status(), StatusCode::OK);
    let paths = pictures(&scene, 1).await;
    scene.server.get(&paths[0]).await.bytes().await.unwrap();
    let cache = &scene.server.app.remote_cache;
    assert_eq!(cache.bytes().await.unwrap(), 100_000);
    assert_eq!(on_disk(&scene.server), 100_000);
}
