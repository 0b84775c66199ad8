//! What nobody should send. Nothing is stored, and the server stays well.

use serde_json::{Value, json};

use super::Scene;

#[tokio::test(flavor = "multi_thread")]
async fn spoofed_ids_and_authors_are_refused() {
    let scene = Scene::new().await;
    let eve = scene.peer.actor("eve");
    let other = "http://gamma.localhost:9/notes/1";
    for changes in [
        json!({"id": other}),
        json!({"attributedTo": eve.id}),
        json!({"id": format!("{}/users/bob/statuses/1", scene.server.public_base())}),
        json!({"attributedTo": scene.alice()}),
    ] {
        let note = scene.note("1", &changes);
        let mut create = scene.ana.activity("Create", "spoof", note);
        create["id"] = json!(
            scene
                .ana
                .sub(&format!("activities/{}", rand::random::<u32>()))
        );
        scene.send(&create).await;
    }
    assert_eq!(scene.count("posts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_changes_or_deletes_what_is_somebody_elses() {
    let scene = Scene::new().await;
    let note = scene.note("1", &json!({}));
    scene.shows(&note).await;
    let id = note["id"].as_str().unwrap();
    let eve = scene.peer.actor("eve");
    scene.server.clock.advance(chrono::Duration::minutes(5));
    let mut changed = note.clone();
    changed["content"] = json!("<p>Evil words</p>");
    changed["updated"] = json!(scene.date());
    let mut update = eve.activity("Update", "update", changed.clone());
    scene.send_as(&eve, &update).await;
    changed["attributedTo"] = json!(eve.id);
    update = eve.activity("Update", "update2", changed);
    scene.send_as(&eve, &update).await;
    scene
        .send_as(&eve, &eve.activity("Delete", "delete", id))
        .await;
    let page = scene.page(id).await;
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("Plain words") && !page.body.contains("Evil"),
        "{}",
        page.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_types_in_every_field_are_survived() {
    let scene = Scene::new().await;
    let wrong = [
        json!(null),
        json!(7),
        json!(-1.5),
        json!(true),
        json!([[[]]]),
        json!({"a": {}}),
    ];
    let fields = [
        "content",
        "summary",
        "sensitive",
        "url",
        "published",
        "updated",
        "to",
        "cc",
        "tag",
        "attachment",
        "inReplyTo",
        "contentMap",
        "context",
        "replies",
        "oneOf",
        "quote",
        "name",
        "language",
        "icon",
        "image",
        "interactionPolicy",
        "closed",
        "endTime",
        "votersCount",
    ];
    let mut sent = 0;
    for field in fields {
        for value in &wrong {
            let note = scene.note(&format!("w{sent}"), &json!({field: value}));
            let status = scene
                .send_bytes(scene.ana.create(note).to_string().into_bytes())
                .await;
            assert!(matches!(status, 202 | 503), "{field}: {value}: {status}");
            sent += 1;
        }
    }
    for field in ["id", "type", "actor", "object"] {
        for value in &wrong {
            let mut create = scene.ana.create(scene.note("x", &json!({})));
            create[field] = value.clone();
            let status = scene.send_bytes(create.to_string().into_bytes()).await;
            assert!(
                matches!(status, 202 | 400 | 401 | 403),
                "{field}: {value}: {status}"
            );
        }
    }
    scene.settled().await;
    let page = scene
        .shows(&scene.note("fine", &json!({"content": "<p>All is well</p>"})))
        .await;
    assert!(page.contains("All is well"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_mentions_are_refused() {
    let scene = Scene::new().await;
    let people: Vec<Value> = (0..10_000)
        .map(|n| json!({"type": "Mention", "href": format!("http://x.localhost/{n}")}))
        .collect();
    scene
        .send(&scene.ana.create(scene.note("1", &json!({"tag": people}))))
        .await;
    assert_eq!(scene.count("posts").await, 0);
    assert_eq!(scene.count("mentions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_cannot_be_read_are_refused() {
    let scene = Scene::new().await;
    let deep = format!("{}1{}", "{\"object\":".repeat(10_000), "}".repeat(10_000));
    assert_eq!(
        scene.send_bytes(deep.into_bytes()).await,
        400,
        "10,000 levels deep"
    );
    let mut bytes = scene
        .ana
        .create(scene.note("1", &json!({})))
        .to_string()
        .into_bytes();
    bytes.extend_from_slice(b"\xff\xfe");
    assert_eq!(scene.send_bytes(bytes).await, 400, "invalid UTF-8");
    let large = vec![b' '; 10 * 1024 * 1024];
    assert_eq!(scene.send_bytes(large).await, 413, "10 MB");
    assert_eq!(scene.count("incoming").await, 0);
}
