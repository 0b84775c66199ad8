//! Signed requests against the keys of real (if fake) peers.

use std::sync::Arc;

use chrono::Duration;
use ossm::federation::fetch::Fetcher;
use ossm::federation::signature::{
    Claim, Dialect, Fetching, KeyCache, RequestParts, SignatureError, Verified, claim,
};
use serde_json::{Value, json};

use super::key_owners::Owners;
use crate::harness::{DigestOf, FakePeer, PeerActor, Received, Reply, TestServer, Tweaks};

/// A server, a peer of it, and what the peer sends caught at another peer that
/// has the server's place.
struct Scene {
    server: TestServer,
    keys: KeyCache,
    peer: FakePeer,
    catcher: FakePeer,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .start()
            .await;
        let owners = Arc::new(Owners(server.app.clone()));
        let keys = KeyCache::new(&server.app, Fetcher::new(&server.app), owners);
        let peer = FakePeer::start("beta.localhost").await;
        peer.use_clock(server.clock.clone());
        Self {
            server,
            keys,
            peer,
            catcher: FakePeer::start("catcher.localhost").await,
        }
    }

    /// A request of the peer's, as it arrives.
    async fn sent(&self, actor: &PeerActor, tweaks: Tweaks) -> Received {
        let inbox = self.catcher.url("/inbox?a=b");
        let activity = actor.like("https://alpha.example/1");
        self.peer.send_with(actor, &inbox, &activity, tweaks).await;
        self.catcher.take().remove(0)
    }

    fn claim(&self, got: &Received) -> Result<Claim, SignatureError> {
        let parts = RequestParts {
            method: &got.method,
            path_and_query: &got.target,
            authority: &self.catcher.host,
            scheme: "http",
            headers: &got.headers,
            body: Some(&got.body),
        };
        claim::read(&parts, self.server.app.cx.clock.now())
    }

    async fn verify(&self, got: &Received) -> Result<Verified, SignatureError> {
        self.keys.verify(self.claim(got)?, Fetching::Allowed).await
    }

    async fn accepts(&self, actor: &PeerActor, tweaks: Tweaks) -> Result<Verified, SignatureError> {
        let got = self.sent(actor, tweaks).await;
        self.verify(&got).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_signing_is_taken() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor_with_ed25519("bob");
    let hs2019 = || Tweaks {
        algorithm: "hs2019",
        ..Tweaks::default()
    };
    let ways = [
        Tweaks::default(),
        hs2019(),
        Tweaks {
            algorithm: "",
            ..Tweaks::default()
        },
        Tweaks {
            digest: DigestOf::Sha512,
            ..Tweaks::default()
        },
        Tweaks {
            without_query: true,
            ..Tweaks::default()
        },
        Tweaks {
            in_authorization: true,
            ..Tweaks::default()
        },
        Tweaks {
            covered: Some(vec![
                "(request-target)",
                "host",
                "(created)",
                "(expires)",
                "digest",
            ]),
            ..hs2019()
        },
        Tweaks {
            covered: Some(vec![
                "date",
                "content-type",
                "host",
                "digest",
                "(request-target)",
            ]),
            ..Tweaks::default()
        },
        Tweaks {
            key_id: Some(bob.id.clone()),
            ..Tweaks::default()
        },
        Tweaks::rfc9421(),
        Tweaks::ed25519(&bob),
    ];
    for (index, tweaks) in ways.into_iter().enumerate() {
        let dialect = tweaks.dialect.unwrap();
        let verified = scene.accepts(&bob, tweaks).await;
        let verified = verified.unwrap_or_else(|error| panic!("way {index}: {error}"));
        assert_eq!(verified.actor, bob.id);
        assert_eq!(verified.dialect, dialect);
        assert_eq!(verified.host, scene.peer.host);
    }
    // One request taught the server the key; nothing else was ever asked.
    assert_eq!(scene.peer.requests().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_signatures_are_refused_by_name() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    let mallory = scene.peer.actor("mallory");
    let now = scene.server.app.cx.clock.now();
    let at = |hours| Tweaks {
        now: Some(now + Duration::hours(hours)),
        ..Tweaks::default()
    };
    let wrong = [
        (Tweaks::unsigned(), SignatureError::NotSigned),
        (
            Tweaks {
                digest: DigestOf::SomethingElse,
                ..Tweaks::default()
            },
            SignatureError::WrongDigest,
        ),
        (
            Tweaks {
                digest: DigestOf::Nothing,
                ..Tweaks::default()
            },
            SignatureError::NotCovered("digest"),
        ),
        (
            Tweaks {
                edit: |headers| headers.retain(|(name, _)| name != "digest"),
                ..Tweaks::default()
            },
            SignatureError::NoDigest,
        ),
        (at(-2), SignatureError::Expired),
        (at(2), SignatureError::FromTheFuture),
        (
            Tweaks {
                key: Some(mallory.key.clone()),
                ..Tweaks::default()
            },
            SignatureError::Wrong,
        ),
    ];
    for (tweaks, error) in wrong {
        assert_eq!(scene.accepts(&bob, tweaks).await.unwrap_err(), error);
    }
    // Another actor's key signs for that actor and nobody else.
    let borrowed = Tweaks {
        key: Some(mallory.key.clone()),
        key_id: Some(mallory.key_id.clone()),
        ..Tweaks::default()
    };
    assert_eq!(
        scene.accepts(&bob, borrowed).await.unwrap().actor,
        mallory.id
    );
    // The digest is over the raw bytes.
    let mut got = scene.sent(&bob, Tweaks::rfc9421()).await;
    got.body.push(b' ');
    assert_eq!(
        scene.verify(&got).await.unwrap_err(),
        SignatureError::WrongDigest
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_key_is_fetched_once_more() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    scene.accepts(&bob, Tweaks::default()).await.unwrap();
    let mut renewed = bob.clone();
    renewed.key = scene.peer.actor("other").key;
    scene.peer.publish(&renewed.document());
    scene.peer.take();
    let verified = scene.accepts(&renewed, Tweaks::default()).await.unwrap();
    assert_eq!(verified.actor, bob.id);
    assert_eq!(scene.peer.take().len(), 1);
    // The old key is worth nothing any more, and asking for it again and again
    // does not make this server ask the peer.
    for _ in 0..5 {
        let error = scene.accepts(&bob, Tweaks::default()).await.unwrap_err();
        assert_eq!(error, SignatureError::Wrong);
    }
    assert_eq!(scene.peer.take().len(), 0);
    scene.server.clock.advance(Duration::minutes(6));
    scene.accepts(&bob, Tweaks::default()).await.unwrap_err();
    assert_eq!(scene.peer.take().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_keys_are_not_fetched_for_those_who_delete_themselves() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    let got = scene.sent(&bob, Tweaks::default()).await;
    let never = |claim| scene.keys.verify(claim, Fetching::Never);
    let error = never(scene.claim(&got).unwrap()).await.unwrap_err();
    assert!(matches!(error, SignatureError::UnknownKey(_)), "{error}");
    assert_eq!(scene.peer.requests().len(), 0);
    scene.verify(&got).await.unwrap();
    never(scene.claim(&got).unwrap()).await.unwrap();
}

/// Signs as `bob` with another key ID.
async fn with_key_id(
    scene: &Scene,
    bob: &PeerActor,
    key_id: &str,
) -> Result<Verified, SignatureError> {
    let tweaks = Tweaks {
        key_id: Some(key_id.to_owned()),
        ..Tweaks::default()
    };
    scene.accepts(bob, tweaks).await
}

fn key_document(bob: &PeerActor, id: &str, owner: &str) -> Value {
    let pem = bob.key.public_key().unwrap().to_pem();
    json!({ "id": id, "type": "Key", "owner": owner, "publicKeyPem": pem })
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_may_be_documents_of_their_own() {
    let scene = Scene::new().await;
    let mut bob = scene.peer.actor("bob");
    bob.key_id = bob.sub("main-key");
    let mut document = bob.document();
    scene.peer.publish(&document);
    scene.peer.put(
        "/users/bob/main-key",
        &key_document(&bob, &bob.key_id, &bob.id),
    );
    let verified = scene.accepts(&bob, Tweaks::default()).await.unwrap();
    assert_eq!(verified.actor, bob.id);
    assert_eq!(scene.peer.take().len(), 2, "the key and its owner");

    // As GoToSocial does: a piece of the actor, and the whole only for the signed.
    let mut carol = scene.peer.actor("carol");
    carol.key_id = carol.sub("main-key");
    document = carol.document();
    let whole = document.clone();
    scene
        .peer
        .answer_with("/users/carol", move |got| match got.header("signature") {
            Some(_) => Reply::json(&whole),
            None => Reply::new(401),
        });
    for name in ["inbox", "outbox", "followers", "following", "featured"] {
        document.as_object_mut().unwrap().remove(name);
    }
    scene.peer.put("/users/carol/main-key", &document);
    let verified = scene.accepts(&carol, Tweaks::default()).await.unwrap();
    assert_eq!(verified.actor, carol.id);

    // Parts of a page's address that belong to the ID.
    let mut dora = scene.peer.actor("dora");
    dora.key_id = format!("{}?author=0#main-key", dora.id);
    dora.id = format!("{}?author=0", dora.id);
    scene.peer.put("/users/dora?author=0", &dora.document());
    scene.accepts(&dora, Tweaks::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_have_to_list_their_keys() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    let mallory = scene.peer.actor("mallory");
    // Mallory publishes a key and says it is Bob's; Bob does not.
    let key_id = scene.peer.url("/keys/1");
    scene
        .peer
        .put("/keys/1", &key_document(&mallory, &key_id, &bob.id));
    let error = with_key_id(&scene, &mallory, &key_id).await.unwrap_err();
    assert!(matches!(error, SignatureError::UnknownKey(_)), "{error}");
    // A key on one server whose owner is on another.
    let evil = FakePeer::start("evil.localhost").await;
    let key_id = evil.url("/keys/2");
    evil.put("/keys/2", &key_document(&mallory, &key_id, &bob.id));
    let error = with_key_id(&scene, &mallory, &key_id).await.unwrap_err();
    assert!(matches!(error, SignatureError::UnknownKey(_)), "{error}");
    // An actor there that lists a key in Bob's name, before Bob is known.
    let eve = evil.actor("eve");
    let mut document = eve.document();
    document["publicKey"]["id"] = json!(bob.key_id);
    evil.publish(&document);
    with_key_id(&scene, &eve, &eve.id).await.unwrap_err();
    let stolen = with_key_id(&scene, &eve, &bob.key_id).await;
    assert!(stolen.is_err(), "{stolen:?}");
    scene.accepts(&bob, Tweaks::default()).await.unwrap();
    // The address of a key redirects to another server's.
    evil.answer("/keys/3", Reply::redirect(&bob.id));
    let error = with_key_id(&scene, &bob, &evil.url("/keys/3")).await;
    assert!(error.is_err());
    // No address at all, this server's own, and one that is not there.
    for key_id in [
        "acct:bob@beta.localhost".to_owned(),
        format!("{}/actor#main-key", scene.server.public_base()),
        scene.peer.url("/users/nobody#main-key"),
    ] {
        let error = with_key_id(&scene, &bob, &key_id).await.unwrap_err();
        assert!(matches!(error, SignatureError::UnknownKey(_)), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_that_cannot_be_had_are_not_asked_for_again_at_once() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    scene.peer.answer("/users/bob", Reply::new(503));
    for _ in 0..5 {
        let error = scene.accepts(&bob, Tweaks::default()).await.unwrap_err();
        assert_eq!(error, SignatureError::KeyUnavailable);
    }
    assert_eq!(scene.peer.requests().len(), 1);
    scene.peer.publish(&bob.document());
    scene.server.clock.advance(Duration::minutes(1));
    scene.accepts(&bob, Tweaks::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_cause_one_fetch() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    let got = scene.sent(&bob, Tweaks::default()).await;
    let all = (0..20).map(|_| scene.verify(&got));
    for verified in futures_util::future::join_all(all).await {
        verified.unwrap();
    }
    assert_eq!(scene.peer.requests().len(), 1);
    assert_eq!(
        scene
            .accepts(&bob, Tweaks::rfc9421())
            .await
            .unwrap()
            .dialect,
        Dialect::Rfc9421
    );
}
