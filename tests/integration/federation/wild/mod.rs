//! What each software really sends, through the real inbox to the page. Words and
//! data are our own; the shapes are theirs.

mod bad_input;
mod blogs;
mod budget;
mod comebacks;
mod content_rules;
mod forwarded;
mod gotosocial;
mod groups;
mod lessons;
mod mastodon;
mod media;
mod misskey;
mod moderated_files;
mod polls;
mod reactions;
mod remote_files;
mod reports;
mod stills;
mod threads;
mod traffic;
mod trust;

use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl as _;
use ossm::db::ids::AccountId;
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::clock::Clock as _;
use serde_json::{Value, json};

use super::ask;
use crate::harness::{Browser, FakePeer, Page, PeerActor, TestServer, Tweaks};

/// A server with Alice, and Ana elsewhere.
pub struct Scene {
    pub server: TestServer,
    pub peer: FakePeer,
    pub alice: Browser,
    pub bob_id: AccountId,
    pub ana: PeerActor,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Scene {
    pub async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .start()
            .await;
        let bob_id = ask::member(&server, "bob").await;
        let alice = server.member("alice").await;
        let peer = FakePeer::start("beta.localhost").await;
        peer.use_clock(server.clock.clone());
        let ana = peer.actor("ana");
        Self {
            server,
            peer,
            alice,
            bob_id,
            ana,
        }
    }

    /// Alice's actor ID.
    pub fn alice(&self) -> String {
        format!("{}/users/alice", self.server.public_base())
    }

    /// Now, as the server has it.
    pub fn now(&self) -> DateTime<Utc> {
        self.server.clock.now()
    }

    /// Now, as activities write it.
    pub fn date(&self) -> String {
        self.now()
            .to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    }

    /// A public note of Ana's with these members changed.
    pub fn note(&self, number: &str, changes: &Value) -> Value {
        let mut note = self.ana.note(number, "Plain words");
        note["published"] = json!(self.date());
        for (key, value) in changes.as_object().unwrap() {
            note[key.as_str()] = value.clone();
        }
        note
    }

    /// Sends an activity of Ana's to Alice's inbox and waits until it is done with.
    pub async fn send(&self, activity: &Value) {
        self.send_as(&self.ana, activity).await;
    }

    /// The same for somebody else.
    pub async fn send_as(&self, actor: &PeerActor, activity: &Value) {
        let inbox = format!("{}/inbox", self.alice());
        let sent = self.peer.send(actor, &inbox, activity).await;
        assert_eq!(sent.status, 202, "{}: {activity}", sent.body);
        self.settled().await;
    }

    /// The status that any body gets.
    pub async fn send_bytes(&self, body: Vec<u8>) -> u16 {
        let inbox = format!("{}/inbox", self.alice());
        let sent = self
            .peer
            .send_bytes(&self.ana, &inbox, body, Tweaks::default());
        sent.await.status
    }

    /// Waits until nothing waits in the inbox.
    pub async fn settled(&self) {
        for _ in 0..600 {
            if self.count("incoming WHERE body IS NOT NULL").await == 0 {
                self.server.app.pages.expire_all();
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the inbox is not done within 30 seconds");
    }

    /// How many rows there are.
    pub async fn count(&self, what: &str) -> i64 {
        self.server.database.count(what).await
    }

    /// The ID of the post with this object ID, 0 where there is none.
    pub async fn id(&self, uri: &str) -> i64 {
        let conn = &mut self.server.database.conn().await;
        let query = diesel::sql_query("SELECT coalesce(max(id), 0) AS n FROM posts WHERE uri = $1");
        query
            .bind::<Text, _>(uri)
            .get_result::<Number>(conn)
            .await
            .unwrap()
            .n
    }

    /// The page of a post of Ana's, as Alice sees it.
    pub async fn page(&self, uri: &str) -> Page {
        let id = self.id(uri).await;
        assert_ne!(id, 0, "{uri} was not stored");
        self.alice.get(&format!("/@{}/{id}", self.ana.handle)).await
    }

    /// Sends a note of Ana's; its page.
    pub async fn shows(&self, note: &Value) -> String {
        self.send(&self.ana.create(note.clone())).await;
        let page = self.page(note["id"].as_str().unwrap()).await;
        assert_eq!(page.status, 200, "{}", page.body);
        page.body
    }

    /// A post of Bob's, a member, and its object ID.
    pub async fn member_post(&self, new: &NewPost) -> (i64, String) {
        let conn = &mut self.server.app.db.conn().await.unwrap();
        let id = posts::create(conn, &self.server.app.cx, self.bob_id, new).await;
        let id = id.unwrap();
        let uri = format!("{}/users/bob/statuses/{id}", self.server.public_base());
        (id.0, uri)
    }
}
