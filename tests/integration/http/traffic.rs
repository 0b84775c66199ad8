//! Bytes are counted as they pass, by what they are.

use std::time::{Duration, Instant};

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl as _;
use ossm::domain::costs::traffic;
use ossm::foundation::storage::{FileType, Folder};
use ossm::foundation::traffic::{Bytes, Kind};

use crate::harness::TestServer;

#[derive(Debug, PartialEq, QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    bytes_in: i64,
    #[diesel(sql_type = BigInt)]
    bytes_out: i64,
}

async fn rows(server: &TestServer) -> Vec<Row> {
    let sql = "SELECT kind, bytes_in, bytes_out FROM traffic_days ORDER BY kind";
    let conn = &mut server.database.conn().await;
    diesel::sql_query(sql).load(conn).await.unwrap()
}

/// What was counted of a kind since the last time, whatever it was.
fn taken(server: &TestServer, kind: Kind) -> Bytes {
    let counted = server.app.traffic.as_ref().unwrap().take();
    let found = counted.kinds.into_iter().find(|(known, _)| *known == kind);
    found.map(|(_, bytes)| bytes).unwrap_or_default()
}

/// What is counted of a kind since the last time is this, when an answer that has
/// come is counted, too: that may be a moment later.
async fn counts(server: &TestServer, kind: Kind, expected: Bytes, said: &str) {
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut sum = taken(server, kind);
    while sum.sent < expected.sent && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let more = taken(server, kind);
        sum.received += more.received;
        sum.sent += more.sent;
    }
    assert_eq!(sum, expected, "{said}");
}

fn sent(sent: u64) -> Bytes {
    Bytes { received: 0, sent }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_counted_is_what_went_over_the_line() {
    let server = TestServer::start().await;
    // This client takes what comes as it comes.
    let client = reqwest::Client::builder()
        .no_gzip()
        .no_brotli()
        .no_proxy()
        .build()
        .unwrap();
    for coding in ["identity", "gzip", "br"] {
        taken(&server, Kind::Pages);
        let asked = client.get(server.url("/auth/sign_in"));
        let asked = asked
            .header("accept-encoding", coding)
            .send()
            .await
            .unwrap();
        let came = asked.bytes().await.unwrap().len() as u64;
        counts(&server, Kind::Pages, sent(came), coding).await;
    }
    let store = server.app.pictures.store();
    let file = vec![7; 300_000];
    let key = store.put(Folder::Posts, FileType::Png, file).await.unwrap();
    let path = format!("/media/{key}");
    let whole = client.get(server.url(&path)).send().await.unwrap();
    assert_eq!(whole.bytes().await.unwrap().len(), 300_000);
    counts(&server, Kind::Media, sent(300_000), "whole").await;
    let part = client.get(server.url(&path)).header("range", "bytes=5-9");
    part.send().await.unwrap().bytes().await.unwrap();
    counts(&server, Kind::Media, sent(5), "part").await;
    client.head(server.url(&path)).send().await.unwrap();
    counts(&server, Kind::Media, sent(0), "head").await;
    // Bodies of requests, also where the length is not said before.
    let form = "client_name=demo&redirect_uris=https%3A%2F%2Fapp.example%2F";
    let asked = client.post(server.url("/api/v1/apps"));
    let asked = asked.header("content-type", "application/x-www-form-urlencoded");
    let answer = asked.body(form).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let sent = answer.bytes().await.unwrap().len() as u64;
    let received = form.len() as u64;
    counts(&server, Kind::Api, Bytes { received, sent }, "form").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_of_a_day_grow_and_are_written_at_the_end() {
    let mut server = TestServer::start().await;
    taken(&server, Kind::Pages);
    let counter = server.app.traffic.clone().unwrap();
    let mut came = 0;
    for _ in 0..2 {
        came += server
            .get("/auth/sign_in")
            .await
            .content_length()
            .unwrap_or(0);
        let page = server.browser().get(server.url("/auth/sign_in"));
        let page = page.header("accept-encoding", "identity").send().await;
        came += page.unwrap().bytes().await.unwrap().len() as u64;
        traffic::write_down(&server.app.db, &server.app.cx, &counter)
            .await
            .unwrap();
    }
    let pages = |rows: Vec<Row>| {
        let found = rows.into_iter().find(|row| row.kind == "pages");
        u64::try_from(found.unwrap().bytes_out).unwrap()
    };
    let written = pages(rows(&server).await);
    assert!(written >= came, "{written} of {came}");
    let last = server.get("/auth/sign_in").await;
    last.bytes().await.unwrap();
    server.stop().await;
    assert!(pages(rows(&server).await) > written);
}

#[tokio::test(flavor = "multi_thread")]
async fn counting_can_be_switched_off() {
    let mut server = TestServer::builder()
        .config(|config| config.metrics.count_traffic = false)
        .start()
        .await;
    assert!(server.app.traffic.is_none());
    assert_eq!(server.get("/auth/sign_in").await.status(), 200);
    server.stop().await;
    assert_eq!(rows(&server).await, []);
}
