//! What waits for a moderator is on no timeline, no stream and no feed, is told to
//! nobody and goes nowhere; once it is let go, it is on all of them.

use std::time::{Duration, Instant};

use ossm::db::models::user::Role;
use ossm::domain::moderation::Authority;
use ossm::domain::moderation::content::manage::{self, Wanted};
use serde_json::json;

use super::{Events, follow, live};
use crate::harness::{Api, Browser, FakePeer, PeerActor, TestServer};

const HELD: &str = "Cheap pills #demo @dave";
const PLAIN: &str = "Plain words #demo @dave";

/// Ben, whom Carol follows here and Ana elsewhere, and Dave, whom he names.
struct House {
    server: TestServer,
    peer: FakePeer,
    ana: PeerActor,
    ben: Api,
    carol: Api,
    dave: Api,
    mo: Browser,
}

impl House {
    async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .config(|config| config.limits.enabled = false)
            .start()
            .await;
        live(&server).await;
        let peer = FakePeer::start("beta.localhost").await;
        peer.use_clock(server.clock.clone());
        let house = Self {
            ana: peer.actor("ana"),
            peer,
            ben: server.app_of("ben").await,
            carol: server.app_of("carol").await,
            dave: server.app_of("dave").await,
            mo: server.member_as("mo", Role::Moderator).await,
            server,
        };
        follow(&house.carol, &house.ben).await;
        let ben = format!("{}/users/ben", house.server.public_base());
        let asks = house.ana.follow(&ben);
        let inbox = format!("{ben}/inbox");
        let sent = house.peer.send(&house.ana, &inbox, &asks).await;
        assert_eq!(sent.status, 202, "{}", sent.body);
        house.peer.wait_for(|got| got.kind() == "Accept").await;
        house.rule().await;
        house
    }

    /// Posts about pills are held.
    async fn rule(&self) {
        let (app, by) = (&self.server.app, Authority::Operator);
        let conn = &mut *app.db.conn().await.unwrap();
        let wanted = Wanted {
            name: "Demo".to_owned(),
            kind: "keyword".to_owned(),
            pattern: "pills".to_owned(),
            scope: "all".to_owned(),
            action: "hold".to_owned(),
            ..Wanted::default()
        };
        let made = manage::make(conn, &app.cx, by, &wanted).await.unwrap();
        manage::switch(conn, &app.cx, by, made.id, true)
            .await
            .unwrap();
    }

    /// Everything that can be read, as text, by its name.
    async fn everywhere(&self) -> Vec<(String, String)> {
        self.server.app.pages.expire_all();
        let mut read = Vec::new();
        let own = format!("/api/v1/accounts/{}/statuses", self.ben.id());
        for (app, path) in [
            (&self.carol, "/api/v1/timelines/home"),
            (&self.carol, "/api/v1/timelines/public"),
            (&self.carol, "/api/v1/timelines/public?local=true"),
            (&self.carol, "/api/v1/timelines/tag/demo"),
            (&self.carol, own.as_str()),
            (&self.dave, "/api/v1/notifications"),
        ] {
            read.push((path.to_owned(), app.get(path).await.ok().text));
        }
        let visitor = self.server.visitor();
        for path in ["/", "/@ben", "/@ben.rss", "/tags/demo"] {
            read.push((path.to_owned(), visitor.get(path).await.body));
        }
        let outbox = format!("{}/users/ben/outbox?page=true", self.server.public_base());
        let page = self.peer.fetch(&outbox).await.unwrap();
        read.push((outbox, page.to_string()));
        read
    }

    /// Waits until these words are everywhere.
    async fn are_everywhere(&self, words: &str) {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let read = self.everywhere().await;
            let misses = read.iter().find(|(_, text)| !text.contains(words));
            let Some((place, text)) = misses else { return };
            assert!(Instant::now() < until, "{place} has no {words}: {text}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn let_go(&self) {
        let review = self.mo.get("/admin/review").await;
        let pick = review.attribute("input[type=checkbox]", "name").unwrap();
        let approve = review.form("/admin/review/approve").set(&pick, "true");
        self.mo.submit(&approve).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_held_is_nowhere_and_then_everywhere() {
    let house = Box::pin(House::new()).await;
    let mut streams = Vec::new();
    for (app, path) in [
        (&house.carol, "user"),
        (&house.carol, "public"),
        (&house.carol, "public/local"),
        (&house.carol, "hashtag?tag=demo"),
        (&house.dave, "user/notification"),
    ] {
        streams.push((path, Events::open(app, path).await));
    }
    let body = json!({ "status": HELD });
    house.ben.post("/api/v1/statuses", body).await.refused(403);
    house.ben.write(PLAIN).await;
    // Each stream carries the second post first, and the peer gets it first.
    for (path, stream) in &mut streams {
        let event = stream.next().await;
        assert!(event.data.contains("Plain words"), "{path}: {event:?}");
    }
    house.peer.wait_for(|got| got.kind() == "Create").await;
    house.are_everywhere("Plain words").await;
    for (place, text) in house.everywhere().await {
        assert!(!text.contains("pills"), "{place}: {text}");
    }
    let posted = house.peer.posts();
    assert!(
        posted
            .iter()
            .all(|got| !got.json().to_string().contains("pills"))
    );

    house.let_go().await;
    for (path, stream) in &mut streams {
        let event = stream.next().await;
        assert!(event.data.contains("pills"), "{path}: {event:?}");
    }
    let pills = |got: &crate::harness::Received| {
        got.kind() == "Create" && got.json().to_string().contains("pills")
    };
    house.peer.wait_for(pills).await;
    house.are_everywhere("pills").await;
}
