//! Deliveries: who gets what, in which order, and signed.

use std::collections::HashSet;

use ossm::db::models::actor_key;
use ossm::db::models::delivery::{Audience, Inbox};
use ossm::federation::signature::{RequestParts, claim};
use ossm::foundation::crypto::PublicKey;

use super::delivery_helper::{
    execute, follow, followers_of, inboxes, send, sender, sending, stats, until_sent, uri,
};
use super::recorder::{Recorded, Recorder};
use crate::harness::TestServer;

/// A server that sends nothing by itself.
async fn silent() -> TestServer {
    let silent = |config: &mut ossm::foundation::config::Config| {
        config.federation.delivery_hosts_at_once = 0;
    };
    sending().config(silent).start().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_audience_becomes_one_row_for_each_inbox() {
    let server = silent().await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let people = [
        ("a", "one", true),
        ("a", "two", true),
        ("b", "three", false),
        ("b", "four", false),
    ];
    follow(app, author, &peer, &people).await;
    let sent = send(app, author, "first", &followers_of(author)).await;
    let (a, b) = (peer.host("a"), peer.host("b"));
    assert_eq!(sent, 3);
    assert_eq!(
        inboxes(app).await,
        [
            format!("http://{a}/inbox"),
            format!("http://{b}/users/four/inbox"),
            format!("http://{b}/users/three/inbox"),
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_get_an_activity_for_whom_it_is() {
    let server = silent().await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let people = [
        "asked", "gone", "bad", "blocked", "below", "friend", "named",
    ]
    .map(|name| (name, name, false));
    let people = follow(app, author, &peer, &people).await;
    let [asked, gone, bad, blocked, _, _, named] = &people[..] else {
        panic!();
    };
    execute(
        app,
        &format!(
            "UPDATE follows SET state = 'pending' WHERE account_id = {};
             DELETE FROM follows WHERE account_id = {};
             UPDATE accounts SET deleted_at = now() WHERE id = {};
             UPDATE accounts SET suspended_at = now() WHERE id = {};
             UPDATE remote_actors SET host = 'deep.below.example'
             WHERE host LIKE 'below.%';
             INSERT INTO domain_rules (domain, severity, created_at) VALUES
                 ('{}', 'suspend', now()), ('below.example', 'suspend', now())",
            asked.id, named.id, gone.id, bad.id, blocked.host
        ),
    )
    .await;
    let inbox = |name: &str| format!("http://{}/users/{name}/inbox", peer.host(name));
    // For followers, and for nobody else.
    send(app, author, "followers", &followers_of(author)).await;
    assert_eq!(inboxes(app).await, [inbox("friend")]);
    // For one who is named, and not for followers.
    execute(app, "DELETE FROM outgoing").await;
    let direct = Audience {
        accounts: vec![named.id, blocked.id, author],
        ..Audience::default()
    };
    send(app, author, "direct", &direct).await;
    assert_eq!(inboxes(app).await, [inbox("named")]);
    // For an inbox nobody is known at, unless its host is suspended.
    execute(app, "DELETE FROM outgoing").await;
    let inboxes_of = |host: &str| Inbox {
        host: host.to_owned(),
        url: format!("https://{host}/inbox"),
    };
    let given = Audience {
        inboxes: vec![inboxes_of("c.example"), inboxes_of("a.below.example")],
        ..Audience::default()
    };
    send(app, author, "given", &given).await;
    assert_eq!(inboxes(app).await, ["https://c.example/inbox"]);
    // One inbox of every host.
    execute(app, "DELETE FROM outgoing").await;
    let everybody = Audience {
        everybody: true,
        ..Audience::default()
    };
    assert_eq!(send(app, author, "everybody", &everybody).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_host_gets_everything_once_and_in_order() {
    let server = sending().start().await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let hosts: Vec<String> = (0..12).map(|number| format!("h{number}")).collect();
    let people: Vec<(&str, &str, bool)> = hosts
        .iter()
        .flat_map(|host| [(host.as_str(), "one", true), (host.as_str(), "two", true)])
        .collect();
    follow(app, author, &peer, &people).await;
    let mut expected = Vec::new();
    for number in 0..30 {
        let name = format!("post-{number}");
        assert_eq!(send(app, author, &name, &followers_of(author)).await, 12);
        expected.push(uri(app, &name));
    }
    until_sent(app).await;
    for host in &hosts {
        assert_eq!(peer.activities(host), expected, "{host}");
    }
    assert_eq!(stats(app).await, ossm::db::models::host::Stats::default());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_is_rendered_once_and_each_request_is_signed() {
    let server = sending().start().await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let people = [("a", "one", true), ("b", "one", true), ("c", "one", false)];
    follow(app, author, &peer, &people).await;
    send(app, author, "signed", &followers_of(author)).await;
    until_sent(app).await;
    let mut conn = app.db.conn().await.unwrap();
    let keys = actor_key::of_account(&mut conn, author).await.unwrap();
    let key = PublicKey::from_der(&keys[0].public_der).unwrap();
    let seen = peer.seen();
    let bodies: HashSet<&[u8]> = seen.iter().map(|request| request.body.as_slice()).collect();
    assert_eq!((seen.len(), bodies.len()), (3, 1));
    for request in &seen {
        assert!(is_signed_by(request, &key, &keys[0].key_uri));
        assert_eq!(
            request.header("content-type"),
            Some("application/activity+json")
        );
        assert!(request.header("user-agent").unwrap().starts_with("OSSM/"));
        let digest = request.header("digest").unwrap();
        assert!(digest.starts_with("SHA-256="), "{digest}");
    }
}

fn is_signed_by(request: &Recorded, key: &PublicKey, key_id: &str) -> bool {
    let parts = RequestParts {
        method: "POST",
        path_and_query: &request.path,
        authority: &request.host,
        scheme: "http",
        headers: &request.headers,
        body: Some(&request.body),
    };
    let claim = claim::read(&parts, chrono::DateTime::UNIX_EPOCH + since_epoch()).unwrap();
    claim.key_id() == key_id && claim.verify(key)
}

fn since_epoch() -> std::time::Duration {
    use ossm::foundation::clock::{Clock as _, SystemClock};
    let now = SystemClock.now() - chrono::DateTime::UNIX_EPOCH;
    now.to_std().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_share_the_work() {
    let first = sending().start().await;
    let second = sending().database(first.database.clone()).start().await;
    let (app, peer) = (&first.app, Recorder::start().await);
    let author = sender(app).await;
    let hosts: Vec<String> = (0..60).map(|number| format!("h{number}")).collect();
    let people: Vec<(&str, &str, bool)> = hosts
        .iter()
        .map(|host| (host.as_str(), "one", true))
        .collect();
    follow(app, author, &peer, &people).await;
    let mut expected = Vec::new();
    for number in 0..5 {
        let name = format!("post-{number}");
        send(&second.app, author, &name, &followers_of(author)).await;
        expected.push(uri(&second.app, &name));
    }
    until_sent(app).await;
    for host in &hosts {
        assert_eq!(peer.activities(host), expected, "{host}");
    }
    assert_eq!(peer.count(), 300);
}
