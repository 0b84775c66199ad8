//! A server's domain with a few members, for tests below the surface.

use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl as _;
use ossm::db::ids::{AccountId, UserId};
use ossm::db::models::account::{self, NewAccount};
use ossm::db::models::account_stats;
use ossm::db::models::user::{self, NewUser, Role};
use ossm::db::pool::PooledConn;
use ossm::domain::DomainContext;

use crate::harness::TestServer;

/// A server and what its domain functions take.
pub struct People {
    pub server: TestServer,
    pub cx: DomainContext,
}

#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

impl People {
    /// Without workers: what they clean up after the clock was moved is theirs
    /// to do at their own time.
    pub async fn new() -> Self {
        let server = TestServer::builder().config(|config| config.jobs.workers = 0);
        Self::on(server.start().await)
    }

    pub fn on(server: TestServer) -> Self {
        let cx = server.app.cx.clone();
        Self { server, cx }
    }

    pub async fn conn(&self) -> PooledConn {
        self.server.app.db.conn().await.unwrap()
    }

    /// A new member with this name.
    pub async fn member(&self, name: &str) -> AccountId {
        let mut conn = self.conn().await;
        let id = AccountId(self.cx.ids.next());
        let now = self.cx.clock.now();
        let address = format!("http://localhost:3000/@{name}");
        let row = NewAccount {
            id,
            username: name.to_owned(),
            skeleton: name.to_owned(),
            display_name: String::new(),
            uri: address.clone(),
            url: address,
            created_at: now,
            updated_at: now,
        };
        assert!(account::insert_local(&mut conn, &row).await.unwrap());
        let row = NewUser {
            id: UserId(self.cx.ids.next()),
            account_id: id,
            email: format!("{name}@mail.example"),
            email_confirmed_at: None,
            password_hash: String::new(),
            role: Role::User,
            approved_at: Some(now),
            sign_up_reason: String::new(),
            invite_id: None,
            locale: None,
            default_language: None,
            created_at: now,
        };
        assert!(user::insert(&mut conn, &row).await.unwrap());
        id
    }

    /// Makes an account ask before it is followed.
    pub async fn lock(&self, account: AccountId) {
        self.sql("UPDATE accounts SET locked = true WHERE id = $1", account)
            .await;
    }

    pub async fn sql(&self, sql: &str, account: AccountId) {
        diesel::sql_query(sql)
            .bind::<BigInt, _>(account)
            .execute(&mut self.conn().await)
            .await
            .unwrap();
    }

    /// The number that `sql` counts; `$1` is the account.
    pub async fn count(&self, sql: &str, account: AccountId) -> i64 {
        let row: Count = diesel::sql_query(sql)
            .bind::<BigInt, _>(account)
            .get_result(&mut self.conn().await)
            .await
            .unwrap();
        row.count
    }

    /// Followers and followed as the counters say, checked against the rows.
    pub async fn counters(&self, account: AccountId) -> (i64, i64) {
        let mut conn = self.conn().await;
        let stats = account_stats::find(&mut conn, account)
            .await
            .unwrap()
            .unwrap();
        let followers = "SELECT count(*) FROM follows WHERE target_id = $1 AND state = 'accepted'";
        let following = "SELECT count(*) FROM follows WHERE account_id = $1 AND state = 'accepted'";
        assert_eq!(stats.followers_count, self.count(followers, account).await);
        assert_eq!(stats.following_count, self.count(following, account).await);
        (stats.followers_count, stats.following_count)
    }

    /// Kinds of the events that `account` caused, in order.
    pub async fn events(&self, account: AccountId) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Kind {
            #[diesel(sql_type = Text)]
            kind: String,
        }
        let rows: Vec<Kind> =
            diesel::sql_query("SELECT kind FROM events WHERE account_id = $1 ORDER BY id")
                .bind::<BigInt, _>(account)
                .load(&mut self.conn().await)
                .await
                .unwrap();
        rows.into_iter().map(|row| row.kind).collect()
    }

    /// Kinds of what `account` was told, oldest first.
    pub async fn told(&self, account: AccountId) -> Vec<String> {
        #[derive(diesel::QueryableByName)]
        struct Kind {
            #[diesel(sql_type = Text)]
            kind: String,
        }
        let rows: Vec<Kind> =
            diesel::sql_query("SELECT kind FROM notifications WHERE account_id = $1 ORDER BY id")
                .bind::<BigInt, _>(account)
                .load(&mut self.conn().await)
                .await
                .unwrap();
        rows.into_iter().map(|row| row.kind).collect()
    }
}
