//! What happens here, as other servers are told of it: the activity, its
//! audience, and once however often the event comes.

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Jsonb, Text};
use diesel_async::RunQueryDsl as _;
use ossm::db::ids::{AccountId, EventId, PostId};
use ossm::db::models::account::AccountKind;
use ossm::db::models::follow;
use ossm::db::models::post::{self as post_rows, Post, QuotePolicy, Visibility};
use ossm::db::models::post_stats;
use ossm::domain::accounts::profile::{
    self, Discovery, Followers, NewProfile, PictureChanges, RunBy, Search,
};
use ossm::domain::accounts::remote::{self, RemoteActor};
use ossm::domain::auth::operator;
use ossm::domain::event::{self, Event};
use ossm::domain::posts::{self, PostChanges, boost, favourite};
use ossm::domain::relationships::follow::{Boosts, follow, remove_follower, unfollow};
use ossm::domain::relationships::{block, remote as relations};
use ossm::federation::outbound::Outbound;
use ossm::jobs::dispatch::Consumer as _;
use serde_json::{Value, json};

use super::ask::{BASE, PUBLIC, member, post};
use crate::harness::TestServer;

async fn server() -> TestServer {
    let server = TestServer::builder().config(|config| config.jobs.workers = 0);
    server.start().await
}

/// Somebody at `host`, who shares an inbox with everybody there.
async fn elsewhere(server: &TestServer, name: &str, host: &str) -> AccountId {
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
        also_known_as: Vec::new(),
        inbox_url: format!("{uri}/inbox"),
        shared_inbox_url: Some(format!("https://{host}/inbox")),
        outbox_url: None,
        followers_url: None,
        following_url: None,
        featured_url: None,
        published: Some(server.app.cx.clock.now()),
        keys: Vec::new(),
        emojis: Vec::new(),
        uri,
    };
    let conn = &mut server.app.db.conn().await.unwrap();
    remote::upsert(conn, &server.app.cx, &actor).await.unwrap()
}

/// A public post of a remote account.
async fn remote_post(server: &TestServer, by: AccountId, uri: &str) -> PostId {
    let id = PostId(server.app.cx.ids.next());
    let row = Post {
        id,
        account_id: by,
        uri: uri.to_owned(),
        url: None,
        local: false,
        boost_of_id: None,
        in_reply_to_id: None,
        in_reply_to_account_id: None,
        conversation_id: id,
        visibility: Visibility::Public,
        text: "hi".to_owned(),
        content: "<p>hi</p>".to_owned(),
        content_warning: String::new(),
        sensitive: false,
        language: None,
        edited_at: None,
        deleted_at: None,
        created_at: server.app.cx.clock.now(),
        title: String::new(),
        object_kind: "note".to_owned(),
        in_reply_to_uri: None,
        quote_policy: QuotePolicy::Everyone,
    };
    let conn = &mut server.app.db.conn().await.unwrap();
    post_rows::insert(conn, &row).await.unwrap();
    post_stats::insert(conn, id).await.unwrap();
    id
}

/// Makes the remote account follow the member.
async fn follows(server: &TestServer, follower: AccountId, target: AccountId) {
    let conn = &mut server.app.db.conn().await.unwrap();
    let uri = format!("https://b.example/follows/{follower}");
    let cx = &server.app.cx;
    let asked = relations::asked_to_follow(conn, cx, follower, target, &uri).await;
    asked.unwrap();
}

#[derive(QueryableByName)]
struct EventRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Jsonb)]
    payload: Value,
}

#[derive(QueryableByName)]
struct ToldRow {
    #[diesel(sql_type = Text)]
    body: String,
    #[diesel(sql_type = Text)]
    sender: String,
    #[diesel(sql_type = Array<Text>)]
    inboxes: Vec<String>,
}

/// An activity that is on its way.
#[derive(Debug)]
struct Told {
    json: Value,
    sender: String,
    inboxes: Vec<String>,
}

/// Tells everything that happened since the last time, twice over, and returns
/// what is on its way because of it.
async fn told(server: &TestServer) -> Vec<Told> {
    let mut conn = server.database.conn().await;
    let events: Vec<EventRow> = diesel::sql_query("SELECT id, payload FROM events ORDER BY id")
        .load(&mut conn)
        .await
        .unwrap();
    let outbound = Outbound::new(server.app.db.clone(), server.app.cx.clone());
    for row in events {
        let event: Event = serde_json::from_value(row.payload).unwrap();
        for _ in 0..2 {
            outbound.consume(EventId(row.id), &event).await.unwrap();
        }
    }
    let rows: Vec<ToldRow> = diesel::sql_query(
        "SELECT o.body, a.uri AS sender, ARRAY(SELECT d.inbox_url FROM deliveries d \
             WHERE d.outgoing_id = o.id ORDER BY d.inbox_url) AS inboxes \
         FROM outgoing o JOIN accounts a ON a.id = o.account_id ORDER BY o.id",
    )
    .load(&mut conn)
    .await
    .unwrap();
    diesel::sql_query("TRUNCATE events, jobs, outgoing, deliveries")
        .execute(&mut conn)
        .await
        .unwrap();
    let told = rows.into_iter().map(|row| Told {
        json: serde_json::from_str(&row.body).unwrap(),
        sender: row.sender,
        inboxes: row.inboxes,
    });
    told.collect()
}

/// The one activity that is on its way.
async fn the_one(server: &TestServer, kind: &str) -> Told {
    let mut all = told(server).await;
    all.retain(|told| !told.inboxes.is_empty());
    assert_eq!(all.len(), 1, "{all:?}");
    let one = all.remove(0);
    assert_eq!(one.json["type"], kind, "{one:?}");
    one
}

const SHARED: [&str; 2] = ["https://b.example/inbox", "https://c.example/inbox"];

#[tokio::test(flavor = "multi_thread")]
async fn a_post_goes_once_to_each_inbox_of_followers_and_the_named() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    for name in ["ben", "bea"] {
        let fan = elsewhere(&server, name, "b.example").await;
        follows(&server, fan, alice).await;
    }
    elsewhere(&server, "cy", "c.example").await;
    elsewhere(&server, "dan", "d.example").await;
    told(&server).await;
    let id = post(&server, alice, "Hello @cy@c.example", Visibility::Public).await;
    let create = the_one(&server, "Create").await;
    assert_eq!(create.inboxes, SHARED);
    assert_eq!(create.sender, format!("{BASE}/users/alice"));
    let note = &create.json["object"];
    assert_eq!(
        create.json["id"],
        format!("{BASE}/users/alice/statuses/{id}/activity")
    );
    assert_eq!(note["id"], format!("{BASE}/users/alice/statuses/{id}"));
    assert_eq!(
        (&note["to"], &note["cc"]),
        (
            &json!([PUBLIC]),
            &json!([
                format!("{BASE}/users/alice/followers"),
                "https://c.example/users/cy"
            ])
        )
    );
    assert_eq!(note["tag"][0]["name"], "@cy@c.example");
    assert!(
        note["content"]
            .as_str()
            .unwrap()
            .contains("href=\"https://c.example/@cy\"")
    );
    assert!(create.json["@context"].is_array());
}

#[tokio::test(flavor = "multi_thread")]
async fn visibility_decides_who_hears_of_a_post() {
    let server = server().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let ben = elsewhere(&server, "ben", "b.example").await;
    elsewhere(&server, "cy", "c.example").await;
    follows(&server, ben, alice).await;
    told(&server).await;
    for (visibility, text, inboxes) in [
        (Visibility::Unlisted, "quiet", &SHARED[..1]),
        (Visibility::Followers, "few @cy@c.example", &SHARED[..]),
        (Visibility::Direct, "psst @cy@c.example", &SHARED[1..]),
    ] {
        post(&server, alice, text, visibility).await;
        assert_eq!(the_one(&server, "Create").await.inboxes, inboxes, "{text}");
    }
    // Nobody elsewhere follows bob, and what stays here is told to nobody.
    post(&server, bob, "hello", Visibility::Public).await;
    post(&server, alice, "@bob psst", Visibility::Direct).await;
    assert!(
        told(&server)
            .await
            .iter()
            .all(|told| told.inboxes.is_empty())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn edits_and_deletions_reach_whoever_got_the_post_or_used_it() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let ben = elsewhere(&server, "ben", "b.example").await;
    let cy = elsewhere(&server, "cy", "c.example").await;
    follows(&server, ben, alice).await;
    let id = post(&server, alice, "first", Visibility::Public).await;
    let cx = &server.app.cx;
    let conn = &mut server.app.db.conn().await.unwrap();
    // Somebody who follows nobody here likes the post.
    let liked =
        posts::remote::favourite(conn, cx, cy, id, (Some("https://c.example/likes/1"), None));
    assert!(liked.await.unwrap());
    told(&server).await;
    let changes = PostChanges {
        text: "second".to_owned(),
        ..PostChanges::default()
    };
    server.clock.advance(chrono::TimeDelta::minutes(1));
    posts::edit(conn, cx, alice, id, &changes).await.unwrap();
    let update = the_one(&server, "Update").await;
    assert_eq!(update.inboxes, SHARED);
    assert!(update.json["object"]["updated"].is_string());
    assert!(
        update.json["object"]["content"]
            .as_str()
            .unwrap()
            .contains("second")
    );

    posts::delete(conn, cx, alice, id).await.unwrap();
    let delete = the_one(&server, "Delete").await;
    assert_eq!(delete.inboxes, SHARED);
    let uri = format!("{BASE}/users/alice/statuses/{id}");
    assert_eq!(
        delete.json["object"],
        json!({ "id": uri, "type": "Tombstone" })
    );
    assert_eq!(delete.json["id"], format!("{uri}#delete"));
}

#[tokio::test(flavor = "multi_thread")]
async fn follows_of_people_elsewhere_are_asked_for_and_taken_back() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let ben = elsewhere(&server, "ben", "b.example").await;
    let cx = &server.app.cx;
    let conn = &mut server.app.db.conn().await.unwrap();
    follow(conn, cx, alice, ben, Boosts::AsBefore)
        .await
        .unwrap();
    let row = follow::find(conn, alice, ben).await.unwrap().unwrap();
    let asked = the_one(&server, "Follow").await;
    let id = format!("{BASE}/users/alice#follows/{}", row.id);
    assert_eq!(
        (&asked.json["id"], asked.inboxes.as_slice()),
        (&json!(id), &[SHARED[0].to_owned()][..])
    );
    assert_eq!(asked.json["object"], "https://b.example/users/ben");
    unfollow(conn, cx, alice, ben).await.unwrap();
    let undo = the_one(&server, "Undo").await;
    assert_eq!(undo.json["object"]["id"], id);
    assert_eq!(undo.json["object"]["type"], "Follow");
    assert_eq!(undo.json["object"]["object"], "https://b.example/users/ben");
}

#[tokio::test(flavor = "multi_thread")]
async fn follows_from_elsewhere_are_answered_with_what_was_asked() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let ben = elsewhere(&server, "ben", "b.example").await;
    let uri = format!("https://b.example/follows/{ben}");
    for _ in 0..2 {
        // Asked twice, answered twice: the first answer may be lost.
        follows(&server, ben, alice).await;
        let accept = the_one(&server, "Accept").await;
        assert_eq!(accept.json["actor"], format!("{BASE}/users/alice"));
        assert_eq!(
            (
                &accept.json["object"]["id"],
                &accept.json["object"]["actor"]
            ),
            (&json!(uri), &json!("https://b.example/users/ben"))
        );
    }
    let conn = &mut server.app.db.conn().await.unwrap();
    remove_follower(conn, &server.app.cx, alice, ben)
        .await
        .unwrap();
    let reject = the_one(&server, "Reject").await;
    assert_eq!(reject.json["object"]["type"], "Follow");
    assert_eq!(reject.inboxes, SHARED[..1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn likes_boosts_and_blocks_are_told_and_undone_with_the_original() {
    let server = server().await;
    let (alice, bob) = (member(&server, "alice").await, member(&server, "bob").await);
    let (ben, cy) = (
        elsewhere(&server, "ben", "b.example").await,
        elsewhere(&server, "cy", "c.example").await,
    );
    follows(&server, cy, bob).await;
    let id = post(&server, alice, "hello", Visibility::Public).await;
    told(&server).await;
    let cx = &server.app.cx;
    let conn = &mut server.app.db.conn().await.unwrap();

    boost::boost(conn, cx, bob, id).await.unwrap();
    let announce = the_one(&server, "Announce").await;
    assert_eq!(announce.inboxes, SHARED[1..]);
    boost::unboost(conn, cx, bob, id).await.unwrap();
    let undo = the_one(&server, "Undo").await;
    assert_eq!(undo.inboxes, SHARED[1..]);
    for part in ["id", "type", "actor", "object", "to", "cc"] {
        assert_eq!(undo.json["object"][part], announce.json[part], "{part}");
    }

    // A favourite of a post of this server is nobody else's business.
    favourite::favourite(conn, cx, bob, id).await.unwrap();
    favourite::unfavourite(conn, cx, bob, id).await.unwrap();
    assert!(told(&server).await.is_empty());
    let theirs = remote_post(&server, ben, "https://b.example/p/1").await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        favourite::favourite(conn, cx, bob, theirs).await.unwrap();
        let like = the_one(&server, "Like").await;
        assert_eq!(like.inboxes, SHARED[..1]);
        assert_eq!(like.json["object"], "https://b.example/p/1");
        favourite::unfavourite(conn, cx, bob, theirs).await.unwrap();
        let undo = the_one(&server, "Undo").await;
        assert_eq!(undo.json["object"]["id"], like.json["id"]);
        ids.push(like.json["id"].clone());
    }
    assert_ne!(ids[0], ids[1]);

    block::block(conn, cx, alice, ben).await.unwrap();
    let blocked = the_one(&server, "Block").await;
    assert_eq!(blocked.inboxes, SHARED[..1]);
    block::unblock(conn, cx, alice, ben).await.unwrap();
    let undo = the_one(&server, "Undo").await;
    assert_eq!(undo.json["object"]["id"], blocked.json["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn replies_go_to_whom_they_answer() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let ben = elsewhere(&server, "ben", "b.example").await;
    let theirs = remote_post(&server, ben, "https://b.example/p/1").await;
    super::ask::reply(&server, alice, "no names here", theirs).await;
    let create = the_one(&server, "Create").await;
    assert_eq!(create.inboxes, SHARED[..1]);
    let note = &create.json["object"];
    assert_eq!(note["inReplyTo"], "https://b.example/p/1");
    assert_eq!(note["tag"][0]["href"], "https://b.example/users/ben");
}

#[tokio::test(flavor = "multi_thread")]
async fn profiles_are_told_when_they_change_and_when_they_end() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let ben = elsewhere(&server, "ben", "b.example").await;
    elsewhere(&server, "cy", "c.example").await;
    follows(&server, ben, alice).await;
    told(&server).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    let new = NewProfile {
        display_name: "Demo Alice".to_owned(),
        bio: String::new(),
        fields: Vec::new(),
        followers: Followers::Open,
        run_by: RunBy::Person,
        discovery: Discovery::Listed,
        search: Search::LeftOut,
    };
    let pictures = PictureChanges::default();
    profile::update(conn, cx, alice, &new, &pictures)
        .await
        .unwrap();
    let update = the_one(&server, "Update").await;
    assert_eq!(update.inboxes, SHARED[..1]);
    assert_eq!(update.json["object"]["name"], "Demo Alice");
    assert!(update.json["object"]["publicKey"]["publicKeyPem"].is_string());

    operator::disable(conn, cx, "alice").await.unwrap();
    let update = the_one(&server, "Update").await;
    assert_eq!(update.inboxes, SHARED);
    let left = &update.json["object"];
    assert_eq!(
        (&left["suspended"], &left["name"]),
        (&json!(true), &json!("alice"))
    );
    operator::enable(conn, cx, "alice").await.unwrap();
    let update = the_one(&server, "Update").await;
    assert_eq!(update.inboxes, SHARED);
    assert_eq!(update.json["object"]["name"], "Demo Alice");

    let gone = Event::AccountDeleted {
        account_id: alice,
        removed_files: Vec::new(),
    };
    event::record(conn, cx, &gone).await.unwrap();
    let delete = the_one(&server, "Delete").await;
    assert_eq!(delete.inboxes, SHARED);
    assert_eq!(delete.json["object"], format!("{BASE}/users/alice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_elsewhere_do_is_not_told_for_them() {
    let server = server().await;
    let alice = member(&server, "alice").await;
    let (ben, cy) = (
        elsewhere(&server, "ben", "b.example").await,
        elsewhere(&server, "cy", "c.example").await,
    );
    follows(&server, cy, alice).await;
    told(&server).await;
    let id = post(&server, alice, "hello", Visibility::Followers).await;
    told(&server).await;
    let conn = &mut server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    let liked =
        posts::remote::favourite(conn, cx, ben, id, (Some("https://b.example/likes/1"), None));
    let _ = liked.await;
    relations::unfollowed(conn, cx, cy, alice).await.unwrap();
    assert!(told(&server).await.is_empty());
}
