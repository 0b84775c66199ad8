//! Started as root: the server runs as somebody else. Elsewhere there is
//! nothing to see, and these tests say nothing.

use std::sync::Mutex;

use ossm::db::cluster::{Cluster, ClusterOptions};
use ossm::foundation::platform;

use super::helper::{ask, data_dir, lasting, server_pid};

#[tokio::test]
async fn the_server_never_runs_as_root() {
    let folder = data_dir();
    let cluster = Cluster::start(&lasting(folder.path())).await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let data = std::fs::metadata(folder.path().join("postgres/data")).unwrap();
        assert_ne!(data.uid(), 0);
        let pid = server_pid(folder.path()).unwrap();
        if let Ok(process) = std::fs::metadata(format!("/proc/{pid}")) {
            assert_eq!(process.uid(), data.uid());
        }
    }
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_closed_data_directory_is_replaced_or_refused() {
    let Some(account) = platform::unprivileged_account().filter(|_| platform::is_root()) else {
        return;
    };
    let outer = data_dir();
    let closed = outer.path().join("closed");
    platform::create_private_folder(&closed, None).unwrap();
    assert!(platform::closed_to(&closed, &account).is_some());
    let error = Cluster::start(&lasting(&closed)).await.unwrap_err();
    assert!(error.message().contains("chmod o+x"), "{error}");

    let substitute = data_dir();
    let said = Mutex::new(String::new());
    let announce = |text: &str| said.lock().unwrap().push_str(text);
    let options = ClusterOptions {
        substitute: Some(substitute.path().to_path_buf()),
        announce: &announce,
        ..lasting(&closed)
    };
    let cluster = Cluster::start(&options).await.unwrap();
    let place = ask(&cluster.url(), "1").await;
    assert_eq!(place, "1");
    let note = std::fs::read_to_string(closed.join("postgres-location")).unwrap();
    assert!(
        note.starts_with(substitute.path().to_str().unwrap()),
        "{note}"
    );
    assert!(said.lock().unwrap().contains(note.trim_end()));
    cluster.stop().await.unwrap();
    // The choice holds, even where nobody would choose it now.
    let cluster = Cluster::start(&lasting(&closed)).await.unwrap();
    cluster.stop().await.unwrap();
}
