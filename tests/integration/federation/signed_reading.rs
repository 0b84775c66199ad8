//! What is not for everybody, read by those who sign; and names of strangers.

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::models::post::Visibility;
use ossm::domain::profiles;
use ossm::domain::relationships::remote as relations;
use reqwest::multipart::Form;
use reqwest::{Method, StatusCode};

use super::ask::post;
use crate::harness::{FakePeer, PeerActor, TestServer, Tweaks};

async fn pair() -> (TestServer, FakePeer, PeerActor, PeerActor) {
    let server = TestServer::builder().federated("alpha.localhost");
    let server = server.start().await;
    let peer = FakePeer::start("beta.localhost").await;
    let (ben, cy) = (peer.actor("ben"), peer.actor("cy"));
    (server, peer, ben, cy)
}

/// The status of `url` for `actor`, who signs.
async fn status(peer: &FakePeer, actor: &PeerActor, url: &str) -> StatusCode {
    let answer = peer.get_with(actor, url, Tweaks::default()).await;
    StatusCode::from_u16(answer.status).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_for_followers_are_for_followers_who_sign() {
    let (server, peer, ben, cy) = pair().await;
    let alice = super::ask::member(&server, "alice").await;
    let id = post(&server, alice, "few", Visibility::Followers).await;
    let url = format!("{}/users/alice/statuses/{id}", server.public_base());
    let missing = format!("{}/users/alice/statuses/1", server.public_base());
    for actor in [&ben, &cy] {
        assert_eq!(status(&peer, actor, &url).await, 404);
        assert_eq!(status(&peer, actor, &missing).await, 404);
    }
    // Signing has made ben known; now he follows.
    let conn = &mut server.app.db.conn().await.unwrap();
    let cx = &server.app.cx;
    let handle = format!("ben@{}", peer.host);
    let visit = profiles::visit(conn, cx, None, &handle).await.unwrap();
    let follow = peer.url("/follows/1");
    relations::asked_to_follow(conn, cx, visit.account.id, alice, &follow)
        .await
        .unwrap();
    let answer = peer.get_with(&ben, &url, Tweaks::default()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(status(&peer, &cy, &url).await, 404);
    assert_eq!(status(&peer, &ben, &format!("{url}/activity")).await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_are_suspended_read_nothing() {
    let (server, peer, ben, _) = pair().await;
    let alice = super::ask::member(&server, "alice").await;
    let id = post(&server, alice, "hello", Visibility::Public).await;
    let url = format!("{}/users/alice/statuses/{id}", server.public_base());
    assert_eq!(status(&peer, &ben, &url).await, 200);
    let sql = "INSERT INTO domain_rules (domain, severity, created_at) \
               VALUES ('beta.localhost', 'suspend', now())";
    server
        .database
        .conn()
        .await
        .batch_execute(sql)
        .await
        .unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    // The rules in memory may be a second old.
    while status(&peer, &ben, &url).await != 403 {
        assert!(std::time::Instant::now() < deadline, "still open");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_who_is_named_is_met_and_gets_the_post() {
    let (server, peer, _, _) = pair().await;
    let alice = server.member("alice").await;
    let form = alice.form("/compose", "/posts").await;
    let text = format!("Hello @ben@{} and @nobody@{}", peer.host, peer.host);
    let fields = form.set("text", &text).fields;
    let form = fields
        .into_iter()
        .fold(Form::new(), |form, (name, value)| form.text(name, value));
    let request = alice.request(Method::POST, "/posts").multipart(form);
    let answer = alice.send(request).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let got = peer.wait_for(|got| got.kind() == "Create").await;
    let note = got.json()["object"].clone();
    assert_eq!(note["tag"][0]["href"], peer.url("/users/ben"), "{note}");
    assert_eq!(note["tag"].as_array().unwrap().len(), 1);
    let content = note["content"].as_str().unwrap();
    assert!(content.contains("class=\"u-url mention\""), "{content}");
    let key = peer.verify(&got).await.unwrap();
    assert_eq!(
        key,
        format!("{}/users/alice#main-key", server.public_base())
    );
}
