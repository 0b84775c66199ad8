//! Every command against every permission, made from the table that `--as`
//! looks at.

use std::collections::BTreeMap;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{RunQueryDsl as _, SimpleAsyncConnection as _};
use ossm::cli::table;
use ossm::domain::moderation::Permission;

use super::user::Desk;

/// What is typed behind a command, where it needs something. Nothing of it is there.
const TYPED: [(&str, &str); 28] = [
    ("user reject", "ghost"),
    ("user suspend", "ghost"),
    ("user unsuspend", "ghost"),
    ("user limit", "ghost"),
    ("user unlimit", "ghost"),
    ("user change-email", "ghost --email ghost@example.org"),
    ("user delete", "ghost"),
    ("domain block", "peer.example"),
    ("domain limit", "peer.example"),
    ("domain allow", "peer.example"),
    ("domain remove", "peer.example"),
    ("domain import", "nowhere.csv"),
    ("domain subscribe", "http://127.0.0.1:9/list.csv"),
    ("domain unsubscribe", "http://127.0.0.1:9/list.csv"),
    ("content-rule add", "demo --kind keyword --pattern demo"),
    ("content-rule try", "1"),
    ("content-rule on", "1"),
    ("content-rule off", "1"),
    ("relay add", "http://127.0.0.1:9/inbox"),
    ("relay remove", "http://127.0.0.1:9/inbox"),
    ("report show", "1"),
    ("report resolve", "1"),
    ("emoji add", "demo nowhere.png"),
    ("emoji remove", "demo"),
    ("announcement create", "Demo"),
    ("legal hold", "ghost --reason demo"),
    ("legal lift", "1 --reason demo"),
    ("account-data export", "ghost nowhere.tar --reason demo"),
];

const REFUSED: &str = "This action is not allowed";

fn line<'a>(name: &'a str, command: &'a str) -> Vec<&'a str> {
    let more: BTreeMap<_, _> = TYPED.into_iter().collect();
    let more = match command {
        "emoji disable" | "emoji enable" => "demo",
        "announcement delete" => "1",
        "media prune" | "db vacuum" => "--dry-run",
        other => more.get(other).copied().unwrap_or_default(),
    };
    let words = command.split(' ').chain(more.split_whitespace());
    ["--as", name].into_iter().chain(words).collect()
}

/// `only_…` has one permission, `no_…` has all others.
async fn people(desk: &Desk) {
    let all = Permission::ALL.iter().map(|permission| permission.as_str());
    let all: Vec<_> = all.collect();
    let mut conn = desk.conn().await;
    for (number, word) in all.iter().enumerate() {
        let others = all.iter().filter(|other| *other != word).copied();
        let others = others.collect::<Vec<_>>().join(",");
        for (offset, name, permissions) in [
            (1, format!("only_{word}"), (*word).to_owned()),
            (2, format!("no_{word}"), others),
        ] {
            let id = 2 * number + offset;
            conn.batch_execute(&format!(
                "INSERT INTO accounts (id, username, skeleton, uri, url, created_at, updated_at)
                 VALUES ({id}, '{name}', '{name}', 'http://a/{id}', '', now(), now());
                 INSERT INTO custom_roles (id, name, rank, permissions, two_factor, created_at,
                                           updated_at)
                 VALUES ({id}, '{name}', 50, '{{{permissions}}}', false, now(), now());
                 INSERT INTO users (id, account_id, email, password_hash, approved_at, created_at,
                                    custom_role_id)
                 VALUES ({id}, {id}, '{name}@example.org', 'none', now(), now(), {id});"
            ))
            .await
            .unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_asks_for_its_permission() {
    let desk = Desk::new().await;
    people(&desk).await;
    for (command, permission) in table::rules() {
        let Some(permission) = permission else {
            let words = ["--as", "only_manage_roles"]
                .into_iter()
                .chain(command.split(' '));
            let told = desk.run(&words.collect::<Vec<_>>());
            // Where it needs more, that is asked for first.
            if told.code == 2 {
                continue;
            }
            let told = told.failed();
            assert!(told.contains("leave out --as"), "{command}: {told}");
            continue;
        };
        let word = permission.as_str();
        let without = format!("no_{word}");
        let refused = desk.run(&line(&without, command)).failed();
        assert!(refused.contains(REFUSED), "{command}: {refused}");
        let with = format!("only_{word}");
        let opened = desk.run(&line(&with, command));
        assert!(opened.code < 2, "{command}: {}", opened.err);
        assert!(!opened.err.contains(REFUSED), "{command}: {}", opened.err);
    }
    let nobody = desk.run(&["--as", "ghost", "domain", "list"]).failed();
    assert!(
        nobody.contains("There is no account named 'ghost'."),
        "{nobody}"
    );
}

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = BigInt)]
    actor: i64,
    #[diesel(sql_type = Text)]
    subject: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_names_who_acted_and_ranks_hold() {
    let desk = Desk::new().await;
    people(&desk).await;
    desk.create("ow", "owner").fine();
    let block = [
        "--as",
        "@only_manage_federation",
        "domain",
        "block",
        "peer.example",
    ];
    desk.run(&block).fine();
    let entry: Entry = diesel::sql_query(
        "SELECT l.actor_user_id AS actor, l.subject FROM audit_log l JOIN users u
         ON u.id = l.actor_user_id WHERE u.email = 'only_manage_federation@example.org'",
    )
    .get_result(&mut desk.conn().await)
    .await
    .unwrap();
    assert!(entry.actor > 0);
    assert_eq!(entry.subject, "peer.example");
    // Nobody acts on a higher role, at the command line neither.
    desk.run(&["--as", "only_manage_users", "user", "suspend", "ow"])
        .failed();
    // Who cannot sign in cannot act.
    desk.run(&["user", "disable", "only_manage_federation"])
        .fine();
    let said = desk.run(&block).failed();
    assert!(
        said.contains("@only_manage_federation cannot sign in."),
        "{said}"
    );
}
