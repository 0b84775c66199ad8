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
        "SELECT action || ' ' || subject || ' ' || reason AS said \
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

#[tokio::test(flavor = "multi_thread")]
async fn files_of_rules_go_in_and_out() {
    let (folder, database) = (shared_folder(), TestDatabase::new().await);
    let run = |arguments: &[&str]| -> Said {
        let variables = [("OSSM_DATABASE__URL", database.url.as_str())];
        let line = [&["domain"], arguments].concat();
        ossm(folder.path(), &variables, &line)
    };
    let file = tempfile::NamedTempFile::new().unwrap();
    let path = file.path().to_str().unwrap();
    let text = "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n\
                bad.example,suspend,true,false,\"Spam, and worse\",true\n\
                not a host,suspend,,,,\n\
                loud.example,silence,false,true,,false\n";
    std::fs::write(path, text).unwrap();
    let said = run(&["import", path, "--dry-run"]).fine();
    assert!(said.starts_with("2 new, 0 changed, 0 unchanged"), "{said}");
    assert!(said.contains("1 bad lines"), "{said}");
    assert!(!run(&["list"]).fine().contains("bad.example"));
    run(&["import", path]).fine();
    let exported = run(&["export"]).fine();
    let expected: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("not a"))
        .collect();
    assert_eq!(exported.lines().collect::<Vec<_>>(), expected);
    // What was exported changes nothing.
    std::fs::write(path, exported).unwrap();
    let said = run(&["import", path]).fine();
    assert!(said.starts_with("0 new, 0 changed, 2 unchanged"), "{said}");
    run(&["allow", "good.example"]).fine();
    assert_eq!(
        run(&["export", "--allowed"]).fine(),
        "#domain\ngood.example\n"
    );
    let said = run(&["import", "/nowhere/at/all"]).failed();
    assert!(said.contains("The file cannot be read"), "{said}");
}
