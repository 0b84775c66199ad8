//! A process that is killed in the middle of a job loses nothing.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::sync::Arc;

use async_trait::async_trait;
use chrono::TimeDelta;
use diesel::dsl::sql;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection as _, RunQueryDsl as _, SimpleAsyncConnection as _};
use ossm::app::{App, AppOptions};
use ossm::db::ids::JobId;
use ossm::db::pool::Database;
use ossm::db::queue::{self, NewJob, Stats};
use ossm::foundation::clock::SystemClock;
use ossm::foundation::config::Config;
use ossm::foundation::error::Result;
use ossm::jobs::job::{Job, Registry};
use serde_json::{Value, json};

use super::helper::{Working, stats, until};
use crate::harness::TestServer;

const DATABASE: &str = "OSSM_TEST_DATABASE_OF_THE_DOOMED";

/// Has an effect that may happen once, in the way jobs have to: it looks first.
struct Effect {
    database: Database,
    /// Say so and never come back after the effect, before the settlement.
    hangs: bool,
}

#[async_trait]
impl Job for Effect {
    fn kind(&self) -> &'static str {
        "effect"
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let mut conn = self.database.conn().await?;
        diesel::sql_query(
            "WITH tried AS (UPDATE tries SET count = count + 1)
             INSERT INTO effects (name) VALUES ($1) ON CONFLICT DO NOTHING",
        )
        .bind::<Text, _>(payload["name"].as_str().unwrap())
        .execute(&mut conn)
        .await?;
        drop(conn);
        if self.hangs {
            println!("\nin the middle");
            std::future::pending::<()>().await;
        }
        Ok(())
    }
}

fn effect(app: &App, name: &str) -> NewJob {
    let now = app.cx.clock.now();
    NewJob {
        id: JobId(app.cx.ids.next()),
        kind: "effect".to_owned(),
        payload: json!({ "name": name }),
        priority: 0,
        unique_key: None,
        run_at: now,
        max_attempts: 5,
        created_at: now,
    }
}

/// Not a test: the process that the test below starts and kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "runs only as the child of the test below"]
async fn the_doomed_process() {
    let Some(url) = std::env::var_os(DATABASE) else {
        return;
    };
    let options = AppOptions {
        config: Config::default(),
        database_url: url.into_string().unwrap(),
        clock: Arc::new(SystemClock),
    };
    let app = App::build(options).await.unwrap();
    let mut conn = app.db.conn().await.unwrap();
    conn.transaction(async |conn| {
        queue::enqueue(conn, &effect(&app, "committed")).await?;
        conn.batch_execute("INSERT INTO written (name) VALUES ('committed')")
            .await
    })
    .await
    .unwrap();
    // This transaction is open when the end comes.
    conn.batch_execute("BEGIN; INSERT INTO written (name) VALUES ('open')")
        .await
        .unwrap();
    queue::enqueue(&mut conn, &effect(&app, "open"))
        .await
        .unwrap();
    let job = Effect {
        database: app.db.clone(),
        hangs: true,
    };
    let working = Working::start(&app, "doomed", 2, Registry::default().with(job));
    std::future::pending::<()>().await;
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_done_by_another_worker_after_a_kill() {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.jobs.poll_seconds = 1;
        })
        .start()
        .await;
    let tables = "CREATE TABLE effects (name text PRIMARY KEY);
                  CREATE TABLE written (name text);
                  CREATE TABLE tries (count bigint); INSERT INTO tries VALUES (0)";
    server
        .database
        .conn()
        .await
        .batch_execute(tables)
        .await
        .unwrap();
    let url = server.database.url.clone();
    tokio::task::spawn_blocking(move || run_and_kill(&url))
        .await
        .unwrap();

    assert_eq!(server.database.number("SELECT count FROM tries").await, 1);
    assert_eq!(stats(&server.app).await.leased, 1);
    let job = Effect {
        database: server.app.db.clone(),
        hangs: false,
    };
    let working = Working::start(&server.app, "heir", 2, Registry::default().with(job));
    server.clock.advance(TimeDelta::seconds(61));
    until("it was tried twice", async || {
        server.database.number("SELECT count FROM tries").await == 2
    })
    .await;
    working.stop().await;
    for table in ["effects", "written"] {
        assert_eq!(names(&server, table).await, "committed", "{table}");
    }
    assert_eq!(stats(&server.app).await, Stats::default());
}

/// Starts this test binary again, waits until its job is underway, kills it.
fn run_and_kill(url: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "jobs::crash::the_doomed_process",
            "--ignored",
            "--nocapture",
        ])
        .env(DATABASE, url)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let underway = lines.any(|line| line.unwrap() == "in the middle");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(underway, "the child ended by itself");
}

async fn names(server: &TestServer, table: &str) -> String {
    let query = sql::<Text>(&format!("(SELECT string_agg(name, ',') FROM {table})"));
    diesel::select(query)
        .get_result(&mut server.database.conn().await)
        .await
        .unwrap()
}
