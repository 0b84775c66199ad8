//! Starting, stopping and starting again.

use std::sync::Mutex;

use ossm::db::cluster::{Cluster, ClusterOptions, Keep, Origin, Search};
use ossm::db::connect::Target;
use ossm::foundation::platform;

use super::helper::{OtherProcess, ask, data_dir, lasting, quiet, run, server_pid, servers};

#[tokio::test]
async fn a_fresh_cluster_is_ready_for_use() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    let url = cluster.url();
    assert_eq!(
        ask(&url, "current_user || ' ' || current_database()").await,
        "ossm ossm"
    );
    assert_eq!(
        ask(&url, "current_setting('application_name')").await,
        "ossm"
    );
    assert_eq!(
        ask(&url, "current_setting('server_encoding')").await,
        "UTF8"
    );
    assert_eq!(ask(&url, "current_setting('is_superuser')").await, "off");
    assert_eq!(ask(&url, "lower('ÄΩ') || ('a' < 'B')").await, "äωfalse");
    // What the test harness relies on.
    run(
        &url,
        "CREATE DATABASE another TEMPLATE ossm STRATEGY FILE_COPY",
    )
    .await;
    assert_eq!(
        ask(&cluster.url_of("another"), "current_database()").await,
        "another"
    );
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn only_the_password_opens_it_and_only_its_owner_reads_that() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    let password = std::fs::read_to_string(folder.path().join("postgres/password")).unwrap();
    let wrong = cluster.url().replace(&password, "wrong");
    assert_ne!(wrong, cluster.url());
    let refusal = Target::parse(&wrong)
        .unwrap()
        .connect()
        .await
        .err()
        .unwrap();
    assert!(
        refusal
            .to_string()
            .contains("password authentication failed"),
        "{refusal}"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        for (path, mode) in [("password", 0o600), ("data", 0o700), ("run", 0o700)] {
            let found = std::fs::metadata(folder.path().join("postgres").join(path)).unwrap();
            assert_eq!(found.permissions().mode() & 0o777, mode, "{path}");
        }
        assert_eq!(
            ask(&cluster.url(), "current_setting('listen_addresses')").await,
            ""
        );
    }
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn stopping_leaves_no_process_and_keeps_the_data() {
    let folder = data_dir();
    let said = Mutex::new(Vec::new());
    let announce = |text: &str| said.lock().unwrap().push(text.to_owned());
    let options = ClusterOptions {
        announce: &announce,
        ..lasting(folder.path())
    };
    let cluster = Cluster::start(&options).await.unwrap();
    run(
        &cluster.url(),
        "CREATE TABLE kept AS SELECT 'still here' AS text",
    )
    .await;
    let pid = server_pid(folder.path()).unwrap();
    assert_eq!(said.lock().unwrap().len(), 1, "the creation is announced");
    cluster.stop().await.unwrap();
    assert!(!platform::process_alive(pid));
    assert!(servers(folder.path()).is_empty());
    assert_eq!(server_pid(folder.path()), None);

    let cluster = Cluster::start(&options).await.unwrap();
    assert_eq!(
        ask(&cluster.url(), "SELECT text FROM kept").await,
        "still here"
    );
    assert_eq!(
        said.lock().unwrap().len(),
        1,
        "the second start creates nothing"
    );
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_dropped_cluster_stops_soon() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    drop(cluster);
    super::helper::eventually("the server ends", || server_pid(folder.path()).is_none()).await;
}

#[tokio::test]
async fn whoever_leaves_last_stops_the_server() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    let pid = server_pid(folder.path());
    let mut other = OtherProcess::spawn(folder.path(), Keep::Data);
    assert_eq!(other.says("READY"), "Attached");
    let url = cluster.url();
    cluster.stop().await.unwrap();
    assert_eq!(ask(&url, "'still served'").await, "still served");
    assert_eq!(server_pid(folder.path()), pid);

    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Attached);
    other.finish();
    assert_eq!(ask(&cluster.url(), "'and still'").await, "and still");
    cluster.stop().await.unwrap();
    assert_eq!(server_pid(folder.path()), None);
    assert!(!platform::process_alive(pid.unwrap()));
}

#[tokio::test]
async fn two_processes_that_start_at_once_share_one_server() {
    let folder = data_dir();
    let mut others = [(); 2].map(|()| OtherProcess::spawn(folder.path(), Keep::Data));
    let mut origins = others.each_mut().map(|other| other.says("READY"));
    origins.sort();
    assert_eq!(origins, ["Attached", "Started"]);
    assert_eq!(servers(folder.path()).len(), 1);
    others.into_iter().for_each(OtherProcess::finish);
    assert!(servers(folder.path()).is_empty());
}

#[tokio::test]
async fn settings_override_ours() {
    let folder = data_dir();
    let mut options = lasting(folder.path());
    options
        .settings
        .push(("work_mem".to_owned(), "9MB".to_owned()));
    let cluster = Cluster::start(&options).await.unwrap();
    let url = cluster.url();
    assert_eq!(ask(&url, "current_setting('work_mem')").await, "9MB");
    assert_eq!(ask(&url, "current_setting('fsync')").await, "off");
    assert_eq!(ask(&url, "current_setting('jit')").await, "off");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_wrong_setting_is_reported_in_the_servers_words() {
    let folder = data_dir();
    let mut options = lasting(folder.path());
    options
        .settings
        .push(("shared_buffers".to_owned(), "plenty".to_owned()));
    let error = Cluster::start(&options).await.unwrap_err();
    assert!(error.message().contains("shared_buffers"), "{error}");
    assert!(error.message().contains("server.log"), "{error}");
    assert!(servers(folder.path()).is_empty());
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_works() {
    if !platform::UNIX_SOCKETS {
        return;
    }
    let folder = data_dir();
    let deep = folder
        .path()
        .join("d".repeat(60))
        .join("e, 'f' \"g\"")
        .join("h".repeat(60));
    let cluster = Cluster::start(&ClusterOptions::throw_away(deep, &quiet))
        .await
        .unwrap();
    assert_eq!(ask(&cluster.url(), "1 + 1").await, "2");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn without_programs_the_message_says_how_to_get_them() {
    let folder = data_dir();
    let options = ClusterOptions {
        search: Search::Folders(Vec::new()),
        archive_url: String::new(),
        ..lasting(folder.path())
    };
    let error = Cluster::start(&options).await.unwrap_err();
    let advice = ossm::db::cluster::how_to_install(platform::System::current(), None);
    assert!(error.message().contains(&advice), "{error}");
    assert!(error.message().contains("OSSM_DATABASE__URL"), "{error}");
    assert!(!folder.path().join("postgres/data").exists());
}

#[tokio::test]
async fn data_of_another_version_is_not_touched() {
    for (version, part) in [("14", "written by PostgreSQL 14"), ("99", "PostgreSQL 99")] {
        let folder = data_dir();
        let data = folder.path().join("postgres/data");
        std::fs::create_dir_all(&data).unwrap();
        std::fs::write(data.join("PG_VERSION"), format!("{version}\n")).unwrap();
        let password = "0123456789abcdef".repeat(3);
        std::fs::write(folder.path().join("postgres/password"), password).unwrap();
        let options = ClusterOptions {
            archive_url: String::new(),
            ..lasting(folder.path())
        };
        let error = Cluster::start(&options).await.unwrap_err();
        assert!(error.message().contains(part), "{error}");
        assert_eq!(std::fs::read_dir(&data).unwrap().count(), 1);
    }
}

#[tokio::test]
async fn a_lost_password_is_named() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    cluster.stop().await.unwrap();
    std::fs::remove_file(folder.path().join("postgres/password")).unwrap();
    let error = Cluster::start(&lasting(folder.path())).await.unwrap_err();
    assert!(error.message().contains("password"), "{error}");
    std::fs::write(folder.path().join("postgres/password"), "ab".repeat(24)).unwrap();
    let error = Cluster::start(&lasting(folder.path())).await.unwrap_err();
    assert!(error.message().contains("refuses"), "{error}");
}
