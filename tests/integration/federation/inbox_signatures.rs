//! Signatures at the door: the real inbox takes what is properly signed, and
//! nothing else leaves a trace.

use chrono::Duration;
use serde_json::json;

use crate::harness::{DigestOf, FakePeer, PeerActor, Sent, TestServer, Tweaks};

struct Scene {
    server: TestServer,
    peer: FakePeer,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .start()
            .await;
        server.member("alice").await;
        let peer = FakePeer::start("beta.localhost").await;
        peer.use_clock(server.clock.clone());
        Self { server, peer }
    }

    fn alice(&self) -> String {
        format!("{}/users/alice", self.server.public_base())
    }

    /// Somebody asks to follow Alice.
    async fn follow(&self, actor: &PeerActor, tweaks: Tweaks) -> Sent {
        let inbox = format!("{}/inbox", self.alice());
        let follow = actor.follow(&self.alice());
        self.peer.send_with(actor, &inbox, &follow, tweaks).await
    }

    async fn stored(&self) -> i64 {
        self.server.database.count("incoming").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_costs_three_requests_however_it_is_signed() {
    let scene = Scene::new().await;
    let hs2019 = Tweaks {
        algorithm: "hs2019",
        digest: DigestOf::Sha512,
        ..Tweaks::default()
    };
    let people = ["bob", "carol", "dora"].map(|name| scene.peer.actor(name));
    let erin = scene.peer.actor_with_ed25519("erin");
    let bare = Tweaks {
        key_id: Some(people[2].id.clone()),
        ..Tweaks::default()
    };
    let ed25519 = Tweaks::ed25519(&erin);
    let ways = [
        (&people[0], Tweaks::default()),
        (&people[1], hs2019),
        (&people[2], bare),
        (&erin, ed25519),
    ];
    for (actor, tweaks) in ways {
        scene.peer.take();
        let sent = scene.follow(actor, tweaks).await;
        assert_eq!(sent.status, 202, "{}: {}", actor.name, sent.body);
        let accept = scene.peer.wait_for(|got| got.kind() == "Accept").await;
        assert_eq!(accept.json()["object"]["actor"], actor.id);
        let signer = scene.peer.verify(&accept).await.unwrap();
        assert_eq!(signer, format!("{}#main-key", scene.alice()));
        let asked: Vec<_> = scene.peer.requests();
        assert!(asked.len() <= 3, "{asked:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::too_many_lines, reason = "a list of wrong signatures")]
async fn what_is_not_properly_signed_is_refused_and_not_stored() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor_with_ed25519("bob");
    let mallory = scene.peer.actor("mallory");
    let now = scene.server.app.cx.clock.now();
    let usual = Tweaks::default;
    let wrong = [
        ("unsigned", Tweaks::unsigned()),
        (
            "no digest",
            Tweaks {
                digest: DigestOf::Nothing,
                ..usual()
            },
        ),
        (
            "wrong digest",
            Tweaks {
                digest: DigestOf::SomethingElse,
                ..usual()
            },
        ),
        (
            "expired",
            Tweaks {
                now: Some(now - Duration::hours(2)),
                ..usual()
            },
        ),
        (
            "expired, newer",
            Tweaks {
                now: Some(now - Duration::hours(2)),
                ..Tweaks::rfc9421()
            },
        ),
        (
            "future",
            Tweaks {
                now: Some(now + Duration::hours(2)),
                ..usual()
            },
        ),
        (
            "wrong signature",
            Tweaks {
                key: Some(mallory.key.clone()),
                ..usual()
            },
        ),
        (
            "wrong signature, newer",
            Tweaks {
                key: Some(mallory.key.clone()),
                ..Tweaks::rfc9421()
            },
        ),
        (
            "host not covered",
            Tweaks {
                covered: Some(vec!["(request-target)", "date", "digest"]),
                ..usual()
            },
        ),
        (
            "target not covered",
            Tweaks {
                covered: Some(vec!["host", "date", "digest"]),
                ..usual()
            },
        ),
        (
            "old algorithm",
            Tweaks {
                algorithm: "hmac-sha256",
                ..usual()
            },
        ),
        (
            "no such key",
            Tweaks {
                key_id: Some(format!("{}#other", bob.id)),
                ..usual()
            },
        ),
        (
            "not covered by the newer",
            Tweaks {
                edit: |headers| headers.retain(|(name, _)| name != "content-digest"),
                ..Tweaks::rfc9421()
            },
        ),
        (
            "junk",
            Tweaks {
                edit: |headers| headers.push(("signature-input".to_owned(), "x=(\"".to_owned())),
                ..usual()
            },
        ),
    ];
    for (what, tweaks) in wrong {
        let sent = scene.follow(&bob, tweaks).await;
        assert_eq!(sent.status, 401, "{what}: {}", sent.body);
        assert!(sent.body.contains("error"), "{what}");
    }
    // Another actor's key signs for that actor alone.
    let borrowed = Tweaks {
        key: Some(mallory.key.clone()),
        key_id: Some(mallory.key_id.clone()),
        ..usual()
    };
    assert_eq!(scene.follow(&bob, borrowed).await.status, 403);
    assert_eq!(scene.stored().await, 0);
    assert!(scene.peer.posts().is_empty());
    let followers = format!("{}/followers", scene.alice());
    let followers = scene.peer.fetch(&followers).await.unwrap();
    assert_eq!(followers["totalItems"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_does_nothing_and_later_is_refused() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    let now = scene.server.app.cx.clock.now();
    let same = || Tweaks {
        now: Some(now),
        ..Tweaks::default()
    };
    assert_eq!(scene.follow(&bob, same()).await.status, 202);
    scene.peer.wait_for(|got| got.kind() == "Accept").await;
    let stored = scene.stored().await;
    assert_eq!(scene.follow(&bob, same()).await.status, 202);
    assert_eq!(scene.stored().await, stored);
    scene.server.clock.advance(Duration::hours(2));
    assert_eq!(scene.follow(&bob, same()).await.status, 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_key_is_fetched_once_at_the_door() {
    let scene = Scene::new().await;
    let mut bob = scene.peer.actor("bob");
    assert_eq!(scene.follow(&bob, Tweaks::default()).await.status, 202);
    scene.peer.wait_for(|got| got.kind() == "Accept").await;
    bob.key = scene.peer.actor("other").key;
    scene.peer.publish(&bob.document());
    scene.peer.take();
    let undo = bob.undo(&bob.follow(&scene.alice()));
    let inbox = format!("{}/inbox", scene.server.public_base());
    let sent = scene.peer.send(&bob, &inbox, &undo).await;
    assert_eq!(sent.status, 202, "{}", sent.body);
    assert_eq!(scene.peer.count("/users/bob"), 1);
    // Whoever has the old key is told no, and does not make the server ask.
    let old = scene.peer.actor("old").key;
    for number in 0..5 {
        let mut like = bob.like(&format!("{}/statuses/{number}", scene.alice()));
        like["id"] = json!(bob.sub(&format!("likes/{number}")));
        let tweaks = Tweaks {
            key: Some(old.clone()),
            ..Tweaks::default()
        };
        let sent = scene.peer.send_with(&bob, &inbox, &like, tweaks).await;
        assert_eq!(sent.status, 401);
    }
    assert_eq!(scene.peer.count("/users/bob"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_asked_about_actors_that_delete_themselves() {
    let scene = Scene::new().await;
    let bob = scene.peer.actor("bob");
    scene.peer.remove("/users/bob");
    let inbox = format!("{}/inbox", scene.server.public_base());
    let mut gone = bob.activity("Delete", "delete", bob.id.clone());
    gone["to"] = json!([crate::harness::PUBLIC]);
    let sent = scene.peer.send(&bob, &inbox, &gone).await;
    assert_eq!(sent.status, 202);
    assert!(scene.peer.requests().is_empty());
    assert_eq!(scene.stored().await, 0);
}
