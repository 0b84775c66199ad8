//! What is found after a `kill -9`, at every stage.

use std::process::Command;

use ossm::db::cluster::{Cluster, Keep, Origin};
use ossm::foundation::platform;

use super::helper::{OtherProcess, ask, data_dir, eventually, lasting, run, server_pid, servers};

#[tokio::test]
async fn a_server_whose_parent_was_killed_is_taken_over() {
    let folder = data_dir();
    let mut other = OtherProcess::spawn(folder.path(), Keep::Data);
    assert_eq!(other.says("READY"), "Started");
    let orphan = server_pid(folder.path()).unwrap();
    other.kill();
    assert!(platform::process_alive(orphan));

    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Adopted);
    assert_eq!(
        servers(folder.path()),
        [orphan],
        "never two on the same data"
    );
    assert_eq!(ask(&cluster.url(), "1 + 1").await, "2");
    cluster.stop().await.unwrap();
    assert!(!platform::process_alive(orphan));
    assert!(servers(folder.path()).is_empty());
}

#[tokio::test]
async fn after_everything_was_killed_the_data_is_recovered() {
    let folder = data_dir();
    let mut other = OtherProcess::spawn(folder.path(), Keep::Data);
    other.says("READY");
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    run(
        &cluster.url(),
        "CREATE TABLE kept AS SELECT 'recovered' AS text",
    )
    .await;
    drop(cluster);
    let dead = server_pid(folder.path()).unwrap();
    other.kill();
    kill(&["-KILL", &dead.to_string()]);
    eventually("the server dies", || !platform::process_alive(dead)).await;
    assert_eq!(
        server_pid(folder.path()),
        Some(dead),
        "its file stays behind"
    );

    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    assert_eq!(servers(folder.path()).len(), 1);
    assert_eq!(
        ask(&cluster.url(), "SELECT text FROM kept").await,
        "recovered"
    );
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_file_that_names_somebody_elses_process_is_not_believed() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    let file = folder.path().join("postgres/data/postmaster.pid");
    let text = std::fs::read_to_string(&file).unwrap();
    let (_, rest) = text.split_once('\n').unwrap();
    let forged = format!("{}\n{rest}", std::process::id());
    cluster.stop().await.unwrap();
    std::fs::write(&file, forged).unwrap();

    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    cluster.stop().await.unwrap();
    assert!(platform::process_alive(std::process::id()));
}

#[tokio::test]
async fn a_kill_during_the_creation_leaves_nothing_half_done() {
    let folder = data_dir();
    let mut other = OtherProcess::spawn(folder.path(), Keep::Data);
    other.says("SAYS Creating");
    other.kill();
    let leftover = folder.path().join("postgres/initdb-left");
    std::fs::create_dir_all(leftover.join("data")).unwrap();

    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(ask(&cluster.url(), "1 + 1").await, "2");
    assert!(!leftover.exists());
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_without_its_database_is_completed() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    let other = cluster.url_of("template1");
    run(&other, "DROP DATABASE ossm").await;
    cluster.stop().await.unwrap();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(ask(&cluster.url(), "current_database()").await, "ossm");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn ctrl_c_in_the_terminal_does_not_reach_the_server() {
    if !platform::UNIX_SOCKETS {
        return;
    }
    let folder = data_dir();
    let mut other = OtherProcess::spawn(folder.path(), Keep::Data);
    other.says("READY");
    let server = server_pid(folder.path()).unwrap();
    let group = other.pid();
    // What a terminal does: the signal goes to the whole group.
    kill(&["-INT", "--", &format!("-{group}")]);
    other.ended();
    assert!(platform::process_alive(server));
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Adopted);
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_throw_away_cluster_vanishes_with_its_process() {
    if !platform::UNIX_SOCKETS {
        return;
    }
    let folder = data_dir();
    let mut other = OtherProcess::spawn(folder.path(), Keep::Nothing);
    other.says("READY");
    let server = server_pid(folder.path()).unwrap();
    other.kill();
    let root = folder.path().join("postgres");
    eventually("the cluster vanishes", || {
        !platform::process_alive(server) && !root.exists()
    })
    .await;
}

fn kill(arguments: &[&str]) {
    assert!(
        Command::new("kill")
            .args(arguments)
            .status()
            .unwrap()
            .success()
    );
}
