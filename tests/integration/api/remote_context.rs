//! What is fetched from other servers because an app asks: the rest of threads,
//! and who wrote a page.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Answer, Api, FakePeer, Reply, TestServer};

async fn pair() -> (TestServer, FakePeer) {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .start()
        .await;
    (server, FakePeer::start("beta.localhost").await)
}

/// Asks again until the answer fits.
async fn until(app: &Api, path: &str, fits: impl Fn(&Answer) -> bool) -> Answer {
    for _ in 0..400 {
        let answer = app.get(path).await;
        if fits(&answer) {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} stays as it is: {}", app.get(path).await.text);
}

async fn found(app: &Api, uri: &str) -> String {
    let query: String = url::form_urlencoded::byte_serialize(uri.as_bytes()).collect();
    let path = format!("/api/v2/search?resolve=true&q={query}");
    let answer = app.get(&path).await.ok();
    let id = answer.json["statuses"][0]["id"].as_str();
    id.unwrap_or_else(|| panic!("nothing found: {}", answer.text))
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_is_told_that_a_thread_is_being_fetched() {
    let (server, peer) = pair().await;
    let bob = peer.actor_quick("bob");
    let mut root = bob.note("1", "The question");
    let replies = bob.sub("statuses/1/replies");
    root["replies"] = json!(replies);
    peer.publish(&root);
    let mut answer = bob.note("2", "The answer");
    answer["inReplyTo"] = root["id"].clone();
    peer.publish(&answer);
    let collection = json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": replies, "type": "Collection", "items": [answer["id"]],
    });
    let late = Reply::json(&collection).delayed(Duration::from_millis(500));
    peer.answer("/users/bob/statuses/1/replies", late);
    let (alice, visitor) = (server.app_of("alice").await, server.anonymous());
    let id = found(&alice, root["id"].as_str().unwrap()).await;
    let path = format!("/api/v1/statuses/{id}/context");
    let first = visitor.get(&path).await.ok();
    assert!(first.headers.get("mastodon-async-refresh").is_none());
    let asked = alice.get(&path).await.ok().is("Context");
    let header = asked.headers["mastodon-async-refresh"].to_str().unwrap();
    assert!(header.contains("retry="), "{header}");
    assert!(header.ends_with("result_count=0"), "{header}");
    let refresh = header.split('"').nth(1).unwrap();
    let refresh = format!("/api/v1_alpha/async_refreshes/{refresh}");
    let state = |answer: &Answer| answer.json["async_refresh"]["status"].clone();
    let running = alice.get(&refresh).await.ok();
    assert_eq!(state(&running), "running");
    let ended = until(&alice, &refresh, |answer| state(answer) == "finished").await;
    crate::harness::check_entity("AsyncRefresh", &ended.json["async_refresh"]);
    assert_eq!(ended.json["async_refresh"]["result_count"], 1);
    let now = alice.get(&path).await.ok();
    assert!(now.headers.get("mastodon-async-refresh").is_none());
    assert_eq!(now.json["descendants"].as_array().unwrap().len(), 1);

    // What nobody began, what is no longer told, and what is not theirs to see.
    let own = alice.write("Here").await;
    let refreshes = "/api/v1_alpha/async_refreshes";
    for wrong in [
        format!("context-{own}"),
        "12".to_owned(),
        "context-1".to_owned(),
    ] {
        alice
            .get(&format!("{refreshes}/{wrong}"))
            .await
            .refused(404);
    }
    visitor.get(&refresh).await.refused(401);
    server.clock.advance(chrono::Duration::minutes(61));
    alice.get(&refresh).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_names_its_author_and_the_author_the_page() {
    let (server, peer) = pair().await;
    let news = FakePeer::start("news.localhost").await;
    let host = news.url("/");
    let host = host.trim_start_matches("http://").trim_end_matches('/');
    let bob = peer.actor_quick("bob");
    let mut actor = bob.document();
    actor["attributionDomains"] = json!([host, "other.example", 7]);
    peer.publish(&actor);
    let alice = server.app_of("alice").await;
    let page = |path: &str, author: &str| {
        let html = format!(
            "<html><head><title>The news</title>\
             <meta name=\"fediverse:creator\" content=\"@{author}\"></head></html>"
        );
        let reply = Reply::new(200)
            .header("content-type", "text/html")
            .body(html);
        news.answer(path, reply);
        news.url(path)
    };
    let card = async |url: String| -> (String, Value) {
        let id = alice.write(&format!("Read {url}")).await;
        let path = format!("/api/v1/statuses/{id}");
        let shown = until(&alice, &path, |answer| answer.json["card"].is_object()).await;
        (path, shown.is("Status").json["card"].clone())
    };
    let (_, by_bob) = card(page("/bob", &bob.handle)).await;
    assert_eq!(by_bob["authors"][0]["account"]["acct"], json!(bob.handle));
    assert_eq!(by_bob["missing_attribution"], false);

    let (path, by_alice) = card(page("/alice", &format!("alice@{}", server.domain()))).await;
    assert_eq!(by_alice["authors"], json!([]));
    assert_eq!(by_alice["missing_attribution"], true);
    let change = json!({ "attribution_domains": [host] });
    let update = "/api/v1/accounts/update_credentials";
    alice.patch(update, change).await.ok();
    let shown = alice.get(&path).await.ok().json["card"].clone();
    assert_eq!(shown["authors"][0]["account"]["acct"], "alice");
    assert_eq!(shown["missing_attribution"], false);
    let read = server.anonymous().get(&path).await.ok().is("Status");
    assert_eq!(read.json["card"]["authors"][0]["name"], "alice");
    assert!(read.json["card"]["missing_attribution"].is_null());
    // Other servers are told, too.
    let actor = server
        .browser()
        .get(server.url("/users/alice"))
        .header("accept", "application/activity+json")
        .send()
        .await
        .unwrap();
    let actor: Value = actor.json().await.unwrap();
    assert_eq!(actor["attributionDomains"], json!([host]));
}
