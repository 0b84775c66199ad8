//! Posts of this server in frames of other pages.

use crate::harness::TestServer;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn a_public_post_can_be_framed_and_others_cannot() {
    let server = TestServer::start().await;
    let (alice, visitor) = (server.app_of("alice").await, server.anonymous());
    let id = alice.write("A post for frames").await;
    let base = server.public_base();
    let ask = format!("/api/oembed?url={base}/@alice/{id}");
    let card = visitor.get(&ask).await.ok().json;
    assert_eq!(
        (&card["type"], &card["version"]),
        (&json!("rich"), &json!("1.0"))
    );
    assert_eq!(card["author_name"], "alice");
    let page = format!("/@alice/{id}/embed");
    assert!(card["html"].as_str().unwrap().contains(&page), "{card}");
    let sized = visitor
        .get(&format!("{ask}&maxwidth=300&maxheight=999999"))
        .await
        .ok()
        .json;
    assert_eq!(
        (&sized["width"], &sized["height"]),
        (&json!(300), &json!(2000))
    );
    let frame = visitor.get(&page).await.ok();
    let policy = frame.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("frame-ancestors *") && !policy.contains("script-src"));
    assert!(frame.text.contains("A post for frames") && !frame.text.contains("<script"));
    let body = json!({ "status": "for followers", "visibility": "private" });
    let closed = alice
        .post("/api/v1/statuses", body)
        .await
        .ok()
        .text_of("id");
    visitor
        .get(&format!("/api/oembed?url={base}/@alice/{closed}"))
        .await
        .refused(404);
    assert_eq!(
        visitor.get(&format!("/@alice/{closed}/embed")).await.status,
        404
    );
    visitor.get("/api/oembed").await.refused(422);
    visitor.get("/api/oembed?url=nonsense").await.refused(422);
    visitor
        .get("/api/oembed?url=https://far.example/1")
        .await
        .refused(404);
    assert_eq!(visitor.get(&format!("/@bob/{id}/embed")).await.status, 301);
}
