//! Remote followers, activities to send them, and looks at what is left.

use std::time::Duration;

use diesel::sql_types::{BigInt, Nullable, Text, Timestamptz};
use diesel::{OptionalExtension as _, QueryableByName};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use ossm::app::App;
use ossm::db::Transactional as _;
use ossm::db::ids::{AccountId, OutgoingId};
use ossm::db::models::delivery::{self, Audience};
use ossm::db::models::host::{self, Stats};
use ossm::db::models::outgoing::{self, OutgoingActivity};
use ossm::db::models::user::Role;
use ossm::domain::auth::operator::{self, NewUser};
use serde_json::json;

use super::recorder::Recorder;
use crate::harness::{TestServer, TestServerBuilder};

/// A server that talks to others on this machine and looks at its queue every
/// second.
pub fn sending() -> TestServerBuilder {
    TestServer::builder().config(|config| {
        config.federation.allow_http = true;
        config.federation.allow_private_addresses = true;
        config.jobs.poll_seconds = 1;
    })
}

/// A member who sends.
pub async fn sender(app: &App) -> AccountId {
    let new = NewUser {
        name: "demo_sender".to_owned(),
        email: "demo_sender@mail.example".to_owned(),
        role: Role::User,
        password: None,
    };
    let conn = &mut *app.db.conn().await.unwrap();
    let made = operator::create(conn, &app.cx, &app.passwords, new).await;
    made.unwrap().created.account_id
}

/// Somebody at another server who follows `author`.
pub struct Follower {
    pub id: AccountId,
    pub host: String,
}

/// Adds followers named by `(host, person, shared inbox?)`.
pub async fn follow(
    app: &App,
    author: AccountId,
    peer: &Recorder,
    people: &[(&str, &str, bool)],
) -> Vec<Follower> {
    let mut followers = Vec::new();
    for (host, person, shared) in people {
        let (id, host) = (AccountId(app.cx.ids.next()), peer.host(host));
        let actor = format!("http://{host}/users/{person}");
        let shared = if *shared {
            format!("'http://{host}/inbox'")
        } else {
            "NULL".to_owned()
        };
        let sql = format!(
            "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
             VALUES ({id}, '{person}', '{host}', '{person}', '{actor}', '{actor}', now(), now());
             INSERT INTO remote_actors (account_id, host, inbox_url, shared_inbox_url, fetched_at)
             VALUES ({id}, '{host}', '{actor}/inbox', {shared}, now());
             INSERT INTO follows (id, account_id, target_id, state, created_at)
             VALUES ({id}, {id}, {author}, 'accepted', now())"
        );
        execute(app, &sql).await;
        followers.push(Follower { id, host });
    }
    followers
}

/// Runs SQL of the test's own.
pub async fn execute(app: &App, sql: &str) {
    let mut conn = app.db.dedicated().await.unwrap();
    conn.batch_execute(sql).await.unwrap();
}

/// Sends an activity named `name`; returns how many inboxes will get it.
pub async fn send(app: &App, author: AccountId, name: &str, audience: &Audience) -> i64 {
    let now = app.cx.clock.now();
    let uri = format!("{}/test/{name}", app.cx.config.base_url());
    let activity = OutgoingActivity {
        id: OutgoingId(app.cx.ids.next()),
        body: json!({ "id": uri, "type": "Create" }).to_string(),
        uri,
        account_id: author,
        created_at: now,
    };
    let mut conn = app.db.dedicated().await.unwrap();
    conn.transaction(async |conn| {
        assert!(outgoing::insert(conn, &activity).await?);
        delivery::expand(conn, activity.id, audience, now).await
    })
    .await
    .unwrap()
}

/// The ID that [`send`] gave the activity named `name`.
pub fn uri(app: &App, name: &str) -> String {
    format!("{}/test/{name}", app.cx.config.base_url())
}

/// The followers of an account.
pub fn followers_of(author: AccountId) -> Audience {
    Audience {
        followers_of: Some(author),
        ..Audience::default()
    }
}

/// Counts of deliveries and hosts.
pub async fn stats(app: &App) -> Stats {
    let mut conn = app.db.dedicated().await.unwrap();
    host::stats(&mut conn).await.unwrap()
}

/// A row of `hosts`.
#[derive(Debug, QueryableByName)]
pub struct HostRow {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pub failures: i32,
    #[diesel(sql_type = Text)]
    pub signature: String,
    #[diesel(sql_type = Timestamptz)]
    pub next_attempt_at: chrono::DateTime<chrono::Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub dead_at: Option<chrono::DateTime<chrono::Utc>>,
    #[diesel(sql_type = Nullable<Text>)]
    pub leased_by: Option<String>,
}

/// What is known of a host.
pub async fn host_row(app: &App, host: &str) -> Option<HostRow> {
    let mut conn = app.db.dedicated().await.unwrap();
    diesel::sql_query("SELECT * FROM hosts WHERE host = $1")
        .bind::<Text, _>(host)
        .get_result(&mut conn)
        .await
        .optional()
        .unwrap()
}

/// The inboxes that still wait, in their order.
pub async fn inboxes(app: &App) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        inbox_url: String,
        #[diesel(sql_type = BigInt)]
        #[expect(dead_code, reason = "orders the rows")]
        id: i64,
    }
    let mut conn = app.db.dedicated().await.unwrap();
    let rows: Vec<Row> =
        diesel::sql_query("SELECT inbox_url, id FROM deliveries ORDER BY inbox_url")
            .load(&mut conn)
            .await
            .unwrap();
    rows.into_iter().map(|row| row.inbox_url).collect()
}

/// Asks again and again until the answer is yes; fails after 30 seconds.
pub async fn until(what: &str, mut yes: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !yes().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(30), asking).await;
    assert!(answered.is_ok(), "this did not come about: {what}");
}

/// Waits until nothing is left to send and every lease was given back.
pub async fn until_sent(app: &App) {
    until("everything was delivered", async || {
        stats(app).await.waiting == 0
    })
    .await;
}
