//! `ossm domain …`.

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;

use super::{Said, ossm, shared_folder};
use crate::harness::TestDatabase;

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    said: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_about_servers_are_made_listed_and_ended() {
    let (folder, database) = (shared_folder(), TestDatabase::new().await);
    let run = |arguments: &[&str]| -> Said {
        let variables = [("OSSM_DATABASE__URL", database.url.as_str())];
        let line = [&["domain"], arguments].concat();
        ossm(folder.path(), &variables, &line)
    };
    let said = run(&["block", "Bad.Example", "--reason", "Spam"]).fine();
    assert_eq!(said, "bad.example is blocked now.\n");
    run(&["limit", "loud.example", "--public-reason", "Loud"]).fine();
    run(&["allow", "good.example"]).fine();
    let list = run(&["list"]).fine();
    for words in [
        "bad.example   blocked",
        "Spam",
        "loud.example  limited",
        "Loud",
        "good.example  allowed",
    ] {
        assert!(list.contains(words), "{words} in {list}");
    }
    run(&["remove", "bad.example"]).fine();
    assert!(!run(&["list"]).fine().contains("bad.example"));

    for (arguments, words) in [
        (&["remove", "bad.example"][..], ""),
        (&["block", "no host"], "This is not a host name."),
        (
            &["block", "localhost:3000"],
            "This is this server's own name.",
        ),
    ] {
        let said = run(arguments).failed();
        assert!(said.contains(words), "{said}");
    }
    let log: Vec<Entry> = diesel::sql_query(
        "SELECT action || ' ' || (details ->> 'domain') || ' ' || (details ->> 'reason') AS said \
         FROM audit_log ORDER BY id",
    )
    .load(&mut database.conn().await)
    .await
    .unwrap();
    let log: Vec<&str> = log.iter().map(|entry| entry.said.trim()).collect();
    assert_eq!(
        log,
        [
            "domain_rule_made bad.example Spam",
            "domain_rule_made loud.example",
            "domain_rule_made good.example",
            "domain_rule_ended bad.example Spam",
        ]
    );
}
