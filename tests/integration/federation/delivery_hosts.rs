//! Hosts that refuse, fail, hang, come back, and must not hold up the others.

use chrono::TimeDelta;
use ossm::db::models::host;

use super::delivery_helper::{
    execute, follow, followers_of, host_row, send, sender, sending, stats, until, until_sent, uri,
};
use super::recorder::{Recorder, Reply};
use crate::harness::TestServer;

/// A sending server, a peer with followers at these hosts, and the author.
async fn scene(hosts: &[&str]) -> (TestServer, Recorder, ossm::db::ids::AccountId) {
    let (server, peer) = (sending().start().await, Recorder::start().await);
    let author = sender(&server.app).await;
    let people: Vec<_> = hosts.iter().map(|host| (*host, "one", true)).collect();
    follow(&server.app, author, &peer, &people).await;
    (server, peer, author)
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_put_aside_and_the_next_goes_out() {
    let (server, peer, author) = Box::pin(scene(&["a", "b"])).await;
    let app = &server.app;
    let (bad, gone) = (uri(app, "bad"), uri(app, "gone"));
    peer.answer(move |request| {
        let activity = request.activity();
        let status = if activity == bad {
            422
        } else if activity == gone {
            410
        } else {
            202
        };
        Reply::Status(status, None)
    });
    for name in ["bad", "gone", "good"] {
        send(app, author, name, &followers_of(author)).await;
    }
    until_sent(app).await;
    let all = [uri(app, "bad"), uri(app, "gone"), uri(app, "good")];
    assert_eq!(peer.activities("a"), all);
    assert_eq!(peer.activities("b"), all);
    let stats = stats(app).await;
    assert_eq!((stats.failed, stats.failing_hosts), (2, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn retry_after_is_honoured_for_the_whole_host() {
    let (server, peer, author) = Box::pin(scene(&["a", "b"])).await;
    let app = &server.app;
    let busy = peer.host("a");
    peer.answer(move |request| {
        if request.host == busy {
            Reply::Status(429, Some("600"))
        } else {
            Reply::Status(202, None)
        }
    });
    for name in ["one", "two"] {
        send(app, author, name, &followers_of(author)).await;
    }
    until("b got both", async || peer.activities("b").len() == 2).await;
    until("a is let alone", async || {
        host_row(app, &peer.host("a"))
            .await
            .is_some_and(|row| row.leased_by.is_none())
    })
    .await;
    let row = host_row(app, &peer.host("a")).await.unwrap();
    let wait = row.next_attempt_at - app.cx.clock.now();
    assert!(
        wait > TimeDelta::seconds(590) && wait < TimeDelta::seconds(661),
        "{wait}"
    );
    assert_eq!(peer.activities("a"), [uri(app, "one")]);
    peer.answer(|_| Reply::Status(202, None));
    server.clock.advance(TimeDelta::seconds(300));
    send(app, author, "three", &followers_of(author)).await;
    until("b got the third", async || peer.activities("b").len() == 3).await;
    assert_eq!(peer.activities("a").len(), 1, "not before it wants");
    server.clock.advance(TimeDelta::seconds(400));
    until_sent(app).await;
    let all = ["one", "one", "two", "three"].map(|name| uri(app, name));
    assert_eq!(peer.activities("a"), all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_fails_is_tried_with_one_and_then_gets_all_in_order() {
    let (server, peer, author) = Box::pin(scene(&["a"])).await;
    let app = &server.app;
    peer.answer(|_| Reply::Status(503, None));
    let names: Vec<String> = (0..5).map(|number| format!("post-{number}")).collect();
    for name in &names {
        send(app, author, name, &followers_of(author)).await;
    }
    for failures in 1..4 {
        until("it failed once more", async || {
            host_row(app, &peer.host("a")).await.unwrap().failures == failures
        })
        .await;
        assert_eq!(
            peer.count(),
            usize::try_from(failures).unwrap(),
            "one a time"
        );
        server.clock.advance(TimeDelta::minutes(30));
    }
    peer.answer(|_| Reply::Status(202, None));
    server.clock.advance(TimeDelta::minutes(30));
    until_sent(app).await;
    let seen = peer.activities("a");
    let all: Vec<String> = names.iter().map(|name| uri(app, name)).collect();
    assert_eq!(seen[seen.len() - 5..], all);
    assert_eq!(host_row(app, &peer.host("a")).await.unwrap().failures, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_that_always_fails_does_not_block_its_host() {
    let (server, peer, author) = Box::pin(scene(&["a"])).await;
    let app = &server.app;
    let poison = uri(app, "poison");
    peer.answer(move |request| {
        let bad = request.activity() == poison;
        Reply::Status(if bad { 500 } else { 202 }, None)
    });
    for name in ["poison", "one", "two"] {
        send(app, author, name, &followers_of(author)).await;
    }
    until("the others got through", async || {
        server.clock.advance(TimeDelta::seconds(2));
        stats(app).await.waiting == 1
    })
    .await;
    let through: Vec<String> = peer.activities("a");
    let others: Vec<&String> = through
        .iter()
        .filter(|id| !id.ends_with("poison"))
        .collect();
    assert_eq!(others, [&uri(app, "one"), &uri(app, "two")]);
    // It is given up in the end.
    server.clock.advance(TimeDelta::days(8));
    until("it was given up", async || stats(app).await.failed == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_host_is_left_alone_until_it_speaks() {
    let (server, peer, author) = Box::pin(scene(&["a"])).await;
    let (app, name) = (&server.app, peer.host("a"));
    peer.answer(|_| Reply::Status(502, None));
    send(app, author, "one", &followers_of(author)).await;
    until("it failed", async || {
        host_row(app, &name).await.unwrap().failures == 1
    })
    .await;
    server.clock.advance(TimeDelta::days(8));
    until("it is dead", async || {
        host_row(app, &name).await.unwrap().dead_at.is_some()
    })
    .await;
    assert_eq!(stats(app).await.dead_hosts, 1);
    let before = peer.count();
    peer.answer(|_| Reply::Status(202, None));
    // What is written meanwhile waits, too.
    send(app, author, "two", &followers_of(author)).await;
    server.clock.advance(TimeDelta::days(1));
    send(app, author, "three", &followers_of(author)).await;
    assert_eq!(peer.count(), before);
    let mut conn = app.db.conn().await.unwrap();
    let now = app.cx.clock.now();
    let names = [name.clone()];
    assert_eq!(host::heard_from(&mut conn, &names, now).await.unwrap(), 1);
    until_sent(app).await;
    let got = peer.activities("a");
    assert!(
        got.ends_with(&[uri(app, "two"), uri(app, "three")]),
        "{got:?}"
    );
    // Nothing is written about a host that is well.
    assert_eq!(host::heard_from(&mut conn, &names, now).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn hanging_and_absent_hosts_do_not_hold_up_the_others() {
    let server = sending()
        .config(|config| config.federation.delivery_hosts_at_once = 8)
        .start()
        .await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let names: Vec<String> = (0..60).map(|number| format!("h{number}")).collect();
    let people: Vec<_> = names
        .iter()
        .map(|host| (host.as_str(), "one", true))
        .collect();
    follow(app, author, &peer, &people).await;
    // Every tenth hangs; nobody listens for every tenth.
    let hanging: Vec<String> = names
        .iter()
        .step_by(10)
        .map(|name| peer.host(name))
        .collect();
    let hangs = hanging.clone();
    peer.answer(move |request| {
        if hangs.contains(&request.host) {
            Reply::Hang
        } else {
            Reply::Status(202, None)
        }
    });
    let absent: Vec<String> = names.iter().skip(5).step_by(10).cloned().collect();
    for name in &absent {
        let host = peer.host(name);
        execute(
            app,
            &format!(
                "UPDATE remote_actors SET shared_inbox_url = 'http://{name}.localhost:1/inbox'
                 WHERE host = '{host}'"
            ),
        )
        .await;
    }
    let begun = std::time::Instant::now();
    send(app, author, "one", &followers_of(author)).await;
    until("the healthy ones have it", async || peer.count() >= 48 + 6).await;
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(10),
        "less than a hanging host takes: {:?}",
        begun.elapsed()
    );
    until("only those wait", async || stats(app).await.waiting == 12).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_takes_the_new_signature_only_is_remembered() {
    let (server, peer, author) = Box::pin(scene(&["a"])).await;
    let app = &server.app;
    peer.answer(|request| {
        let new = request.header("signature-input").is_some();
        Reply::Status(if new { 202 } else { 401 }, None)
    });
    send(app, author, "one", &followers_of(author)).await;
    until_sent(app).await;
    assert_eq!(peer.count(), 2);
    until("it is remembered", async || {
        host_row(app, &peer.host("a")).await.unwrap().signature == "rfc9421"
    })
    .await;
    send(app, author, "two", &followers_of(author)).await;
    until_sent(app).await;
    assert_eq!(peer.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_host_that_gets_suspended_is_given_up() {
    let (server, peer, author) = Box::pin(scene(&["a", "b"])).await;
    let app = &server.app;
    peer.answer(|_| Reply::Status(503, Some("60")));
    send(app, author, "one", &followers_of(author)).await;
    until("both put it off", async || {
        stats(app).await.failing_hosts == 2
    })
    .await;
    peer.answer(|_| Reply::Status(202, None));
    let rule = format!(
        "INSERT INTO domain_rules (domain, severity, created_at) VALUES ('{}', 'suspend', now())",
        peer.host("a")
    );
    execute(app, &rule).await;
    until("the rule is known", async || {
        let verdict = app.peers.verdict(&app.db, &peer.host("a")).await;
        !verdict.unwrap().may_talk()
    })
    .await;
    let before = peer.activities("a").len();
    server.clock.advance(TimeDelta::seconds(120));
    until_sent(app).await;
    assert_eq!(peer.activities("a").len(), before);
    assert_eq!(peer.activities("b").len(), before + 1);
}
