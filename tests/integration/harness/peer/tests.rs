//! Two peers talk, so that what they say of the server can be believed.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{DigestOf, FakePeer, Reply, Tweaks};

#[tokio::test(flavor = "multi_thread")]
async fn what_one_peer_signs_the_other_verifies() {
    let alpha = FakePeer::start("alpha.localhost").await;
    let beta = FakePeer::start("beta.localhost").await;
    let ann = alpha.actor_with_ed25519("ann");
    let inbox = beta.url("/inbox");
    let note = ann.create(ann.note("1", "Hello"));
    let ways = [
        (Tweaks::default(), "#main-key"),
        (Tweaks::rfc9421(), "#main-key"),
        (Tweaks::ed25519(&ann), "#ed25519-key"),
        (
            Tweaks {
                digest: DigestOf::Sha512,
                algorithm: "hs2019",
                covered: Some(vec![
                    "(request-target)",
                    "host",
                    "(created)",
                    "(expires)",
                    "digest",
                    "content-type",
                ]),
                ..Tweaks::default()
            },
            "#main-key",
        ),
    ];
    for (tweaks, key) in ways {
        let sent = beta_gets(&alpha, &ann, &inbox, &note, tweaks).await;
        assert_eq!(sent, 202);
        let got = beta.take().remove(0);
        assert_eq!((got.path(), got.kind().as_str()), ("/inbox", "Create"));
        assert_eq!(
            beta.verify(&got).await,
            Ok(format!("{}{key}", ann.id)),
            "{got:?}"
        );
    }
    let wrong = [
        Tweaks::unsigned(),
        Tweaks {
            digest: DigestOf::SomethingElse,
            ..Tweaks::default()
        },
        Tweaks {
            digest: DigestOf::Nothing,
            ..Tweaks::default()
        },
        Tweaks {
            key: Some(alpha.actor("mallory").key),
            ..Tweaks::default()
        },
    ];
    for tweaks in wrong {
        beta_gets(&alpha, &ann, &inbox, &note, tweaks).await;
        let got = beta.take().remove(0);
        assert!(beta.verify(&got).await.is_err(), "{got:?}");
    }
}

async fn beta_gets(
    from: &FakePeer,
    actor: &super::PeerActor,
    inbox: &str,
    activity: &serde_json::Value,
    tweaks: Tweaks,
) -> u16 {
    let sent = from.send_with(actor, inbox, activity, tweaks).await;
    sent.status
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_answer_as_they_are_told() {
    let peer = FakePeer::start("gamma.localhost").await;
    let bob = peer.actor_quick("bob");
    peer.paged(&bob.sub("outbox"), &[vec![json!(1)], vec![json!(2)]]);
    let first = peer.fetch(&bob.sub("outbox?page=1")).await.unwrap();
    assert_eq!(first["next"], json!(bob.sub("outbox?page=2")));
    let finger = peer.url(&format!(
        "/.well-known/webfinger?resource=acct%3Abob%40{}",
        peer.host
    ));
    assert_eq!(peer.fetch(&finger).await.unwrap(), bob.finger());
    assert!(peer.fetch(&peer.url("/nowhere")).await.is_err());

    peer.answer("/busy", Reply::new(429).header("retry-after", "7"));
    let busy = peer
        .get_with(&bob, &peer.url("/busy"), Tweaks::default())
        .await;
    assert_eq!(
        (busy.status, &busy.headers["retry-after"]),
        (429, &"7".parse().unwrap())
    );
    let slow = Reply::json(&json!({"a": 1})).slowly(2, Duration::from_millis(5));
    peer.answer("/slow", slow.delayed(Duration::from_millis(20)));
    let begun = Instant::now();
    assert_eq!(peer.fetch(&peer.url("/slow")).await.unwrap()["a"], 1);
    assert!(begun.elapsed() >= Duration::from_millis(35));
    peer.answer("/stuck", Reply::hanging());
    let stuck = peer.url("/stuck");
    let waited = tokio::time::timeout(Duration::from_millis(50), peer.fetch(&stuck)).await;
    assert!(waited.is_err());
    peer.answer("/moved", Reply::redirect(&bob.id));
    peer.remove("/slow");
    assert!(peer.fetch(&peer.url("/slow")).await.is_err());

    assert_eq!(peer.count("/slow"), 2);
    assert_eq!(peer.posts().len(), 0);
    assert_eq!(peer.gets().len(), peer.requests().len());
    let asked = peer.wait_for(|got| got.path() == "/stuck").await;
    assert_eq!(asked.header("accept"), Some(super::AP_TYPE));
}

#[tokio::test(flavor = "multi_thread")]
async fn activities_are_plain() {
    let peer = FakePeer::start("delta.localhost").await;
    let bob = peer.actor_quick("bob");
    let note = bob.note("1", "Hello");
    let id = note["id"].as_str().unwrap();
    let follow = bob.follow("https://a.example/users/ann");
    for (kind, activity) in [
        ("Update", bob.update(note.clone())),
        ("Delete", bob.delete(id)),
        ("Announce", bob.announce(id)),
        ("Accept", bob.accept(&follow)),
        ("Reject", bob.reject(&follow)),
        ("Undo", bob.undo(&follow)),
    ] {
        assert_eq!(activity["type"], kind);
        assert_eq!(activity["actor"], bob.id);
        assert!(activity["id"].as_str().unwrap().starts_with(&bob.id));
        assert!(!activity["object"].is_null());
    }
}
