//! kill -9 while many servers are being blocked: in the end every rule is there,
//! and members are told once whom they lost.

use std::time::{Duration, Instant};

use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::domain::moderation::{Authority, blocklists, domain_imports};
use ossm::domain::peers::Severity;

use super::delivery_helper::{execute, sender, sending};
use super::process::Process;
use crate::harness::{FakePeer, Reply, TestServer};

const BY: Authority<'static> = Authority::Operator;

/// Three batches.
const DOMAINS: usize = 1_500;

/// In the third batch.
const STUCK: usize = 1_200;

/// Somebody is followed at each of these, in the first batch and in the third.
const FOLLOWED: [usize; 2] = [10, 1_100];

fn domain(number: usize) -> String {
    format!("d{number:04}.example")
}

fn list() -> String {
    let lines = (0..DOMAINS).map(|number| format!("{},suspend\n", domain(number)));
    format!("#domain,#severity\n{}", lines.collect::<String>())
}

async fn becomes(server: &TestServer, what: &str, wanted: i64) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let there = server.database.count(what).await;
        if there == wanted {
            return;
        }
        assert!(
            Instant::now() < until,
            "{there} instead of {wanted}: {what}"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A server without workers; its member follows people elsewhere, and they follow
/// back.
async fn house() -> TestServer {
    let server = sending().config(|config| config.jobs.workers = 0);
    let server = server.start().await;
    let app = &server.app;
    let member = sender(app).await;
    for (place, followed) in FOLLOWED.into_iter().enumerate() {
        let (id, host) = (app.cx.ids.next(), domain(followed));
        let actor = format!("https://{host}/users/far{place}");
        let sql = format!(
            "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
             VALUES ({id}, 'far', '{host}', 'far', '{actor}', '{actor}', now(), now());
             INSERT INTO remote_actors (account_id, host, inbox_url, fetched_at)
             VALUES ({id}, '{host}', '{actor}/inbox', now());
             INSERT INTO follows (id, account_id, target_id, state, created_at)
             VALUES ({id}, {id}, {member}, 'accepted', now()),
                    ({}, {member}, {id}, 'accepted', now())",
            app.cx.ids.next()
        );
        execute(app, &sql).await;
    }
    server
}

/// Makes whoever wants to write the rule for [`STUCK`] wait.
async fn obstacle(server: &TestServer) -> AsyncPgConnection {
    let mut conn = server.database.conn().await;
    let rule = format!(
        "BEGIN; INSERT INTO domain_rules (domain, severity, created_at) \
         VALUES ('{}', 'suspend', now())",
        domain(STUCK)
    );
    conn.batch_execute(&rule).await.unwrap();
    conn
}

/// Runs a server until it is in the third batch, kills it (SIGKILL), and lets
/// another one go on.
async fn killed_in_the_middle(server: &TestServer) -> Process {
    let folder = tempfile::tempdir().unwrap();
    let start = || {
        let start = || Process::start(folder.path(), &server.database.url, "127.0.0.1:0");
        tokio::task::block_in_place(start)
    };
    let mut held = obstacle(server).await;
    let process = start();
    let waits = "pg_stat_activity WHERE datname = current_database() \
                 AND wait_event_type = 'Lock'";
    becomes(server, waits, 1).await;
    drop(process);
    assert_eq!(server.database.count("domain_rules").await, 1_000);
    held.batch_execute("ROLLBACK").await.unwrap();
    start()
}

async fn everything_is_there_once(server: &TestServer) {
    let count = i64::try_from(DOMAINS).unwrap();
    assert_eq!(
        server
            .database
            .count("domain_rules WHERE severity = 'suspend'")
            .await,
        count
    );
    assert_eq!(server.database.count("follows").await, 0);
    let told = "notifications WHERE kind = 'severed_relationships'";
    assert_eq!(server.database.count(told).await, 2, "once for each server");
    for followed in FOLLOWED {
        let loss = format!(
            "severances WHERE target_name = '{}' AND followers_count = 1 AND following_count = 1",
            domain(followed)
        );
        assert_eq!(server.database.count(&loss).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_goes_on_where_it_was_when_the_process_is_killed() {
    let server = house().await;
    let app = &server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    let text = list();
    let id = domain_imports::preview(conn, &app.cx, BY, text.as_bytes(), Severity::Suspend).await;
    let id = id.unwrap();
    let begun = domain_imports::apply(conn, &app.cx, BY, id, true).await;
    assert!(begun.unwrap());
    let _process = killed_in_the_middle(&server).await;
    becomes(&server, "domain_imports WHERE state = 'done'", 1).await;
    everything_is_there_once(&server).await;
    let noted = "audit_log WHERE action = 'domain_rules_imported'";
    assert_eq!(server.database.count(noted).await, 1);
    let ended = "domain_imports WHERE severed = 4";
    assert_eq!(server.database.count(ended).await, 1, "what the page tells");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shared_list_is_applied_to_the_end_when_the_process_is_killed() {
    let server = house().await;
    let peer = FakePeer::start("lists.localhost").await;
    peer.answer("/list.csv", Reply::new(200).body(list()));
    let app = &server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    let url = peer.url("/list.csv");
    let wanted = (url.as_str(), Severity::Suspend, true);
    blocklists::subscribe(conn, &app.cx, BY, wanted)
        .await
        .unwrap();
    let _process = killed_in_the_middle(&server).await;
    let count = i64::try_from(DOMAINS).unwrap();
    becomes(&server, "blocklist_entries WHERE state = 'applied'", count).await;
    becomes(&server, "blocklists WHERE NOT applying", 1).await;
    everything_is_there_once(&server).await;
    assert_eq!(peer.count("/list.csv"), 1, "it is not fetched again");
}
