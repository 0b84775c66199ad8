//! Timelines by the API.

use serde_json::json;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn pages_go_on_by_their_links_and_end() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let mut written = Vec::new();
    for number in 0..5 {
        written.push(app.write(&format!("post {number} #heron")).await);
    }
    written.reverse();
    let visitor = server.anonymous();
    for list in ["public?local=true&", "tag/heron?"] {
        let mut next = Some(format!("/api/v1/timelines/{list}limit=2"));
        let mut seen = Vec::new();
        while let Some(path) = next {
            let page = visitor.get(&path).await.ok();
            seen.extend(page.ids());
            next = page.link("next");
        }
        assert_eq!(seen, written, "{list}");
    }
    let page = app
        .get("/api/v1/timelines/home?limit=2")
        .await
        .ok()
        .are("Status");
    assert_eq!(page.ids(), written[..2]);
    let newer = format!("/api/v1/timelines/home?limit=2&min_id={}", written[4]);
    assert_eq!(
        app.get(&newer).await.ok().ids(),
        [&*written[2], &*written[3]]
    );
    let since = format!("/api/v1/timelines/home?limit=2&since_id={}", written[4]);
    assert_eq!(app.get(&since).await.ok().ids(), written[..2]);
    for odd in [
        "limit=0",
        "limit=-5",
        "limit=many",
        "max_id=x",
        "limit=100000",
    ] {
        app.get(&format!("/api/v1/timelines/home?{odd}")).await.ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_combined_and_media_asked_for() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    let both = app.write("#heron and #reed").await;
    let one = app.write("#heron alone").await;
    let other = app.write("#reed alone").await;
    let ask = async |query: &str| {
        let path = format!("/api/v1/timelines/tag/heron?{query}");
        server.anonymous().get(&path).await.ok().ids()
    };
    assert_eq!(ask("").await, [&*one, &*both]);
    assert_eq!(ask("any[]=reed").await, [&*other, &*one, &*both]);
    assert_eq!(ask("all[]=reed").await, [&*both]);
    assert_eq!(ask("none[]=reed").await, [&*one]);
    assert_eq!(ask("all[]=nobody_wrote_this").await, [""; 0]);
    assert_eq!(ask("only_media=true").await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_and_followers_posts_are_not_public() {
    let server = TestServer::start().await;
    let app = server.app_of("alice").await;
    for visibility in ["direct", "private", "unlisted"] {
        let body = json!({ "status": "quiet", "visibility": visibility });
        app.post("/api/v1/statuses", body).await.ok().is("Status");
    }
    let seen = server
        .anonymous()
        .get("/api/v1/timelines/public")
        .await
        .ok();
    assert_eq!(seen.ids(), [""; 0]);
}
