//! The line that streams hear by is lost, or the whole database for a while.

use std::sync::Arc;
use std::time::Duration;

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use futures_util::future::join_all;
use serde_json::json;

use super::{Events, PATIENCE, Socket, live, payload, unlimited};
use crate::harness::{Answer, Api, TestCluster, TestDatabase, TestServer};

/// Ends the line on which the server listens, and lets it open no other until
/// [`repair`].
async fn cut(server: &TestServer) -> AsyncPgConnection {
    let (rest, name) = server.database.url.rsplit_once('/').unwrap();
    let (name, options) = name.split_once('?').unwrap_or((name, ""));
    let url = format!("{rest}/postgres?{options}");
    let mut admin = AsyncPgConnection::establish(&url).await.unwrap();
    let closed = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false");
    admin.batch_execute(&closed).await.unwrap();
    let ended = format!(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = '{name}' AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')"
    );
    admin.batch_execute(&ended).await.unwrap();
    let lost = async {
        while server.app.pages.is_live() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, lost).await.unwrap();
    admin
}

async fn repair(server: &TestServer, mut admin: AsyncPgConnection) {
    let (_, name) = server.database.url.rsplit_once('/').unwrap();
    let (name, _) = name.split_once('?').unwrap_or((name, ""));
    let sql = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
    admin.batch_execute(&sql).await.unwrap();
    live(server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_while_the_line_was_down_is_caught_up_and_nothing_comes_twice() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    let mut home = Events::open(&alice, "user").await;
    let mut public = Events::open(&server.anonymous(), "public").await;
    let mut socket = Socket::of(&server, &alice, "&stream=user:notification").await;
    socket.settled().await;
    let first = alice.write("first").await;
    for stream in [&mut home, &mut public] {
        assert_eq!(stream.next().await.json()["id"], json!(first));
    }
    // Every connection is open before no new one is let in: those that all threads
    // share, and those of the thread that answers.
    let (db, brief) = (&server.app.db, Duration::from_millis(500));
    let mut all = Vec::new();
    while let Ok(conn) = tokio::time::timeout(brief, db.conn()).await {
        all.push(conn.unwrap());
    }
    let asked = (0..16).map(|_| alice.get("/api/v1/timelines/home"));
    for answer in join_all(asked).await {
        assert_eq!(answer.status, 200);
    }
    drop(all);

    let admin = cut(&server).await;
    let second = alice.write("second").await;
    let third = bob.write("third, for @alice").await;
    alice
        .delete(&format!("/api/v1/statuses/{second}"))
        .await
        .ok();
    repair(&server, admin).await;

    let said = socket.next().await;
    assert_eq!(said["event"], "notification");
    assert_eq!(payload(&said)["status"]["id"], json!(third));
    assert_eq!(home.next().await.kind, "notification");
    assert_eq!(public.next().await.json()["id"], json!(third));
    for stream in [&mut home, &mut public] {
        let event = stream.next().await;
        assert_eq!(
            (event.kind.as_str(), event.data),
            ("delete", second.clone())
        );
    }
    let last = alice.write("last").await;
    for stream in [&mut home, &mut public] {
        assert_eq!(stream.next().await.json()["id"], json!(last));
    }
}

/// Asks until the answer has this status.
async fn until(app: &Api, path: &str, status: u16) -> Answer {
    let asking = async {
        loop {
            let answer = app.get(path).await;
            if answer.status == status {
                return answer;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap()
}

/// What the documentation says of a server that cannot answer now.
fn is_unavailable(answer: &Answer) {
    assert_eq!(answer.status, 503, "{}", answer.text);
    assert!(answer.json["error"].is_string(), "{}", answer.text);
    assert!(answer.headers.contains_key("retry-after"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_and_its_streams_outlive_a_restart_of_the_database() {
    let start = || Arc::new(TestCluster::start());
    let cluster = tokio::task::spawn_blocking(start).await.unwrap();
    let mut admin = AsyncPgConnection::establish(&cluster.url("postgres"))
        .await
        .unwrap();
    admin
        .batch_execute("CREATE DATABASE restarts")
        .await
        .unwrap();
    drop(admin);
    let server = TestServer::builder()
        .config(|config| {
            config.database.connect_timeout_seconds = 2;
            config.limits.enabled = false;
        })
        .database(TestDatabase::at(cluster.url("restarts")))
        .start()
        .await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let mut events = Events::open(&alice, "user").await;
    let mut socket = Socket::of(&server, &alice, "&stream=user").await;
    socket.settled().await;
    let home = "/api/v1/timelines/home";

    let stopping = cluster.clone();
    tokio::task::spawn_blocking(move || stopping.stop_server("fast"))
        .await
        .unwrap();
    is_unavailable(&until(&alice, home, 503).await);
    let body = json!({ "status": "lost" });
    is_unavailable(&alice.post("/api/v1/statuses", body).await);
    is_unavailable(&alice.get("/api/v1/streaming/user").await);
    let starting = cluster.clone();
    tokio::task::spawn_blocking(move || starting.start_server())
        .await
        .unwrap();
    until(&alice, home, 200).await;
    live(&server).await;
    let id = alice.write("found").await;
    assert_eq!(events.next().await.json()["id"], json!(id));
    assert_eq!(payload(&socket.next().await)["id"], json!(id));
}
