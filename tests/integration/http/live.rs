//! Open streams: who is sent what, in which process, and for how long.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::crowd::Showing;
use ossm::domain::live::{Signal, announce};
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::error::Result;
use ossm::http::live::{Ending, Frame, MOST_WAITING, Origin, Reader, Render, Teller, Told, Topic};
use tokio::task::JoinSet;

use crate::harness::TestServer;

/// Draws IDs and who sees them.
struct Plain;

#[async_trait]
impl Render for Plain {
    async fn statuses(&self, wanted: &[Showing]) -> Result<Vec<(Showing, Arc<str>)>> {
        let drawn = wanted.iter().map(|(viewer, id)| {
            let who = viewer.map_or("visitor".to_owned(), |viewer| viewer.to_string());
            ((*viewer, *id), format!("{id} for {who}").into())
        });
        Ok(drawn.collect())
    }

    async fn notifications(&self, told: &[Told]) -> Result<Vec<(Told, String)>> {
        let drawn = told.iter().map(|one| (*one, format!("told {}", one.1)));
        Ok(drawn.collect())
    }

    async fn conversation(&self, _: AccountId, id: i64) -> Result<Option<String>> {
        Ok(Some(id.to_string()))
    }

    async fn announcement(&self, id: i64) -> Result<Option<String>> {
        Ok(Some(id.to_string()))
    }
}

fn teller(server: &TestServer) -> Teller {
    Teller {
        hub: server.app.live.clone(),
        db: server.app.db.clone(),
        cx: server.app.cx.clone(),
        render: Arc::new(Plain),
    }
}

/// The next thing a reader is sent, as an event.
async fn next(reader: &Reader) -> std::result::Result<String, Ending> {
    let next = std::future::poll_fn(|context| reader.outlet().poll_next(context));
    let frame = tokio::time::timeout(Duration::from_secs(20), next)
        .await
        .expect("something within 20 seconds");
    frame.map(|frame| said(&frame))
}

/// A frame without its ID.
fn said(frame: &Frame) -> String {
    let text = String::from_utf8(frame.sse().to_vec()).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("id: "));
    lines.collect::<Vec<_>>().join("|")
}

/// The name of an event, and the JSON that came with it.
fn told(said: &str) -> (String, serde_json::Value) {
    let (event, data) = said.split_once("|data: ").unwrap();
    let event = event.trim_start_matches("event: ").to_owned();
    let json = serde_json::from_str(data.trim_end_matches('|')).unwrap();
    (event, json)
}

async fn live(server: &TestServer) {
    let live = async {
        while !server.app.pages.is_live() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), live)
        .await
        .unwrap();
}

async fn account(server: &TestServer, name: &str) -> AccountId {
    server.member(name).await;
    let mut conn = server.app.db.conn().await.unwrap();
    let found = ossm::db::models::account::by_handle(&mut conn, name, None).await;
    found.unwrap().unwrap().id
}

async fn post(server: &TestServer, author: AccountId, text: &str) -> PostId {
    let mut conn = server.app.db.conn().await.unwrap();
    let new = NewPost::plain(text, Visibility::Public);
    posts::create(&mut conn, &server.app.cx, author, &new)
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_reaches_readers_of_another_process_once_each() {
    let one = TestServer::start().await;
    let database = one.database.clone();
    let two = TestServer::builder().database(database).start().await;
    let alice = account(&one, "alice").await;
    let bob = account(&one, "bob").await;
    live(&two).await;
    let hub = &two.app.live;
    let mut home = hub.connect(Some(alice), Some(1)).unwrap();
    home.follow(Topic::User(alice), None).unwrap();
    let mut stranger = hub.connect(Some(bob), Some(2)).unwrap();
    stranger.follow(Topic::User(bob), None).unwrap();
    let mut visitor = hub.connect(None, None).unwrap();
    let (local, media) = (Origin::Local, false);
    visitor
        .follow(
            Topic::Public {
                origin: local,
                media,
            },
            None,
        )
        .unwrap();
    let tag = Topic::Hashtag {
        tag: "rain".into(),
        local: false,
    };
    let mut tagged = hub.connect(None, None).unwrap();
    tagged.follow(tag, Some("Rain")).unwrap();

    let id = post(&one, alice, "hello @bob #rain").await;
    for reader in [&home, &visitor, &tagged] {
        let (event, json) = told(&next(reader).await.unwrap());
        assert_eq!(
            (event.as_str(), &json["id"]),
            ("update", &id.to_string().into())
        );
    }
    // Who does not follow hears that they were named, and nothing else.
    let (event, json) = told(&next(&stranger).await.unwrap());
    assert_eq!(
        (event.as_str(), &json["type"]),
        ("notification", &"mention".into())
    );
    let mut conn = one.app.db.conn().await.unwrap();
    posts::delete::delete(&mut conn, &one.app.cx, alice, id)
        .await
        .unwrap();
    for reader in [&home, &visitor, &tagged, &stranger] {
        assert_eq!(
            next(reader).await.unwrap(),
            format!("event: delete|data: {id}|")
        );
    }
    announce(&mut conn, &[Signal::FiltersChanged { account: bob }])
        .await
        .unwrap();
    assert_eq!(
        next(&stranger).await.unwrap(),
        "event: filters_changed|data: undefined|"
    );
    announce(&mut conn, &[Signal::Revoked { tokens: vec![2] }])
        .await
        .unwrap();
    assert_eq!(next(&stranger).await.unwrap_err(), Ending::Revoked);
    announce(&mut conn, &[Signal::Barred { account: alice }])
        .await
        .unwrap();
    assert_eq!(next(&home).await.unwrap_err(), Ending::Revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_resumes_where_it_was() {
    let server = TestServer::start().await;
    let alice = account(&server, "alice").await;
    let bob = account(&server, "bob").await;
    let before = server.app.cx.ids.next();
    let first = post(&server, alice, "one").await;
    let other = post(&server, bob, "two").await;
    let teller = teller(&server);
    let missed = |topic: Topic, viewer, last| {
        let teller = teller.clone();
        async move { teller.missed(&topic, viewer, last).await.unwrap() }
    };
    let home = missed(Topic::User(alice), Some(alice), before).await;
    assert_eq!(home.len(), 1);
    assert_eq!(
        said(&home[0]),
        format!("event: update|data: {first} for {alice}|")
    );
    let (origin, media) = (Origin::All, false);
    let public = Topic::Public { origin, media };
    let all = missed(public.clone(), None, before).await;
    assert_eq!(all.len(), 2);
    let rest = missed(public, None, all[0].id().unwrap()).await;
    assert_eq!(rest.len(), 1);
    assert!(said(&rest[0]).contains(&other.to_string()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_does_not_read_is_dropped_and_leaves_nothing() {
    let server = TestServer::start().await;
    let alice = account(&server, "alice").await;
    live(&server).await;
    let mut telling = JoinSet::new();
    telling.spawn(teller(&server).run());
    let hub = &server.app.live;
    let mut slow = hub.connect(Some(alice), None).unwrap();
    slow.follow(Topic::User(alice), None).unwrap();
    let mut quick = hub.connect(Some(alice), None).unwrap();
    quick.follow(Topic::User(alice), None).unwrap();
    let mut conn = server.app.db.conn().await.unwrap();
    for _ in 0..=MOST_WAITING {
        let signal = Signal::FiltersChanged { account: alice };
        announce(&mut conn, &[signal]).await.unwrap();
        assert!(next(&quick).await.is_ok());
    }
    assert_eq!(next(&slow).await.unwrap_err(), Ending::Slow);
    drop((slow, quick));
    assert_eq!(hub.readers(), 0);
    assert!(!hub.follows(&Topic::User(alice)));
}
