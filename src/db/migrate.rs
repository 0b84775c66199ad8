//! Migrations, compiled in and run behind an advisory lock.

use diesel::sql_types::BigInt;
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
