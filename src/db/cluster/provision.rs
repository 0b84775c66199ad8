//! What a fresh cluster needs before OSSM can use it: an account and a database.

use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::layout::{ACCOUNT, ADMIN, Credentials};
use super::problem;
use crate::db::connect::{ConnectError, Target};
use crate::foundation::error::Result;

/// A connection of the superuser, for this module's neighbours only.
pub(super) async fn admin(credentials: &Credentials) -> Result<AsyncPgConnection, ConnectError> {
    let target = Target::parse(&credentials.url(ADMIN, "postgres")).map_err(|error| {
        ConnectError::Setup(diesel::ConnectionError::InvalidConnectionUrl(
            error.to_string(),
        ))
    })?;
    target.connect().await
}

#[derive(diesel::QueryableByName)]
struct Presence {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    account: bool,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    database: bool,
}

/// Creates the account and the database unless they are there. It may be cut
/// off at any point and is completed at the next start.
pub(super) async fn complete(conn: &mut AsyncPgConnection, password: &str) -> Result<()> {
    let failed = |error| problem("The private database could not be set up.").because(error);
    let there: Presence = diesel::sql_query(format!(
        "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ACCOUNT}') AS account, \
         EXISTS (SELECT FROM pg_database WHERE datname = '{ACCOUNT}') AS database"
    ))
    .get_result(conn)
    .await
    .map_err(failed)?;
    if !there.account {
        // The password has only hexadecimal digits.
        let create = format!("CREATE ROLE {ACCOUNT} LOGIN CREATEDB PASSWORD '{password}'");
        conn.batch_execute(&create).await.map_err(failed)?;
    }
    if !there.database {
        let create = format!("CREATE DATABASE {ACCOUNT} OWNER {ACCOUNT}");
        conn.batch_execute(&create).await.map_err(failed)?;
    }
    Ok(())
}
