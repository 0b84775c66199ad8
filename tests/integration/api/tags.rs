//! Tags by the API: reading, following and featuring them.

use serde_json::json;

use super::accounts::unlimited;

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_tag_is_told_and_read_at_home() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let post = bob.write("a #Heron").await;
    let visitor = server.anonymous();
    let tag = visitor.get("/api/v1/tags/HERON").await.ok().is("Tag");
    assert_eq!(tag.text_of("name"), "Heron");
    assert!(tag.text_of("url").ends_with("/tags/heron"));
    assert!(
        tag.json.get("following").is_none(),
        "visitors follow nothing"
    );
    assert_eq!(tag.json["history"].as_array().unwrap().len(), 7);
    for act in ["follow", "unfollow", "feature", "unfeature"] {
        let path = format!("/api/v1/tags/heron/{act}");
        visitor.post(&path, json!({})).await.refused(401);
        let reader = server.app_with("alice", "read").await;
        reader.post(&path, json!({})).await.refused(403);
        alice
            .post(&format!("/api/v1/tags/123/{act}"), json!({}))
            .await
            .refused(404);
    }
    visitor.get("/api/v1/tags/a%20b").await.refused(404);
    let followed = alice
        .post("/api/v1/tags/heron/follow", json!({}))
        .await
        .ok();
    assert_eq!(followed.is("Tag").json["following"], true);
    alice
        .post("/api/v1/tags/heron/follow", json!({}))
        .await
        .ok();
    alice.post("/api/v1/tags/new/follow", json!({})).await.ok();
    let home = alice.get("/api/v1/timelines/home").await.ok();
    assert_eq!(home.ids(), [post]);
    let list = alice
        .get("/api/v1/followed_tags?limit=1")
        .await
        .ok()
        .are("Tag");
    assert_eq!(list.json[0]["name"], "new");
    assert_eq!(list.json[0]["following"], true);
    let next = alice.get(&list.link("next").unwrap()).await.ok();
    assert_eq!(next.json[0]["name"], "Heron");
    let ended = alice
        .post("/api/v1/tags/heron/unfollow", json!({}))
        .await
        .ok();
    assert_eq!(ended.json["following"], false);
    let home = alice.get("/api/v1/timelines/home").await.ok();
    assert_eq!(home.json, json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn featured_tags_are_shown_everywhere() {
    let server = unlimited().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    alice.write("a #Heron").await;
    alice.write("two #herons and a #heron").await;
    let path = "/api/v1/featured_tags";
    let suggested = alice.get(&format!("{path}/suggestions")).await.ok();
    assert_eq!(suggested.are("Tag").json[0]["name"], "Heron");
    let made = alice.post(path, json!({ "name": "Heron" })).await.ok();
    let made = made.is("FeaturedTag");
    assert_eq!(made.text_of("statuses_count"), "2");
    let id = made.text_of("id");
    for wrong in [json!({}), json!({ "name": "" }), json!({ "name": "12" })] {
        let refused = alice.post(path, wrong).await.refused(422);
        assert_eq!(
            refused.text_of("error"),
            "Validation failed: Tag is invalid"
        );
    }
    let other = alice
        .post("/api/v1/tags/herons/feature", json!({}))
        .await
        .ok()
        .is("Tag");
    assert_eq!(other.json["featuring"], true);
    let own = alice.get(path).await.ok().are("FeaturedTag");
    assert_eq!(own.ids().len(), 2);
    let public = format!("/api/v1/accounts/{}/featured_tags", alice.id());
    let shown = server.anonymous().get(&public).await.ok();
    assert_eq!(shown.are("FeaturedTag").ids(), own.ids());
    // The profile and other servers show them, too.
    let page = server.get("/@alice").await.text().await.unwrap();
    assert!(page.contains("#Heron</a>"));
    let collection = server
        .anonymous()
        .request(reqwest::Method::GET, "/users/alice/collections/tags")
        .header("accept", "application/activity+json");
    let collection = bob.send(collection).await.ok();
    assert_eq!(collection.json["totalItems"], 2);
    assert_eq!(collection.json["orderedItems"][0]["type"], "Hashtag");
    assert_eq!(collection.json["orderedItems"][0]["name"], "#Heron");

    bob.delete(&format!("{path}/{id}")).await.refused(404);
    alice.delete(&format!("{path}/x")).await.refused(404);
    assert_eq!(
        alice.delete(&format!("{path}/{id}")).await.ok().json,
        json!({})
    );
    alice.delete(&format!("{path}/{id}")).await.refused(404);
    let ended = alice
        .post("/api/v1/tags/herons/unfeature", json!({}))
        .await
        .ok();
    assert_eq!(ended.json["featuring"], false);
    assert_eq!(alice.get(path).await.ok().json, json!([]));
}
