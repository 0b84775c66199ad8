//! `ossm seed`.

use super::{ossm, shared_folder};
use crate::harness::TestDatabase;

#[tokio::test(flavor = "multi_thread")]
async fn demo_content_is_made_once_and_says_what_it_is() {
    let folder = shared_folder();
    let database = TestDatabase::new().await;
    let variables = [
        ("OSSM_DATABASE__URL", database.url.as_str()),
        ("OSSM_AUTH__BCRYPT_COST", "4"),
    ];
    let first = ossm(folder.path(), &variables, &["seed"]).fine();
    assert!(
        first.starts_with("4 demo accounts with posts are there:"),
        "{first}"
    );
    let people = ossm(folder.path(), &variables, &["user", "list"]).fine();
    assert_eq!(people.matches("@demo_").count(), 4, "{people}");
    let again = ossm(folder.path(), &variables, &["seed", "--yes"]).fine();
    assert_eq!(again, "The demo content is there already.\n");
    assert_eq!(
        ossm(folder.path(), &variables, &["user", "list"]).fine(),
        people
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_accounts_gets_demo_content_only_when_asked() {
    let folder = shared_folder();
    let database = TestDatabase::new().await;
    let variables = [
        ("OSSM_DATABASE__URL", database.url.as_str()),
        ("OSSM_AUTH__BCRYPT_COST", "4"),
    ];
    let create = ["user", "create", "alice", "--email", "alice@example.org"];
    ossm(folder.path(), &variables, &create).fine();
    let said = ossm(folder.path(), &variables, &["seed"]).failed();
    assert!(said.contains("run ossm seed --yes"), "{said}");
    ossm(folder.path(), &variables, &["seed", "--yes"]).fine();
}
