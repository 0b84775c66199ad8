//! Health on the main port, metrics on a port of their own.

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn health_is_public_and_metrics_are_not() {
    let server = TestServer::builder()
        .config(|config| config.metrics.bind = Some("127.0.0.1:0".parse().unwrap()))
        .start()
        .await;
    for path in ["/health", "/ready"] {
        assert_eq!(server.get(path).await.status(), 200, "{path}");
        let there = server
            .browser()
            .get(server.metrics_url(path))
            .send()
            .await
            .unwrap();
        assert_eq!(there.status(), 200, "{path}");
    }
    assert_eq!(server.get("/auth/sign_in?x=1").await.status(), 200);
    assert_eq!(server.get("/@nobody").await.status(), 404);
    assert_eq!(server.get("/nowhere").await.status(), 404);
    assert_eq!(server.get("/metrics").await.status(), 404);

    let page = server
        .browser()
        .get(server.metrics_url("/metrics"))
        .send()
        .await
        .unwrap();
    assert!(
        page.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    let text = page.text().await.unwrap();
    let value = |start: &str| -> u64 {
        let line = text.lines().find_map(|line| line.strip_prefix(start));
        line.unwrap_or_else(|| panic!("{start} is not in:\n{text}"))
            .trim()
            .parse()
            .unwrap()
    };
    assert_eq!(
        value("ossm_http_requests_total{route=\"/health\",status=\"2xx\"}"),
        1
    );
    assert_eq!(
        value("ossm_http_requests_total{route=\"/auth/sign_in\",status=\"2xx\"}"),
        1
    );
    assert_eq!(
        value("ossm_http_requests_total{route=\"/@{name}\",status=\"4xx\"}"),
        1
    );
    // A path that matches nothing is not a name that a stranger can choose.
    assert_eq!(
        value("ossm_http_requests_total{route=\"none\",status=\"4xx\"}"),
        2
    );
    let slowest = "ossm_http_request_duration_seconds_bucket{route=\"/health\",le=\"+Inf\"}";
    assert_eq!(value(slowest), 1);
    assert_eq!(value("ossm_database_up"), 1);
    assert_eq!(value("ossm_db_connections_max"), 6);
    assert!(value("ossm_db_statements_total") > 0);
    assert_eq!(value("ossm_jobs{state=\"dead\"}"), 0);
    assert_eq!(value("ossm_deliveries{state=\"waiting\"}"), 0);
    assert_eq!(value("ossm_hosts{state=\"dead\"}"), 0);
    assert!(value("process_resident_memory_bytes") > 1_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_port_nothing_is_counted() {
    let server = TestServer::start().await;
    assert!(server.app.metrics.is_none());
    assert_eq!(server.get("/metrics").await.status(), 404);
    assert_eq!(server.get("/health").await.status(), 200);
}
