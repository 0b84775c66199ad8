//! Looks at rows of the job table.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text, Timestamptz};
use ossm::db::ids::JobId;

use crate::harness::TestServer;

#[derive(QueryableByName)]
pub struct Row {
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub leased_until: Option<DateTime<Utc>>,
}

/// The row of a job, if it is still there.
pub async fn row(server: &TestServer, id: JobId) -> Option<Row> {
    let query =
        diesel::sql_query("SELECT attempts, last_error, leased_until FROM jobs WHERE id = $1")
            .bind::<BigInt, _>(id);
    let mut conn = server.database.conn().await;
    diesel_async::RunQueryDsl::get_result(query, &mut conn)
        .await
        .optional()
        .unwrap()
}
