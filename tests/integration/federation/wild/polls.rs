//! Questions and votes.

use chrono::Duration;
use ossm::db::models::post::Visibility;
use ossm::domain::polls::NewPoll;
use ossm::domain::posts::NewPost;
use serde_json::{Value, json};

use super::Scene;

fn vote(scene: &Scene, number: &str, answer: &str, question: &str) -> Value {
    json!({"id": scene.ana.sub(&format!("votes/{number}")), "type": "Note", "name": answer,
        "attributedTo": scene.ana.id, "inReplyTo": question,
        "to": [format!("{}/users/bob", scene.server.public_base())]})
}

fn create(scene: &Scene, number: &str, votes: Value) -> Value {
    let mut create = scene
        .ana
        .activity("Create", &format!("vote{number}"), votes);
    create["to"] = json!([format!("{}/users/bob", scene.server.public_base())]);
    create
}

#[tokio::test(flavor = "multi_thread")]
async fn double_votes_and_votes_after_the_end_are_refused() {
    let scene = Scene::new().await;
    let poll = NewPoll {
        options: vec!["Tea".to_owned(), "Coffee".to_owned()],
        multiple: false,
        lasts: Duration::hours(1),
    };
    let new = NewPost {
        poll: Some(poll),
        ..NewPost::plain("What shall it be?", Visibility::Public)
    };
    let (id, question) = scene.member_post(&new).await;
    scene
        .send(&create(&scene, "1", vote(&scene, "1", "Tea", &question)))
        .await;
    scene
        .send(&create(&scene, "2", vote(&scene, "2", "Coffee", &question)))
        .await;
    scene
        .send(&create(&scene, "3", vote(&scene, "3", "Water", &question)))
        .await;
    assert_eq!(
        scene
            .count(&format!("poll_votes WHERE post_id = {id}"))
            .await,
        1
    );
    scene.server.clock.advance(Duration::hours(2));
    let eve = scene.peer.actor("eve");
    let mut late = vote(&scene, "4", "Tea", &question);
    late["attributedTo"] = json!(eve.id);
    late["id"] = json!(eve.sub("votes/4"));
    scene
        .send_as(&eve, &eve.activity("Create", "vote", late))
        .await;
    assert_eq!(
        scene
            .count(&format!("poll_votes WHERE post_id = {id}"))
            .await,
        1
    );
    assert_eq!(scene.count("posts WHERE NOT local").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_come_with_counts_and_get_new_ones() {
    let scene = Scene::new().await;
    let option = |name: &str, votes: u32| json!({"type": "Note", "name": name, "replies": {"type": "Collection", "totalItems": votes}});
    let mut question = scene.note(
        "1",
        &json!({"type": "Question", "votersCount": 3,
        "endTime": "2099-01-01T00:00:00Z", "oneOf": [option("Tea", 1), option("Coffee", 2)]}),
    );
    let page = scene.shows(&question).await;
    assert!(page.contains("Plain words"), "{page}");
    question["oneOf"] = json!([option("Tea", 5), option("Coffee", 2)]);
    scene.send(&scene.ana.update(question)).await;
    assert_eq!(
        scene
            .count("poll_options WHERE title = 'Tea' AND votes_count = 5")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_that_come_packed_are_counted_one_by_one() {
    let scene = Scene::new().await;
    let poll = NewPoll {
        options: vec!["Tea".to_owned(), "Coffee".to_owned(), "Water".to_owned()],
        multiple: true,
        lasts: Duration::hours(1),
    };
    let new = NewPost {
        poll: Some(poll),
        ..NewPost::plain("What shall it be?", Visibility::Public)
    };
    let (id, question) = scene.member_post(&new).await;
    // GoToSocial: several notes in one Create; one of them is no answer.
    let votes = ["Tea", "Gravel", "Water"].iter().enumerate();
    let votes: Vec<Value> = votes
        .map(|(number, answer)| vote(&scene, &number.to_string(), answer, &question))
        .collect();
    scene.send(&create(&scene, "1", json!(votes))).await;
    let counted = format!("poll_votes WHERE post_id = {id}");
    assert_eq!(scene.count(&counted).await, 2);
    let voters = format!("polls WHERE post_id = {id} AND voters_count = 1");
    assert_eq!(scene.count(&voters).await, 1);
    assert_eq!(scene.count("posts WHERE NOT local").await, 0);
}
