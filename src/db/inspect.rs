//! What a database says about itself, for diagnosis. Changes nothing.

use chrono::{DateTime, Utc};
use diesel::migration::MigrationSource;
use diesel::sql_types::{Bool, Text, Timestamptz};
use diesel::{QueryResult, QueryableByName};
use diesel_async::RunQueryDsl as _;

use crate::db::Conn;
use crate::db::migrate::MIGRATIONS;
use crate::db::models::host;

/// A database as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// PostgreSQL's version, such as `15.14`.
    pub version: String,
    /// The name of the database.
    pub name: String,
    /// The database server's time.
    pub now: DateTime<Utc>,
    /// Migrations of this version that have not run yet.
    pub pending_migrations: usize,
    /// What waits for other servers; none where tables are missing.
    pub deliveries: Option<host::Stats>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Timestamptz)]
    now: DateTime<Utc>,
    #[diesel(sql_type = Bool)]
    has_history: bool,
}

#[derive(QueryableByName)]
struct Migration {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Asks the database about itself.
pub async fn facts(conn: &mut Conn) -> QueryResult<Facts> {
    let row: Row = diesel::sql_query(
        "SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
                current_database()::text AS name,
                clock_timestamp() AS now,
                to_regclass('__diesel_schema_migrations') IS NOT NULL AS has_history",
    )
    .get_result(conn)
    .await?;
    let done: Vec<Migration> = if row.has_history {
        diesel::sql_query("SELECT version FROM __diesel_schema_migrations")
            .load(conn)
            .await?
    } else {
        Vec::new()
    };
    let known = MigrationSource::<diesel::pg::Pg>::migrations(&MIGRATIONS).unwrap_or_default();
    let pending = known.iter().filter(|migration| {
        let version = migration.name().version().to_string();
        !done.iter().any(|ran| ran.version == version)
    });
    let pending_migrations = pending.count();
    let deliveries = if pending_migrations == 0 {
        Some(host::stats(conn).await?)
    } else {
        None
    };
    Ok(Facts {
        version: row.version,
        name: row.name,
        now: row.now,
        pending_migrations,
        deliveries,
    })
}
