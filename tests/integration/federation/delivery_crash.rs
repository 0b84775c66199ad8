//! kill -9 in the middle of a fan-out: everything still arrives.

use super::delivery_helper::{
    execute, follow, followers_of, send, sender, sending, until, until_sent, uri,
};
use super::process::Process;
use super::recorder::Recorder;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_in_the_middle_of_a_fan_out() {
    let server = sending()
        .config(|config| config.federation.delivery_hosts_at_once = 0)
        .start()
        .await;
    let (app, peer) = (&server.app, Recorder::start().await);
    let author = sender(app).await;
    let hosts: Vec<String> = (0..80).map(|number| format!("h{number}")).collect();
    let people: Vec<_> = hosts
        .iter()
        .map(|host| (host.as_str(), "one", true))
        .collect();
    follow(app, author, &peer, &people).await;
    let mut expected = Vec::new();
    for number in 0..5 {
        let name = format!("post-{number}");
        send(app, author, &name, &followers_of(author)).await;
        expected.push(uri(app, &name));
    }
    let folder = tempfile::tempdir().unwrap();
    let start = || Process::start(folder.path(), &server.database.url, "127.0.0.1:0");
    let mut seen = 0;
    for _ in 0..2 {
        let process = tokio::task::block_in_place(start);
        until("it is in the middle", async || peer.count() > seen + 60).await;
        // SIGKILL.
        drop(process);
        seen = peer.count();
        assert!(seen < 400, "it was over before the end came");
        execute(app, "SELECT 1").await;
    }
    let process = tokio::task::block_in_place(start);
    until_sent(app).await;
    drop(process);
    for host in &hosts {
        let mut got = peer.activities(host);
        // What had arrived and was not written down came again, under its ID.
        got.dedup();
        for activity in &expected {
            assert!(got.contains(activity), "{host} misses {activity}");
        }
    }
    let again = peer.count() - 400;
    assert!(again <= 2 * 4 * 2 * 20, "{again} came twice");
}
