//! Every migration runs up, down and up again to the same database.

use std::process::Command;
use std::time::Duration;

use diesel_async::{AsyncMigrationHarness, SimpleAsyncConnection as _};
use diesel_migrations::MigrationHarness as _;
use ossm::db::migrate::{self, MIGRATIONS};
use ossm::foundation::error::ErrorKind;
use tokio::task::JoinSet;

use crate::harness::TestDatabase;

/// The schema in PostgreSQL's own words.
fn dump(database: &TestDatabase) -> String {
    let out = Command::new("pg_dump")
        .args(["--schema-only", "--no-owner", &database.url])
        .output()
        .expect("pg_dump comes with PostgreSQL's client programs");
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let text = String::from_utf8(out.stdout).unwrap();
    // Newer versions put a random word into these lines.
    text.lines()
        .filter(|line| !line.contains("restrict"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_runs_up_down_and_up_again_to_the_same_dump() {
    let database = TestDatabase::empty().await;
    let mut harness = AsyncMigrationHarness::new(database.conn().await);
    let mut dumps = vec![dump(&database)];
    while harness.has_pending_migration(MIGRATIONS).unwrap() {
        harness.run_next_migration(MIGRATIONS).unwrap();
        dumps.push(dump(&database));
    }
    assert!(dumps.len() > 3);
    for before in dumps.iter().rev().skip(1) {
        harness.revert_last_migration(MIGRATIONS).unwrap();
        // diesel's own table appears with the first migration and stays.
        if !before.contains("__diesel_schema_migrations") {
            break;
        }
        assert!(
            dump(&database) == *before,
            "a down.sql does not undo its up.sql"
        );
    }
    harness.run_pending_migrations(MIGRATIONS).unwrap();
    assert!(
        dump(&database) == *dumps.last().unwrap(),
        "up after down differs"
    );
}

/// Nothing here takes longer on any machine.
const PATIENCE: Duration = Duration::from_mins(2);

/// Each in a task of its own, as servers are. Four in one task, each blocking it
/// in turn while the others wait for answers that only this task reads, could
/// hang: migrations run in threads of their own now, and who waits asks again
/// and again, for a limited time.
#[tokio::test(flavor = "multi_thread")]
async fn two_servers_may_migrate_at_once() {
    let database = TestDatabase::empty().await;
    let mut servers = JoinSet::new();
    for _ in 0..4 {
        let conn = database.conn().await;
        servers.spawn(async move { migrate::run(conn).await.unwrap().len() });
    }
    let runs = tokio::time::timeout(PATIENCE, servers.join_all())
        .await
        .expect("nobody waits for ever");
    assert_eq!(
        runs.iter().filter(|count| **count > 0).count(),
        1,
        "{runs:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn even_one_task_may_migrate_twice_at_once() {
    let database = TestDatabase::empty().await;
    let both = futures_util::future::join(
        async { migrate::run(database.conn().await).await.unwrap().len() },
        async { migrate::run(database.conn().await).await.unwrap().len() },
    );
    let (one, two) = tokio::time::timeout(PATIENCE, both)
        .await
        .expect("nobody waits for ever");
    assert!((one == 0) != (two == 0), "{one} {two}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_another_that_migrates_holds_nothing_and_gives_up_some_time() {
    let database = TestDatabase::new().await;
    let mut other = database.conn().await;
    let lock = |what: &str| format!("SELECT {what}({})", 0x4F53_534D_0001_i64);
    other
        .batch_execute(&lock("pg_advisory_lock"))
        .await
        .unwrap();
    let (short, long) = (Duration::from_millis(300), Duration::from_mins(1));
    let refused = migrate::run_within(database.conn().await, short).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Unavailable);
    let mut waiting = JoinSet::new();
    let conn = database.conn().await;
    waiting.spawn(async move { migrate::run_within(conn, long).await.unwrap().len() });
    // It waits for every snapshot that is older than itself.
    let index = "CREATE INDEX CONCURRENTLY waits ON accounts (username)";
    let made = tokio::time::timeout(PATIENCE, other.batch_execute(index)).await;
    made.expect("nobody is in its way").unwrap();
    assert!(waiting.try_join_next().is_none());
    other
        .batch_execute(&lock("pg_advisory_unlock"))
        .await
        .unwrap();
    let ran = tokio::time::timeout(PATIENCE, waiting.join_all()).await;
    assert_eq!(ran.unwrap(), [0]);
}
