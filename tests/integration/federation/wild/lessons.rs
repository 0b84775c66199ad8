//! Flaws that others had (the table in docs/federation-security.md), tried here.

use ossm::db::models::post::Visibility;
use ossm::domain::polls::NewPoll;
use ossm::domain::posts::NewPost;
use serde_json::{Value, json};

use super::Scene;

/// What a linked-data signature looks like; nobody here believes one.
fn linked_data_signature(scene: &Scene) -> Value {
    json!({"type": "RsaSignature2017", "creator": scene.ana.key_id,
        "created": scene.date(), "signatureValue": "c2lnbmF0dXJl"})
}

#[tokio::test(flavor = "multi_thread")]
async fn signatures_inside_of_documents_are_neither_needed_nor_believed() {
    let scene = Scene::new().await;
    let mut own = scene.ana.create(scene.note("1", &json!({})));
    own["signature"] = linked_data_signature(&scene);
    own["proof"] = json!({"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022"});
    scene.send(&own).await;
    assert_eq!(scene.count("posts").await, 1);

    let (_, root) = scene
        .member_post(&NewPost::plain("The root", Visibility::Public))
        .await;
    let eve = scene.peer.actor("eve");
    let note = scene.note("2", &json!({"inReplyTo": root, "content": "<p>Forged</p>"}));
    let mut forged = scene.ana.create(note);
    forged["signature"] = linked_data_signature(&scene);
    // Ana's server knows of no such post.
    scene.send_as(&eve, &forged).await;
    assert_eq!(scene.count("posts WHERE NOT local").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn graphs_that_are_folded_into_a_document_are_not_read() {
    let scene = Scene::new().await;
    let eve = scene.peer.actor("eve");
    let hidden = scene
        .ana
        .create(scene.note("1", &json!({"content": "<p>Forged</p>"})));
    for (number, key) in ["@graph", "@included", "@reverse", "@nest"]
        .into_iter()
        .enumerate()
    {
        let mut outer = eve.activity("View", &format!("v{number}"), eve.id.as_str());
        outer[key] = json!([hidden]);
        scene.send_as(&eve, &outer).await;
        // The words of the document are what they are here, whatever the context says.
        let mut renamed = eve.activity("View", &format!("r{number}"), eve.id.as_str());
        renamed["@context"] = json!(["https://www.w3.org/ns/activitystreams",
            {"View": "as:Create", "thing": "as:object"}]);
        renamed["thing"] = hidden["object"].clone();
        scene.send_as(&eve, &renamed).await;
    }
    assert_eq!(scene.count("posts").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_in_a_circle_come_to_an_end() {
    let scene = Scene::new().await;
    let (one, two) = (scene.ana.sub("statuses/1"), scene.ana.sub("statuses/2"));
    let first = scene.note("1", &json!({"quote": two, "content": "<p>First</p>"}));
    let second = scene.note("2", &json!({"quote": one, "content": "<p>Second</p>"}));
    let itself = scene.note(
        "3",
        &json!({"quote": scene.ana.sub("statuses/3"), "content": "<p>Itself</p>"}),
    );
    for note in [&first, &second, &itself] {
        scene.peer.publish(note);
    }
    for note in [&first, &second, &itself] {
        let page = scene.shows(note).await;
        assert!(page.contains("class=\"post"), "{page}");
    }
    assert!(scene.peer.gets().len() < 20);
    let home = scene.alice.get(&format!("/@{}", scene.ana.handle)).await;
    assert_eq!(home.status, 200, "{}", home.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_votes_in_the_name_of_another() {
    let scene = Scene::new().await;
    let new = NewPost {
        poll: Some(NewPoll {
            options: vec!["Tea".to_owned(), "Coffee".to_owned()],
            multiple: false,
            lasts: chrono::Duration::hours(1),
        }),
        ..NewPost::plain("What shall it be?", Visibility::Public)
    };
    let (_, question) = scene.member_post(&new).await;
    let eve = scene.peer.actor("eve");
    for (number, author) in [&eve.id, &scene.alice()].into_iter().enumerate() {
        let vote = json!({"id": scene.ana.sub(&format!("votes/{number}")), "type": "Note",
            "name": "Tea", "attributedTo": author, "inReplyTo": question});
        let create = scene.ana.activity("Create", &format!("v{number}"), vote);
        scene.send(&create).await;
    }
    assert_eq!(scene.count("poll_votes").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn boosts_do_not_show_what_suspended_people_wrote() {
    let scene = Scene::new().await;
    scene
        .shows(&scene.note("1", &json!({"content": "<p>Unseen</p>"})))
        .await;
    let eve = scene.peer.actor("eve");
    let mut boost = eve.announce(&scene.ana.sub("statuses/1"));
    boost["published"] = json!(scene.date());
    scene.send_as(&eve, &boost).await;
    let profile = format!("/@{}", eve.handle);
    let page = scene.alice.get(&profile).await.body;
    assert!(page.contains("Unseen"), "{page}");
    let mut document = scene.ana.document();
    document["suspended"] = json!(true);
    scene.peer.publish(&document);
    scene.send(&scene.ana.update(document)).await;
    let page = scene.alice.get(&profile).await.body;
    assert!(!page.contains("Unseen"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_this_server_ask_itself() {
    let scene = Scene::new().await;
    let (_, own) = scene
        .member_post(&NewPost::plain("Hello", Visibility::Followers))
        .await;
    let resolver = ossm::federation::Federation::new(&scene.server.app).resolver;
    // Its own fetches are signed by itself and would see what is not for others.
    let other = own.replace("/statuses/", "/statuses/0");
    for address in [
        other.as_str(),
        &format!("{}/nothing", scene.server.public_base()),
    ] {
        assert!(resolver.post(address).await.is_err(), "{address}");
        assert!(resolver.refresh(address).await.is_err(), "{address}");
    }
}
