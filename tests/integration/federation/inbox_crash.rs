//! kill -9 in the middle of an inbox burst: what was acknowledged is there,
//! once, however often it is sent again.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use diesel_async::RunQueryDsl as _;
use ossm::foundation::clock::{Clock as _, SystemClock};
use serde_json::Value;

use super::process::{Process, create_member};
use crate::harness::{FakePeer, PeerActor, TestDatabase};

const NOTES: usize = 240;

async fn wait_for_count(database: &TestDatabase, sql: &str, wanted: i64) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let there = database.number(sql).await;
        if there == wanted {
            return;
        }
        assert!(Instant::now() < until, "{there} of {wanted}: {sql}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn mention(actor: &PeerActor, member: &str, number: usize) -> Value {
    let public = "https://www.w3.org/ns/activitystreams#Public";
    let mut note = actor.note_to(&number.to_string(), "<p>Hello</p>", &[public], &[member]);
    // Nobody is told of what was written long ago.
    note["published"] = serde_json::json!(SystemClock.now().to_rfc3339());
    note["tag"] = serde_json::json!([{ "type": "Mention", "href": member }]);
    actor.create(note)
}

/// Sends every note once, several at a time; returns the numbers that were
/// acknowledged. What meets a closed door is not.
async fn burst(
    peer: &Arc<FakePeer>,
    actor: &Arc<PeerActor>,
    (inbox, member): (&str, &str),
    acknowledged: &Arc<Mutex<BTreeSet<usize>>>,
) {
    let mut senders = tokio::task::JoinSet::new();
    for lane in 0..8 {
        let (peer, actor) = (peer.clone(), actor.clone());
        let (inbox, member) = (inbox.to_owned(), member.to_owned());
        let acknowledged = acknowledged.clone();
        senders.spawn(async move {
            for number in (lane..NOTES).step_by(8) {
                let activity = mention(&actor, &member, number);
                let (peer, actor, inbox) = (peer.clone(), actor.clone(), inbox.clone());
                let sent = async move {
                    let answer = peer.send(&actor, &inbox, &activity).await;
                    (answer.status, answer.body)
                };
                #[expect(clippy::disallowed_methods, reason = "a closed door is a panic there")]
                let answered = tokio::spawn(sent);
                match answered.await {
                    Ok((202, _)) => {
                        acknowledged.lock().unwrap().insert(number);
                    }
                    Ok((status, body)) => assert_eq!(status, 503, "{body}"),
                    // Nobody listens.
                    Err(_) => {}
                }
            }
        });
    }
    while let Some(ended) = senders.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_keeps_every_activity_it_acknowledged() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let bind = format!("127.0.0.1:{port}");
    let start =
        || tokio::task::block_in_place(|| Process::start(folder.path(), &database.url, &bind));
    let process = start();
    tokio::task::block_in_place(|| {
        create_member(folder.path(), &database.url, &bind, "demo_member");
    });
    let inbox = format!("http://localhost:{port}/inbox");
    let member = format!("http://localhost:{port}/users/demo_member");
    let peer = Arc::new(FakePeer::start("peer.localhost").await);
    let actor = Arc::new(peer.actor("ana"));

    let acknowledged = Arc::new(Mutex::new(BTreeSet::new()));
    let bursting = {
        let (peer, actor, acknowledged) = (peer.clone(), actor.clone(), acknowledged.clone());
        let (inbox, member) = (inbox.clone(), member.clone());
        #[expect(
            clippy::disallowed_methods,
            reason = "it goes on while the process is killed"
        )]
        tokio::spawn(async move { burst(&peer, &actor, (&inbox, &member), &acknowledged).await })
    };
    let until = Instant::now() + Duration::from_mins(1);
    while acknowledged.lock().unwrap().len() < NOTES / 4 {
        assert!(Instant::now() < until, "the burst does not begin");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    // SIGKILL.
    drop(process);
    bursting.await.unwrap();
    let kept = acknowledged.lock().unwrap().clone();
    assert!(kept.len() < NOTES, "it was over before the end came");
    let _process = start();
    let uris: Vec<String> = kept
        .iter()
        .map(|number| {
            let note = actor.note(&number.to_string(), "");
            format!("'{}'", note["id"].as_str().unwrap())
        })
        .collect();
    let there = format!(
        "SELECT count(*) FROM posts WHERE uri IN ({})",
        uris.join(",")
    );
    // A batch that was being worked on waits for the end of its lease.
    let leases = "UPDATE incoming SET leased_until = NULL WHERE body IS NOT NULL";
    diesel::sql_query(leases)
        .execute(&mut database.conn().await)
        .await
        .unwrap();
    wait_for_count(&database, &there, i64::try_from(kept.len()).unwrap()).await;

    // The peer sends everything again, as it has no answer for some.
    burst(&peer, &actor, (&inbox, &member), &acknowledged).await;
    assert_eq!(acknowledged.lock().unwrap().len(), NOTES);
    let all = i64::try_from(NOTES).unwrap();
    wait_for_count(&database, "SELECT count(*) FROM posts WHERE NOT local", all).await;
    let told = "SELECT count(*) FROM notifications WHERE kind = 'mention'";
    wait_for_count(&database, told, all).await;
    let counted = "SELECT posts_count AS count FROM account_stats s \
         JOIN accounts a ON a.id = s.account_id WHERE a.username = 'ana'";
    assert_eq!(database.number(counted).await, all);
}
