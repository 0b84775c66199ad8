//! Authorised fetch: with the setting, other servers sign what they read.

use std::time::Duration;

use ossm::domain::moderation::domains::{self, NewRule};
use ossm::domain::peers::Severity;

use crate::harness::{FakePeer, TestServer, Tweaks};

#[tokio::test(flavor = "multi_thread")]
async fn readers_have_to_say_who_they_are() {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .config(|config| config.federation.authorized_fetch = true)
        .start()
        .await;
    server.member("alice").await;
    let peer = FakePeer::start("beta.localhost").await;
    let bob = peer.actor_with_ed25519("bob");
    let mallory = peer.actor("mallory");
    let alice = format!("{}/users/alice", server.public_base());
    let get = async |tweaks| peer.get_with(&bob, &alice, tweaks).await.status;

    assert_eq!(get(Tweaks::unsigned()).await, 401);
    let forged = Tweaks {
        key: Some(mallory.key.clone()),
        ..Tweaks::default()
    };
    assert_eq!(get(forged).await, 401);
    assert_eq!(get(Tweaks::default()).await, 200);
    assert_eq!(get(Tweaks::rfc9421()).await, 200);
    assert_eq!(get(Tweaks::ed25519(&bob)).await, 200);
    // What is needed to check signatures stays open: else two such servers
    // could never begin to talk.
    let own = format!("{}/actor", server.public_base());
    let open = peer.get_with(&bob, &own, Tweaks::unsigned()).await;
    assert_eq!(open.status, 200);
    // What was kept for one is not shown to others.
    assert_eq!(get(Tweaks::unsigned()).await, 401);

    let conn = &mut *server.app.db.conn().await.unwrap();
    domains::decide(
        conn,
        &server.app.cx,
        ossm::domain::moderation::Authority::Operator,
        &NewRule::plain(peer.host.as_str(), Severity::Suspend),
    )
    .await
    .unwrap();
    // The rules in memory are a second old at most.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert_eq!(get(Tweaks::default()).await, 403);
}
