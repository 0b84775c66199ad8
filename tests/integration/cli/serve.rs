//! `ossm serve` as a process of its own, on a private database.

use super::{Serving, ossm, shared_folder};

#[tokio::test(flavor = "multi_thread")]
async fn starts_with_nothing_prepared_shares_its_database_and_stops_cleanly() {
    let folder = shared_folder();
    let pid_file = folder.path().join("data/postgres/data/postmaster.pid");
    let serving = Serving::start(folder.path(), &[]);
    let answer = reqwest::get(format!("{}/no-such-page", serving.base))
        .await
        .unwrap();
    assert_eq!(answer.status(), 404);

    // Another command joins the running database and leaves it running.
    let said = ossm(folder.path(), &[], &["db", "migrate"]).fine();
    assert_eq!(said, "The database is up to date already.\n");
    assert!(
        pid_file.exists(),
        "the command stopped the server's database"
    );
    let url = ossm(folder.path(), &[], &["db", "url"]);
    assert!(url.err.is_empty(), "{}", url.err);

    assert_eq!(serving.stop(), 0);
    assert!(!pid_file.exists(), "PostgreSQL was left running");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_port_is_said_and_the_database_stopped() {
    let folder = shared_folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = ossm(folder.path(), &[], &["--bind", &address]).failed();
    assert!(
        said.contains(&format!("Cannot listen on {address}")),
        "{said}"
    );
    assert!(
        !folder
            .path()
            .join("data/postgres/data/postmaster.pid")
            .exists()
    );
}
