//! Every migration runs up, down and up again to the same database.

use std::process::Command;

use diesel_async::AsyncMigrationHarness;
use diesel_migrations::MigrationHarness as _;
use ossm::db::migrate::{self, MIGRATIONS};

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

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_may_migrate_at_once() {
    let database = TestDatabase::empty().await;
    let runs = futures_util::future::join_all(
        (0..4).map(|_| async { migrate::run(database.conn().await).await.unwrap().len() }),
    )
    .await;
    assert_eq!(
        runs.iter().filter(|count| **count > 0).count(),
        1,
        "{runs:?}"
    );
}
