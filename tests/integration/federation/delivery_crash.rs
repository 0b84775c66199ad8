//! kill -9 in the middle of a fan-out: everything still arrives.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::delivery_helper::{
    execute, follow, followers_of, send, sender, sending, until, until_sent, uri,
};
use super::recorder::Recorder;

/// A real `ossm serve` on the test's database; killed when dropped.
struct Process(Child);

impl Process {
    fn start(folder: &Path, database: &str) -> Self {
        let path = std::env::vars_os().filter(|(name, _)| name == "PATH");
        let mut child = Command::new(env!("CARGO_BIN_EXE_ossm"))
            .args(["serve", "--bind", "127.0.0.1:0"])
            .current_dir(folder)
            .env_clear()
            .envs(path)
            .env("OSSM_DATABASE__URL", database)
            .env("OSSM_STORAGE__DATA_DIR", folder)
            .env("OSSM_FEDERATION__ALLOW_HTTP", "true")
            .env("OSSM_FEDERATION__ALLOW_PRIVATE_ADDRESSES", "true")
            .env("OSSM_FEDERATION__DELIVERY_HOSTS_AT_ONCE", "4")
            .env("OSSM_JOBS__LEASE_SECONDS", "5")
            .env("OSSM_JOBS__POLL_SECONDS", "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let ready = lines
            .by_ref()
            .map_while(Result::ok)
            .any(|line| line.starts_with("Listening on "));
        assert!(ready, "the server says where it listens");
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

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
    let start = || Process::start(folder.path(), &server.database.url);
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
