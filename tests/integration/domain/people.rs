//! A server's domain with a few members, for tests below the surface.

use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl as _;
use ossm::db::ids::{AccountId, PostId, UserId};
use ossm::db::models::account::{self, AccountKind, NewAccount};
use ossm::db::models::post::{self, Post, QuotePolicy, Visibility};
use ossm::db::models::user::{self, NewUser, Role};
use ossm::db::models::{account_stats, post_stats};
use ossm::db::pool::PooledConn;
use ossm::domain::DomainContext;
use ossm::domain::accounts::remote::{self, RemoteActor};

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

    /// Somebody of another server.
    pub async fn remote(&self, name: &str, host: &str) -> AccountId {
        self.remote_with(name, host, &[]).await
    }

    /// Somebody of another server who names these other accounts.
    pub async fn remote_with(&self, name: &str, host: &str, aliases: &[&str]) -> AccountId {
        let uri = format!("https://{host}/users/{name}");
        let actor = RemoteActor {
            username: name.to_owned(),
            domain: host.to_owned(),
            host: host.to_owned(),
            kind: AccountKind::Person,
            display_name: String::new(),
            bio: String::new(),
            bio_html: String::new(),
            fields: Vec::new(),
            avatar: None,
            header: None,
            locked: false,
            discoverable: true,
            indexable: false,
            suspended: false,
            url: format!("https://{host}/@{name}"),
            attribution_domains: Vec::new(),
            also_known_as: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            inbox_url: format!("{uri}/inbox"),
            shared_inbox_url: None,
            outbox_url: None,
            followers_url: None,
            following_url: None,
            featured_url: None,
            published: None,
            keys: Vec::new(),
            emojis: Vec::new(),
            uri,
        };
        let conn = &mut self.conn().await;
        remote::upsert(conn, &self.cx, &actor).await.unwrap()
    }

    /// A post of another server, stored without the rules.
    pub async fn remote_post(
        &self,
        author: AccountId,
        html: &str,
        visibility: Visibility,
    ) -> PostId {
        let conn = &mut self.conn().await;
        let account = account::find(conn, author).await.unwrap().unwrap();
        let id = PostId(self.cx.ids.next());
        let row = Post {
            id,
            account_id: author,
            uri: format!("{}/notes/{id}", account.uri),
            url: None,
            local: false,
            boost_of_id: None,
            in_reply_to_id: None,
            in_reply_to_account_id: None,
            conversation_id: id,
            visibility,
            text: html.to_owned(),
            content: html.to_owned(),
            content_warning: String::new(),
            sensitive: false,
            language: None,
            edited_at: None,
            deleted_at: None,
            created_at: self.cx.clock.now(),
            title: String::new(),
            object_kind: "question".to_owned(),
            in_reply_to_uri: None,
            quote_policy: QuotePolicy::Nobody,
        };
        post::insert(conn, &row).await.unwrap();
        post_stats::insert(conn, id).await.unwrap();
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
