//! The server answers through a restart of PostgreSQL and works again after it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::db::ids::{AccountId, PostId};
use ossm::domain::event::{self, Event};
use ossm::foundation::storage::{FileType, Folder, Store};
use tokio::task::JoinSet;

use crate::harness::{TestCluster, TestDatabase, TestServer};

/// A page that needs the database: somebody asks for it with a session.
const PAGE: &str = "/auth/sign_in";

struct Answer {
    status: u16,
    content_type: String,
    retry_after: Option<String>,
    body: String,
    took: Duration,
}

async fn ask(client: &reqwest::Client, url: &str) -> Answer {
    let start = Instant::now();
    let response = client
        .get(url)
        .header("cookie", "ossm_session=forged")
        .send()
        .await
        .unwrap();
    let header = |name| {
        response
            .headers()
            .get(name)
            .map(|v| v.to_str().unwrap().to_owned())
    };
    Answer {
        status: response.status().as_u16(),
        content_type: header("content-type").unwrap_or_default(),
        retry_after: header("retry-after"),
        body: response.text().await.unwrap(),
        took: start.elapsed(),
    }
}

async fn until(what: &str, mut yes: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !yes().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(30), asking).await;
    assert!(answered.is_ok(), "this did not come about: {what}");
}

/// Deletes a file by way of an event: through the outbox, `NOTIFY`, the worker.
async fn delete_by_event(server: &TestServer) {
    let store = Store::local(server.data_dir.path());
    let key = store
        .put(Folder::Posts, FileType::Png, vec![1])
        .await
        .unwrap();
    let removed_files = vec![key.to_string()];
    let event = Event::PostDeleted {
        account_id: AccountId(1),
        post_id: PostId(2),
        removed_files,
        audience: Vec::new(),
        seen: ossm::domain::live::Seen::default(),
    };
    let mut conn = server.app.db.conn().await.unwrap();
    conn.transaction(async |conn| event::record(conn, &server.app.cx, &event).await)
        .await
        .unwrap();
    drop(conn);
    until("the worker deletes the file", async || {
        store.open(&key).await.is_err()
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_during_a_restart_get_a_503_and_all_is_well_afterwards() {
    let cluster = Arc::new(
        tokio::task::spawn_blocking(TestCluster::start)
            .await
            .unwrap(),
    );
    let mut admin = AsyncPgConnection::establish(&cluster.url("postgres"))
        .await
        .unwrap();
    admin.batch_execute("CREATE DATABASE outage").await.unwrap();
    drop(admin);
    let server = TestServer::builder()
        .config(|config| {
            config.database.connect_timeout_seconds = 2;
            config.limits.enabled = false;
            config.jobs.poll_seconds = 300;
        })
        .database(TestDatabase::at(cluster.url("outage")))
        .start()
        .await;
    delete_by_event(&server).await;
    for mode in ["fast", "immediate"] {
        restart(&cluster, &server, mode).await;
        until("the cache is live", async || server.app.pages.is_live()).await;
        delete_by_event(&server).await;
    }
}

async fn restart(cluster: &Arc<TestCluster>, server: &TestServer, mode: &'static str) {
    let over = Arc::new(AtomicBool::new(false));
    let visitors: JoinSet<_> = (0..8)
        .map(|_| {
            let (client, url, over) = (server.browser(), server.url(PAGE), over.clone());
            async move {
                let mut answers = Vec::new();
                while !over.load(Ordering::SeqCst) {
                    answers.push(ask(&client, &url).await);
                }
                answers
            }
        })
        .collect();
    let (client, ready, page) = (server.browser(), server.url("/ready"), server.url(PAGE));
    until("the page is there", async || {
        ask(&client, &page).await.status == 200
    })
    .await;
    assert_eq!(ask(&client, &ready).await.status, 200);
    let stopping = cluster.clone();
    tokio::task::spawn_blocking(move || stopping.stop_server(mode))
        .await
        .unwrap();

    until("the page is away", async || {
        ask(&client, &page).await.status == 503
    })
    .await;
    assert_eq!(ask(&client, &ready).await.status, 503);
    assert_eq!(ask(&client, &server.url("/health")).await.status, 200);
    until("the cache is bypassed", async || {
        !server.app.pages.is_live()
    })
    .await;
    let away = ask(&client, &page).await;
    assert_eq!(away.status, 503);
    assert!(
        away.content_type.starts_with("text/html"),
        "{}",
        away.content_type
    );
    assert!(away.body.contains("Try again in a moment"), "{}", away.body);
    assert!(away.retry_after.is_some());

    let starting = cluster.clone();
    tokio::task::spawn_blocking(move || starting.start_server())
        .await
        .unwrap();
    until("the page is back", async || {
        ask(&client, &page).await.status == 200
    })
    .await;
    assert_eq!(ask(&client, &ready).await.status, 200);
    over.store(true, Ordering::SeqCst);
    for answer in visitors.join_all().await.into_iter().flatten() {
        assert!(
            matches!(answer.status, 200 | 503),
            "{}: {}",
            answer.status,
            answer.body
        );
        assert!(answer.took < Duration::from_secs(5), "{:?}", answer.took);
    }
}
