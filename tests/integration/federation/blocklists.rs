//! Subscriptions to shared lists: what they bring, what they take away again, and
//! what they never do.

use ossm::db::models::blocklist::EntryState;
use ossm::domain::moderation::Authority;
use ossm::domain::moderation::blocklists::{self, Overview};
use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::Severity;

use crate::harness::{FakePeer, Reply, TestServer};

const BY: Authority<'static> = Authority::Operator;

/// A server without workers, and one that has lists.
struct Lists {
    server: TestServer,
    peer: FakePeer,
}

impl Lists {
    async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .config(|config| config.jobs.workers = 0);
        Self {
            server: server.start().await,
            peer: FakePeer::start("lists.localhost").await,
        }
    }

    fn says(&self, path: &str, lines: &[&str]) {
        let text = format!("#domain,#severity\n{}\n", lines.join("\n"));
        self.peer.answer(path, Reply::new(200).body(text));
    }

    async fn subscribe(&self, path: &str, cap: Severity, automatic: bool) -> i64 {
        let app = &self.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        let url = self.peer.url(path);
        let list = (url.as_str(), cap, automatic);
        let id = blocklists::subscribe(conn, &app.cx, BY, list)
            .await
            .unwrap();
        self.fetch(id).await;
        id
    }

    async fn fetch(&self, id: i64) {
        let app = &self.server.app;
        blocklists::fetch(&app.db, &app.cx, &app.http, id)
            .await
            .unwrap();
        self.work(id).await;
    }

    async fn apply(&self, id: i64) {
        let app = &self.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        assert!(blocklists::apply(conn, &app.cx, BY, id).await.unwrap());
        self.work(id).await;
    }

    async fn work(&self, id: i64) {
        let app = &self.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        while blocklists::work(conn, &app.cx, id).await.unwrap() {}
    }

    async fn leave(&self, id: i64, lift: bool) {
        let app = &self.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        blocklists::unsubscribe(conn, &app.cx, BY, (id, lift))
            .await
            .unwrap();
        self.work(id).await;
    }

    async fn seen(&self, id: i64) -> Overview {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        blocklists::get(conn, BY, id).await.unwrap()
    }

    /// Domains with their severities, in order.
    async fn rules(&self) -> Vec<String> {
        let conn = &mut *self.server.app.db.conn().await.unwrap();
        let rules = domains::list(conn).await.unwrap().into_iter();
        rules
            .map(|rule| format!("{} {}", rule.domain, rule.severity))
            .collect()
    }

    async fn decide(&self, domain: &str, severity: Severity) {
        let app = &self.server.app;
        let conn = &mut *app.db.conn().await.unwrap();
        let rule = NewRule::plain(domain, severity);
        domains::decide(conn, &app.cx, BY, &rule).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_looked_at_before_it_holds_and_its_changes_again() {
    let lists = Lists::new().await;
    lists.says("/a.csv", &["one.example,suspend", "two.example,silence"]);
    let id = lists.subscribe("/a.csv", Severity::Suspend, false).await;
    assert_eq!(lists.seen(id).await.count(EntryState::New), 2);
    assert!(lists.rules().await.is_empty());
    lists.apply(id).await;
    assert_eq!(
        lists.rules().await,
        ["one.example suspend", "two.example limit"]
    );

    lists.says("/a.csv", &["two.example,suspend", "three.example,suspend"]);
    lists.fetch(id).await;
    let seen = lists.seen(id).await;
    let counts = [EntryState::New, EntryState::Changed, EntryState::Gone];
    assert_eq!(counts.map(|state| seen.count(state)), [1, 1, 1]);
    assert_eq!(
        lists.rules().await,
        ["one.example suspend", "two.example limit"]
    );
    lists.apply(id).await;
    assert_eq!(
        lists.rules().await,
        ["three.example suspend", "two.example suspend"]
    );
    let app = &lists.server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    let sources = blocklists::sources(conn, &["two.example".to_owned()]).await;
    assert_eq!(sources.unwrap()[0].2, lists.peer.url("/a.csv"));

    // What a moderator does not want stays away.
    blocklists::decline(conn, &app.cx, BY, (id, "three.example"))
        .await
        .unwrap();
    assert_eq!(lists.rules().await, ["two.example suspend"]);
    domains::lift(conn, &app.cx, BY, "two.example")
        .await
        .unwrap();
    lists.fetch(id).await;
    assert_eq!(lists.seen(id).await.count(EntryState::Declined), 2);
    assert!(lists.rules().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_by_hand_weigh_more_and_own_and_allowed_names_are_never_blocked() {
    let lists = Lists::new().await;
    lists.decide("hand.example", Severity::Limit).await;
    lists.decide("good.example", Severity::Allow).await;
    let own = lists.server.domain();
    let own = format!("{own},suspend");
    lists.says(
        "/a.csv",
        &[
            "hand.example,suspend",
            "sub.good.example,suspend",
            &own,
            "localhost,suspend",
            "hard.example,suspend",
            "a b,suspend",
        ],
    );
    let id = lists.subscribe("/a.csv", Severity::Limit, true).await;
    // It is applied by itself, and never harder than its cap.
    assert_eq!(
        lists.rules().await,
        [
            "good.example allow",
            "hand.example limit",
            "hard.example limit"
        ]
    );
    let bad = lists.seen(id).await.list.bad_lines;
    assert_eq!(bad.as_array().unwrap().len(), 3);
    lists.leave(id, true).await;
    assert_eq!(
        lists.rules().await,
        ["good.example allow", "hand.example limit"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_no_other_list_wants_goes_with_a_list() {
    let lists = Lists::new().await;
    lists.says("/a.csv", &["both.example,suspend", "a.example,suspend"]);
    lists.says("/b.csv", &["both.example,silence", "b.example,suspend"]);
    let a = lists.subscribe("/a.csv", Severity::Suspend, true).await;
    let b = lists.subscribe("/b.csv", Severity::Suspend, true).await;
    assert_eq!(
        lists.rules().await,
        [
            "a.example suspend",
            "b.example suspend",
            "both.example suspend"
        ]
    );
    // Gone upstream, it is lifted; what the other list names is as that wants it.
    lists.says("/a.csv", &["c.example,suspend"]);
    lists.fetch(a).await;
    assert_eq!(
        lists.rules().await,
        [
            "b.example suspend",
            "both.example limit",
            "c.example suspend"
        ]
    );
    lists.leave(b, true).await;
    assert_eq!(lists.rules().await, ["c.example suspend"]);
    // Left without lifting, the rules stay and are one's own.
    lists.leave(a, false).await;
    let conn = &mut *lists.server.app.db.conn().await.unwrap();
    let rule = domains::find(conn, "c.example").await.unwrap().unwrap();
    assert!(rule.by_hand);
    assert!(blocklists::list(conn, BY).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_that_cannot_be_read_changes_nothing() {
    let lists = Lists::new().await;
    lists.peer.answer_with("/a.csv", |got| {
        if got.header("if-none-match") == Some("\"one\"") {
            Reply::new(304)
        } else {
            Reply::new(200)
                .header("etag", "\"one\"")
                .body("#domain,#severity\none.example,suspend\n")
        }
    });
    let id = lists.subscribe("/a.csv", Severity::Suspend, true).await;
    lists.fetch(id).await;
    assert_eq!(lists.seen(id).await.list.last_error, None);
    for reply in [
        Reply::new(500),
        Reply::new(200).body("<!doctype html>\n<title>Nothing here</title>"),
        Reply::new(200).body(vec![b'x'; 9 << 20]),
    ] {
        lists.peer.answer("/a.csv", reply);
        lists.fetch(id).await;
        assert!(lists.seen(id).await.list.last_error.is_some());
        assert_eq!(lists.rules().await, ["one.example suspend"]);
    }
    let app = &lists.server.app;
    let conn = &mut *app.db.conn().await.unwrap();
    for (url, field) in [("no address", "url"), (&lists.peer.url("/a.csv"), "url")] {
        let list = (url, Severity::Suspend, false);
        let refused = blocklists::subscribe(conn, &app.cx, BY, list).await;
        assert_eq!(refused.unwrap_err().fields()[0].field, field);
    }
}
