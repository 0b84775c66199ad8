//! Routes for those who look after the server.

mod accounts;
mod figures;
mod reports;
mod rules;
mod trends;
mod warnings;

use ossm::db::models::user::Role;
use reqwest::Method;
use serde_json::json;

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

/// Every route, with who may use it at least.
const ROUTES: [(&str, &str, Role); 45] = [
    ("GET", "/api/v1/admin/accounts", Role::Moderator),
    ("GET", "/api/v2/admin/accounts", Role::Moderator),
    ("GET", "/api/v1/admin/accounts/1", Role::Moderator),
    ("DELETE", "/api/v1/admin/accounts/1", Role::Admin),
    ("POST", "/api/v1/admin/accounts/1/action", Role::Moderator),
    ("POST", "/api/v1/admin/accounts/1/approve", Role::Moderator),
    ("POST", "/api/v1/admin/accounts/1/reject", Role::Moderator),
    ("POST", "/api/v1/admin/accounts/1/enable", Role::Moderator),
    (
        "POST",
        "/api/v1/admin/accounts/1/unsilence",
        Role::Moderator,
    ),
    (
        "POST",
        "/api/v1/admin/accounts/1/unsuspend",
        Role::Moderator,
    ),
    (
        "POST",
        "/api/v1/admin/accounts/1/unsensitive",
        Role::Moderator,
    ),
    ("GET", "/api/v1/admin/reports", Role::Moderator),
    ("GET", "/api/v1/admin/reports/1", Role::Moderator),
    ("PUT", "/api/v1/admin/reports/1", Role::Moderator),
    (
        "POST",
        "/api/v1/admin/reports/1/assign_to_self",
        Role::Moderator,
    ),
    ("POST", "/api/v1/admin/reports/1/unassign", Role::Moderator),
    ("POST", "/api/v1/admin/reports/1/resolve", Role::Moderator),
    ("POST", "/api/v1/admin/reports/1/reopen", Role::Moderator),
    ("POST", "/api/v1/admin/measures", Role::Moderator),
    ("POST", "/api/v1/admin/dimensions", Role::Moderator),
    ("POST", "/api/v1/admin/retention", Role::Moderator),
    ("GET", "/api/v1/admin/trends/links", Role::Moderator),
    ("GET", "/api/v1/admin/trends/statuses", Role::Moderator),
    ("GET", "/api/v1/admin/trends/tags", Role::Moderator),
    ("GET", "/api/v1/admin/domain_blocks", Role::Admin),
    ("POST", "/api/v1/admin/domain_blocks", Role::Admin),
    ("GET", "/api/v1/admin/domain_blocks/1", Role::Admin),
    ("PUT", "/api/v1/admin/domain_blocks/1", Role::Admin),
    ("DELETE", "/api/v1/admin/domain_blocks/1", Role::Admin),
    ("GET", "/api/v1/admin/domain_allows", Role::Admin),
    ("POST", "/api/v1/admin/domain_allows", Role::Admin),
    ("GET", "/api/v1/admin/domain_allows/1", Role::Admin),
    ("DELETE", "/api/v1/admin/domain_allows/1", Role::Admin),
    ("GET", "/api/v1/admin/email_domain_blocks", Role::Admin),
    ("POST", "/api/v1/admin/email_domain_blocks", Role::Admin),
    ("GET", "/api/v1/admin/email_domain_blocks/1", Role::Admin),
    ("DELETE", "/api/v1/admin/email_domain_blocks/1", Role::Admin),
    ("GET", "/api/v1/admin/canonical_email_blocks", Role::Admin),
    ("POST", "/api/v1/admin/canonical_email_blocks", Role::Admin),
    (
        "POST",
        "/api/v1/admin/canonical_email_blocks/test",
        Role::Admin,
    ),
    ("GET", "/api/v1/admin/canonical_email_blocks/1", Role::Admin),
    (
        "DELETE",
        "/api/v1/admin/canonical_email_blocks/1",
        Role::Admin,
    ),
    ("GET", "/api/v1/admin/ip_blocks", Role::Admin),
    ("PUT", "/api/v1/admin/ip_blocks/1", Role::Admin),
    ("DELETE", "/api/v1/admin/ip_blocks/1", Role::Admin),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_route_asks_for_a_token_its_scopes_and_the_role() {
    let office = Office::open().await;
    let small = office.server.app_with("owner", "read write follow").await;
    let anonymous = office.server.anonymous();
    for (method, path, role) in ROUTES {
        let ask = async |api: &Api| {
            let method: Method = method.parse().unwrap();
            let request = api.request(method, path).json(&json!({}));
            api.send(request).await
        };
        ask(&anonymous).await.refused(401);
        ask(&small).await.refused(403);
        ask(&office.member).await.refused(403);
        let of_moderator = ask(&office.moderator).await;
        if role == Role::Admin {
            of_moderator.refused(403);
        } else {
            assert_ne!(of_moderator.status, 403, "{method} {path}");
        }
        let of_owner = ask(&office.owner).await;
        assert!(
            of_owner.status.as_u16() < 500,
            "{method} {path}: {}",
            of_owner.text
        );
        assert_ne!(of_owner.status, 403, "{method} {path}: {}", of_owner.text);
    }
}
