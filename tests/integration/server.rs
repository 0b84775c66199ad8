//! The server as a whole: refusals that no page is responsible for.

use reqwest::StatusCode;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_address_is_a_404_as_html_or_json() {
    let server = TestServer::start().await;
    let page = server.get("/nowhere").await;
    assert_eq!(page.status(), StatusCode::NOT_FOUND);
    assert!(
        page.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    let json = server
        .browser()
        .get(server.url("/nowhere"))
        .header("accept", "application/json")
        .send()
        .await
        .unwrap();
    assert_eq!(json.status(), StatusCode::NOT_FOUND);
    let body: serde_json::Value = json.json().await.unwrap();
    assert_eq!(body["error"], "There is nothing here.");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_text_is_a_400() {
    let server = TestServer::start().await;
    for path in ["/@al%00ice", "/%FF%FE", "/?q=%C0%80"] {
        assert_eq!(
            server.get(path).await.status(),
            StatusCode::BAD_REQUEST,
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_response_carries_the_protective_headers() {
    let server = TestServer::start().await;
    let response = server.get("/nowhere").await;
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    for header in ["x-content-type-options", "referrer-policy", "x-request-id"] {
        assert!(response.headers().contains_key(header), "{header}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_server_hands_back_what_it_held() {
    let mut server = TestServer::start().await;
    let url = server.url("/health");
    assert_eq!(server.get("/health").await.status(), StatusCode::OK);
    server.stop().await;
    assert!(
        server.browser().get(url).send().await.is_err(),
        "it still listens"
    );
    let held = "id_nodes WHERE leased_until > now()";
    let held = server.database.count(held).await;
    assert_eq!(held, 0, "the node number is free again");
}
