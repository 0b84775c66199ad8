//! `ossm db …`.

use super::{ossm, shared_folder};
use crate::harness::TestDatabase;

#[tokio::test(flavor = "multi_thread")]
async fn migrate_says_what_it_did_and_does_it_once() {
    let folder = shared_folder();
    let database = TestDatabase::empty().await;
    let variables = [("OSSM_DATABASE__URL", database.url.as_str())];
    let first = ossm(folder.path(), &variables, &["db", "migrate"]).fine();
    assert!(first.contains("changes made to the database:"), "{first}");
    let again = ossm(folder.path(), &variables, &["db", "migrate"]).fine();
    assert_eq!(again, "The database is up to date already.\n");
    let url = ossm(folder.path(), &variables, &["db", "url"]).fine();
    assert_eq!(url.trim(), database.url);
}

#[test]
fn a_database_that_is_not_there_is_named_without_its_password() {
    let folder = shared_folder();
    let variables = [(
        "OSSM_DATABASE__URL",
        "postgres://ossm:s3cret@127.0.0.1:1/ossm",
    )];
    let said = ossm(folder.path(), &variables, &["db", "migrate"]).failed();
    assert!(
        said.contains("postgres://ossm:***@127.0.0.1:1/ossm"),
        "{said}"
    );
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn the_private_database_is_made_used_and_stopped() {
    let folder = shared_folder();
    let said = ossm(folder.path(), &[], &["db", "migrate"]).fine();
    assert!(said.contains("changes made to the database:"), "{said}");
    let url = ossm(folder.path(), &[], &["db", "url"]);
    assert!(url.out.starts_with("postgres://"), "{}", url.out);
    assert!(url.err.contains("runs only while OSSM does"), "{}", url.err);
    let pid_file = folder.path().join("data/postgres/data/postmaster.pid");
    assert!(!pid_file.exists(), "PostgreSQL was left running");
}
