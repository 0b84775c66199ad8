//! Many who read the same post: each gets what the rest of the API shows them,
//! and it costs what it costs for a few.

use ossm::db::ids::{AccountId, EventId, NotificationId, PostId};
use ossm::db::models::notification::NotificationKind;
use ossm::db::models::standing;
use ossm::db::pool::{Database, PoolOptions};
use ossm::domain::live::Signal;
use ossm::domain::notifications::{self, Notice};
use ossm::http::live::{Hub, Reader, Topic};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{Events, PATIENCE, follow, live, unlimited};
use crate::harness::{Api, TestServer};

/// The JSON of the next frame that a reader gets.
async fn drawn(reader: &Reader) -> Value {
    let next = std::future::poll_fn(|context| reader.outlet().poll_next(context));
    let frame = tokio::time::timeout(PATIENCE, next).await.unwrap().unwrap();
    let text = String::from_utf8(frame.sse().to_vec()).unwrap();
    let data = text.lines().find_map(|line| line.strip_prefix("data: "));
    serde_json::from_str(data.unwrap()).unwrap()
}

/// Tells `readers` of this through a teller and a pool of its own; what
/// each of them gets, and how many statements it took.
async fn told(
    server: &TestServer,
    readers: &[Api],
    (signal, each): (&Signal, usize),
) -> (Vec<Vec<Value>>, u64) {
    let options = PoolOptions {
        size: 2,
        threads: 0,
        wait: PATIENCE,
        statement_timeout: PATIENCE,
    };
    let mut app = server.app.clone();
    app.db = Database::new(&server.database.url, &options).unwrap();
    app.live = Hub::default();
    let mut telling = JoinSet::new();
    telling.spawn(ossm::api::streaming::teller(&app).run());
    let mut open = Vec::new();
    for reader in readers {
        let mut place = app.live.connect(Some(reader.id()), None).unwrap();
        place.follow(Topic::User(reader.id()), None).unwrap();
        open.push(place);
    }
    app.live.hear(&serde_json::to_string(signal).unwrap());
    let mut got = Vec::new();
    for place in &open {
        let mut own = Vec::new();
        for _ in 0..each {
            own.push(drawn(place).await);
        }
        got.push(own);
    }
    (got, app.db.statements())
}

fn post_id(answer: &Value) -> PostId {
    answer["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_readers_cost_the_statements_of_three_and_each_gets_their_own() {
    let server = unlimited().await;
    let bob = server.app_of("bob").await;
    let carol = server.app_of("carol").await;
    let dave = server.app_of("dave").await;
    let mut readers = Vec::new();
    for n in 0..30 {
        let reader = server.app_of(&format!("m{n}")).await;
        follow(&reader, &bob).await;
        readers.push(reader);
    }
    let poll = json!({"status": "cats or dogs?", "poll": {
        "options": ["cats", "dogs"], "expires_in": 3600,
    }});
    let asked = carol.post("/api/v1/statuses", poll).await.ok().json;
    let asked = post_id(&asked);
    let quoted = dave.write("the other one").await;
    let path = |what: &str| format!("/api/v1/statuses/{asked}/{what}");
    readers[0].post(&path("favourite"), json!({})).await.ok();
    readers[1].post(&path("bookmark"), json!({})).await.ok();
    let votes = format!("/api/v1/polls/{asked}/votes");
    readers[2].post(&votes, json!({"choices": [1]})).await.ok();
    let filter = json!({"title": "no", "context": ["home"], "filter_action": "warn",
        "keywords_attributes": [{"keyword": "cats"}, {"keyword": "other"}]});
    readers[3].post("/api/v2/filters", filter).await.ok();
    let mute = format!("/api/v1/accounts/{}/mute", dave.id());
    readers[4].post(&mute, json!({})).await.ok();
    readers[5].post(&path("mute"), json!({})).await.ok();
    let boost = bob.post(&path("reblog"), json!({})).await.ok().json;
    let quote = json!({"status": "look", "quoted_status_id": quoted});
    let quote = bob.post("/api/v1/statuses", quote).await.ok().json;
    let posts = Signal::Posts {
        at: EventId(1),
        ids: vec![post_id(&boost), post_id(&quote)],
    };
    let (_, few) = told(&server, &readers[..3], (&posts, 2)).await;
    let (shown, many) = told(&server, &readers, (&posts, 2)).await;
    assert_eq!(few, many);
    for (reader, shown) in readers.iter().zip(&shown) {
        let home = reader.get("/api/v1/timelines/home").await.ok().json;
        assert_eq!(home[0]["id"], quote["id"]);
        assert_eq!(home[1]["id"], boost["id"]);
        assert_eq!(shown[0], home[1], "a boosted poll");
        assert_eq!(shown[1], home[0], "a quote");
    }
    // It does differ.
    assert_eq!(shown[0][0]["reblog"]["favourited"], true);
    assert_eq!(shown[1][0]["reblog"]["bookmarked"], true);
    assert_eq!(shown[2][0]["poll"]["own_votes"], json!([1]));
    assert_eq!(
        shown[3][0]["reblog"]["filtered"][0]["keyword_matches"],
        json!(["cats"])
    );
    assert_eq!(shown[4][1]["quote"]["state"], "unauthorized");
    assert_eq!(shown[5][0]["reblog"]["muted"], true);
    assert_eq!(shown[6][1]["quote"]["state"], "accepted");
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_members_are_told_with_the_statements_for_three() {
    let server = unlimited().await;
    let bob = server.app_of("bob").await;
    let mut readers = Vec::new();
    for n in 0..30 {
        readers.push(server.app_of(&format!("m{n}")).await);
    }
    let post = bob.write("hello #all").await;
    let favourite = format!("/api/v1/statuses/{post}/favourite");
    readers[1].post(&favourite, json!({})).await.ok();
    let members: Vec<AccountId> = readers.iter().map(Api::id).collect();
    {
        let conn = &mut *server.app.db.conn().await.unwrap();
        let notice = Notice {
            kind: NotificationKind::Post,
            from: bob.id(),
            post_id: Some(post.parse().unwrap()),
        };
        notifications::notify(conn, &server.app.cx, &members, &notice)
            .await
            .unwrap();
    }
    let (mut told_all, mut expected) = (Vec::new(), Vec::new());
    for reader in &readers {
        let page = reader.get("/api/v1/notifications").await.ok().json;
        let id: NotificationId = page[0]["id"].as_str().unwrap().parse().unwrap();
        told_all.push((id, reader.id()));
        expected.push(page[0].clone());
    }
    let all = Signal::Notified { told: told_all };
    let (_, few) = told(&server, &readers[..3], (&all, 1)).await;
    let (shown, many) = told(&server, &readers, (&all, 1)).await;
    assert_eq!(few, many);
    for (shown, expected) in shown.iter().zip(&expected) {
        assert_eq!(&shown[0], expected);
    }
    assert_eq!(shown[1][0]["status"]["favourited"], true);
    assert_eq!(shown[2][0]["status"]["favourited"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn public_streams_are_drawn_for_who_reads_them() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    let friend = server.app_of("friend").await;
    follow(&friend, &bob).await;
    let filter = json!({"title": "no", "context": ["public"], "filter_action": "hide",
        "keywords_attributes": [{"keyword": "spoiler"}]});
    alice.post("/api/v2/filters", filter).await.ok();
    let anonymous = server.anonymous();
    let mut member = Events::open(&alice, "public/local").await;
    let mut follower = Events::open(&friend, "hashtag?tag=Film").await;
    let mut visitor = Events::open(&anonymous, "public").await;
    let id = bob.write("a spoiler #film").await;
    let shown = member.next().await.json();
    assert_eq!(shown["filtered"][0]["filter"]["filter_action"], "hide");
    assert_eq!(shown["filtered"][0]["keyword_matches"], json!(["spoiler"]));
    let page = alice.get("/api/v1/timelines/public?local=true").await.ok();
    assert_eq!(shown, page.json[0]);
    let shown = follower.next().await.json();
    assert_eq!((&shown["id"], &shown["filtered"]), (&json!(id), &json!([])));
    let shown = visitor.next().await.json();
    assert_eq!(
        (&shown["id"], &shown["filtered"]),
        (&json!(id), &Value::Null)
    );
    // Who was silenced is read by followers only.
    {
        let conn = &mut *server.app.db.conn().await.unwrap();
        let now = Some(server.app.cx.clock.now());
        standing::set_silenced(conn, bob.id(), now).await.unwrap();
    }
    let quiet = bob.write("psst #film").await;
    assert_eq!(follower.next().await.json()["id"], json!(quiet));
    let loud = friend.write("hello").await;
    for stream in [&mut member, &mut visitor] {
        assert_eq!(stream.next().await.json()["id"], json!(loud));
    }
}
