//! Bytes are counted by the other server, in both directions.

use ossm::foundation::traffic::{Bytes, Kind};
use serde_json::json;

use super::Scene;
use crate::harness::Reply;

fn with_peer(scene: &Scene) -> (Bytes, Vec<(Kind, Bytes)>) {
    let counted = scene.server.app.traffic.as_ref().unwrap().take();
    let hosts = counted.hosts.into_iter();
    let peer = hosts.filter(|(host, _)| *host == scene.peer.host);
    (
        peer.map(|(_, bytes)| bytes).next().unwrap_or_default(),
        counted.kinds,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_peer_sends_and_gets_is_counted_under_its_name() {
    let scene = Scene::new().await;
    with_peer(&scene);
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.resize(100_000, 1);
    scene.peer.answer("/one.png", Reply::new(200).body(picture));
    let attachment = json!({"type": "Image", "mediaType": "image/png",
        "url": scene.peer.url("/one.png")});
    let note = scene.note("one", &json!({ "attachment": [attachment] }));
    let page = scene.shows(&note).await;
    let (told, kinds) = with_peer(&scene);
    let least = note.to_string().len() as u64;
    assert!(told.received >= least, "{told:?} of {least}");
    assert!(
        kinds
            .iter()
            .any(|(kind, bytes)| *kind == Kind::Federation && bytes.received >= least)
    );

    let path = page
        .split("src=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|path| path.starts_with("/media/remote/") && !path.contains("accounts"))
        .unwrap();
    scene.server.get(path).await.bytes().await.unwrap();
    let (fetched, kinds) = with_peer(&scene);
    assert_eq!(fetched.received, 100_000);
    let media = kinds.iter().find(|(kind, _)| *kind == Kind::Media).unwrap();
    assert_eq!(media.1.received, 100_000);
    assert_eq!(media.1.sent, 100_000, "to the reader");

    // What is delivered to it counts the other way.
    let follow = json!({"@context": "https://www.w3.org/ns/activitystreams", "type": "Follow",
        "id": scene.peer.url("/follows/1"), "actor": scene.ana.id, "object": scene.alice()});
    scene.send(&follow).await;
    let accept = scene.peer.wait_for(|got| got.kind() == "Accept").await;
    // It is counted when the peer has answered, a moment after it came there.
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(20);
    let mut sent = 0;
    while sent < accept.body.len() as u64 {
        sent += with_peer(&scene).0.sent;
        assert!(tokio::time::Instant::now() < deadline, "{sent} bytes");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
}
