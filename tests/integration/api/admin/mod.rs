//! Routes for those who look after the server.

mod accounts;
mod figures;
mod reports;
mod rules;
mod trends;
mod warnings;

use ossm::db::models::user::Role;

use crate::harness::{Api, TestServer};

/// A server with somebody of each role.
pub struct Office {
    pub server: TestServer,
    pub owner: Api,
    pub admin: Api,
    pub moderator: Api,
    pub member: Api,
}

impl Office {
    pub async fn open() -> Self {
        Self::with(TestServer::builder()).await
    }

    pub async fn with(builder: crate::harness::TestServerBuilder) -> Self {
        let server = builder.start().await;
        let owner = server.app_of_role("owner", Role::Owner).await;
        let admin = server.app_of_role("admin", Role::Admin).await;
        let moderator = server.app_of_role("moderator", Role::Moderator).await;
        server.member("alice").await;
        let all = "read write follow push profile admin:read admin:write";
        let member = server.app_with("alice", all).await;
        Self {
            server,
            owner,
            admin,
            moderator,
            member,
        }
    }

    /// The actions of the log, in order.
    pub async fn log(&self) -> Vec<String> {
        use diesel_async::RunQueryDsl as _;
        #[derive(diesel::QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            action: String,
        }
        let rows: Vec<Row> = diesel::sql_query("SELECT action FROM audit_log ORDER BY id")
            .load(&mut self.server.database.conn().await)
            .await
            .unwrap();
        rows.into_iter().map(|row| row.action).collect()
    }
}
