//! Migrations, compiled in and run behind an advisory lock.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::foundation::error::{Error, Result};

/// Every migration of this version.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The advisory lock that lets one process migrate while others wait.
const LOCK: i64 = 0x4F53_534D_0001;

/// Brings the database up to this version; returns the names of the migrations
/// that ran. Needs a multi-thread tokio runtime.
pub async fn run(mut conn: AsyncPgConnection) -> Result<Vec<String>> {
    advisory(&mut conn, "SELECT pg_advisory_lock($1)").await?;
    let mut harness = AsyncMigrationHarness::new(conn);
    let ran = harness
        .run_pending_migrations(MIGRATIONS)
        .map(|versions| versions.iter().map(ToString::to_string).collect())
        .map_err(Error::internal);
    advisory(&mut harness.into_inner(), "SELECT pg_advisory_unlock($1)").await?;
    ran
}

async fn advisory(conn: &mut AsyncPgConnection, sql: &str) -> Result<()> {
    diesel::sql_query(sql)
        .bind::<BigInt, _>(LOCK)
        .execute(conn)
        .await?;
    Ok(())
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
