//! Lists by the API.

use serde_json::json;

use crate::harness::{Api, TestServer};

async fn follow(app: &Api, whom: &Api) {
    let path = format!("/api/v1/accounts/{}/follow", whom.id());
    app.post(&path, json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_made_filled_read_and_removed() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    follow(&alice, &bob).await;
    let made = alice
        .post(
            "/api/v1/lists",
            json!({ "title": "Close", "exclusive": true }),
        )
        .await
        .ok()
        .is("List");
    assert_eq!(made.json["replies_policy"], "list");
    assert_eq!(made.json["exclusive"], true);
    let list = format!("/api/v1/lists/{}", made.text_of("id"));
    let people = format!("{list}/accounts");
    let him = json!({ "account_ids": [bob.id().to_string()] });
    alice.post(&people, him.clone()).await.ok();
    alice.post(&people, him.clone()).await.refused(422);
    let stranger = server.app_of("carol").await;
    let unfollowed = json!({ "account_ids": [stranger.id().to_string()] });
    alice.post(&people, unfollowed).await.refused(404);
    let on = alice.get(&people).await.ok().are("Account");
    assert_eq!(on.ids(), [bob.id().to_string()]);
    let all = alice.get(&format!("{people}?limit=0")).await.ok();
    assert_eq!(all.ids(), [bob.id().to_string()]);
    let of_him = format!("/api/v1/accounts/{}/lists", bob.id());
    assert_eq!(alice.get(&of_him).await.ok().are("List").ids().len(), 1);

    let post = bob.write("For the list").await;
    let timeline = format!("/api/v1/timelines/list/{}", made.text_of("id"));
    let shown = alice.get(&timeline).await.ok().are("Status");
    assert_eq!(shown.ids(), std::slice::from_ref(&post));
    let home = alice.get("/api/v1/timelines/home").await.ok();
    assert!(home.ids().is_empty());
    let older = format!("{timeline}?max_id={post}&limit=1");
    assert!(alice.get(&older).await.ok().ids().is_empty());

    let renamed = json!({ "title": "Far", "replies_policy": "none", "exclusive": "false" });
    let renamed = alice.put(&list, renamed).await.ok().is("List");
    assert_eq!(renamed.json["title"], "Far");
    let home = alice.get("/api/v1/timelines/home").await.ok();
    assert_eq!(home.ids(), [post]);
    alice
        .send(alice.request(reqwest::Method::DELETE, &people).json(&him))
        .await
        .ok();
    assert!(alice.get(&people).await.ok().ids().is_empty());
    alice.delete(&list).await.ok();
    alice.get(&list).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_their_owners_alone() {
    let server = TestServer::start().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let made = alice
        .post("/api/v1/lists", json!({ "title": "Mine" }))
        .await
        .ok();
    let id = made.text_of("id");
    let narrow = server.app_with("alice", "read:statuses").await;
    let visitor = server.anonymous();
    for path in [
        "/api/v1/lists".to_owned(),
        format!("/api/v1/lists/{id}"),
        format!("/api/v1/lists/{id}/accounts"),
        format!("/api/v1/timelines/list/{id}"),
    ] {
        visitor.get(&path).await.refused(401);
        narrow.get(&path).await.refused(403);
        if path.contains(&id) {
            bob.get(&path).await.refused(404);
            alice.get(&path.replace(&id, "abc")).await.refused(404);
        }
    }
    let path = format!("/api/v1/lists/{id}");
    bob.put(&path, json!({ "title": "Theirs" }))
        .await
        .refused(404);
    bob.delete(&path).await.refused(404);
    let mistakes = [
        json!({}),
        json!({ "title": "" }),
        json!({ "title": "x", "replies_policy": "y" }),
    ];
    for wrong in mistakes {
        let refused = alice.post("/api/v1/lists", wrong).await.refused(422);
        assert!(refused.text_of("error").starts_with("Validation failed: "));
    }
}
