//! `ossm doctor`.

use super::{ossm, shared_folder};
use crate::harness::TestDatabase;

#[test]
fn a_wrong_configuration_is_a_problem() {
    let folder = shared_folder();
    let said = ossm(
        folder.path(),
        &[("OSSM_AUTH__BCRYPT_COST", "40")],
        &["doctor"],
    );
    assert_eq!(said.code, 1);
    let expected = "problem  configuration  OSSM_AUTH__BCRYPT_COST: 40 is outside the range.";
    assert!(said.out.starts_with(expected), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_has_every_check_in_order() {
    let folder = shared_folder();
    let database = TestDatabase::new().await;
    let variables = [
        ("OSSM_DATABASE__URL", database.url.as_str()),
        ("OSSM_SERVER__BIND", "127.0.0.1:0"),
    ];
    let said = ossm(folder.path(), &variables, &["doctor"]).fine();
    for topic in [
        "configuration",
        "database",
        "deliveries",
        "clock",
        "disk",
        "name",
        "port",
    ] {
        let check = said
            .lines()
            .find(|line| line.starts_with(&format!("ok       {topic}")));
        assert!(check.is_some(), "{topic} is not well:\n{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_database_is_a_warning_and_stays_as_it_is() {
    let folder = shared_folder();
    let database = TestDatabase::empty().await;
    let variables = [("OSSM_DATABASE__URL", database.url.as_str())];
    for _ in 0..2 {
        let said = ossm(folder.path(), &variables, &["doctor"]).fine();
        assert!(said.contains("warning  database       "), "{said}");
    }
}

#[test]
fn a_database_that_is_not_there_is_a_problem_with_advice() {
    let folder = shared_folder();
    let variables = [(
        "OSSM_DATABASE__URL",
        "postgres://ossm:s3cret@127.0.0.1:1/ossm",
    )];
    let said = ossm(folder.path(), &variables, &["doctor"]);
    assert_eq!(said.code, 1);
    let line = said
        .out
        .lines()
        .find(|line| line.starts_with("problem  database"))
        .unwrap();
    assert!(
        line.contains("Cannot reach the database postgres://ossm:***@127.0.0.1:1/ossm"),
        "{line}"
    );
    assert!(!said.out.contains("s3cret"));
}

#[test]
fn without_a_database_it_creates_nothing() {
    let folder = shared_folder();
    let said = ossm(
        folder.path(),
        &[("OSSM_SERVER__BIND", "127.0.0.1:0")],
        &["doctor"],
    )
    .fine();
    assert!(
        said.contains("the first start makes a private PostgreSQL"),
        "{said}"
    );
    assert!(!folder.path().join("data").exists());
}
