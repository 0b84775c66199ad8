//! Migrations, compiled in and run behind an advisory lock.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Bool, Text};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};
use tokio::time::Instant;

use crate::foundation::error::{Error, Result};

/// Every migration of this version.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The advisory lock that lets one process migrate while others wait.
const LOCK: i64 = 0x4F53_534D_0001;

/// How long a process waits for another one that migrates. Longer than any
/// migration takes; a process that died has let go of the lock at once.
const PATIENCE: Duration = Duration::from_mins(15);

/// How often it looks whether the other one is ready.
const PAUSE: Duration = Duration::from_millis(200);

/// Brings the database up to this version; returns the names of the migrations
/// that ran. Needs a multi-thread tokio runtime.
///
/// # Errors
/// `Unavailable` where another process has been migrating for 15 minutes.
pub async fn run(conn: AsyncPgConnection) -> Result<Vec<String>> {
    run_within(conn, PATIENCE).await
}

/// As [`run`], with another patience.
pub async fn run_within(mut conn: AsyncPgConnection, patience: Duration) -> Result<Vec<String>> {
    lock(&mut conn, patience).await?;
    // The harness blocks its thread, and with it whatever else its task waits
    // for: it gets a thread of its own.
    let (mut conn, ran) = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(conn);
        let ran = harness
            .run_pending_migrations(MIGRATIONS)
            .map(|versions| versions.iter().map(ToString::to_string).collect())
            .map_err(Error::internal);
        (harness.into_inner(), ran)
    })
    .await
    .map_err(Error::internal)?;
    diesel::sql_query("SELECT pg_advisory_unlock($1)")
        .bind::<BigInt, _>(LOCK)
        .execute(&mut conn)
        .await?;
    ran
}

/// Takes the lock. Who waits asks again and again instead of waiting in one
/// statement: that would hold a snapshot, for which some of the statements of a
/// migration (`CREATE INDEX CONCURRENTLY`) wait in turn, and would never end.
async fn lock(conn: &mut AsyncPgConnection, patience: Duration) -> Result<()> {
    #[derive(QueryableByName)]
    struct Taken {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let deadline = Instant::now() + patience;
    loop {
        let row: Taken = diesel::sql_query("SELECT pg_try_advisory_lock($1) AS taken")
            .bind::<BigInt, _>(LOCK)
            .get_result(conn)
            .await?;
        if row.taken {
            return Ok(());
        }
        if Instant::now() >= deadline {
            let words = "another process migrates the database and does not come to an end";
            return Err(Error::unavailable(std::io::Error::other(words)));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Whether the newest migration of this version has been run. A database that
/// a newer version has migrated further counts as current: expanding first and
/// contracting later is how versions change without a pause.
pub async fn is_current(conn: &mut AsyncPgConnection) -> Result<bool> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(Error::internal)?;
    let newest = migrations
        .iter()
        .map(|migration| migration.name().version())
        .max();
    let Some(newest) = newest.map(|version| version.as_owned().to_string()) else {
        return Ok(true);
    };
    let found = diesel::sql_query("SELECT FROM __diesel_schema_migrations WHERE version = $1")
        .bind::<Text, _>(newest)
        .execute(conn)
        .await?;
    Ok(found > 0)
}
