//! `ossm legal …` and `ossm account-data …`.

use std::io::Read as _;

use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl as _;

use super::user::Desk;

#[derive(QueryableByName)]
struct Entry {
    #[diesel(sql_type = Text)]
    said: String,
}

/// Alice, and post 77 of hers.
async fn desk() -> Desk {
    let desk = Desk::new().await;
    desk.create("alice", "user").fine();
    let post = "INSERT INTO posts (id, account_id, uri, local, conversation_id, visibility, text, \
                    content, created_at) \
                SELECT 77, id, 'https://localhost/77', true, 77, 'public', 'Evidence.', \
                    'Evidence.', now() FROM accounts WHERE username = 'alice'";
    let conn = &mut desk.conn().await;
    diesel::sql_query(post).execute(conn).await.unwrap();
    desk
}

/// What the log says of the law, in order.
async fn log(desk: &Desk) -> Vec<String> {
    let query = diesel::sql_query(
        "SELECT action || ' ' || subject || ' ' || reason AS said FROM audit_log \
         WHERE action LIKE 'legal_%' OR action LIKE 'data_%' ORDER BY id",
    );
    let log: Vec<Entry> = query.load(&mut desk.conn().await).await.unwrap();
    log.into_iter().map(|entry| entry.said).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn holds_are_placed_listed_and_lifted() {
    let desk = desk().await;
    let hold =
        |target: &str, reason: &str| desk.run(&["legal", "hold", target, "--reason", reason]);
    let placed = |said: String| {
        let id = said.split(' ').nth(1).unwrap().to_owned();
        assert_eq!(said, format!("Hold {id} is placed.\n"));
        id
    };
    let account = placed(hold("alice", "A court asks.").fine());
    let post = placed(hold("77", "Another one.").fine());
    let list = desk.run(&["legal", "holds"]).fine();
    for words in [&account, &post, "alice", "A court asks.", "post 77"] {
        assert!(list.contains(words), "{words} in {list}");
    }
    for (target, reason, words) in [
        ("alice", "Again.", "This is held already."),
        ("nobody", "A court asks.", ""),
        ("alice", " ", ""),
        ("78", "A court asks.", ""),
    ] {
        let said = hold(target, reason).failed();
        assert!(said.contains(words), "{said}");
    }
    let lift = |id: &str| desk.run(&["legal", "lift", id, "--reason", "It is over."]);
    assert!(
        lift("x")
            .failed()
            .contains("'x' is not the number of a hold.")
    );
    lift("1").failed();

    // What is deleted meanwhile is kept, until the last hold is lifted.
    desk.run(&["user", "delete", "alice"]).fine();
    assert_eq!(
        desk.database.count("posts WHERE text = 'Evidence.'").await,
        0
    );
    let kept = "held_rows WHERE data::text LIKE '%Evidence.%'";
    assert!(desk.database.count(kept).await > 0);
    lift(&account).fine();
    assert_eq!(lift(&post).fine(), format!("Hold {post} is lifted.\n"));
    assert_eq!(desk.database.count("held_rows").await, 0);
    assert!(!desk.run(&["legal", "holds"]).fine().contains("court"));
    // Done again it changes nothing, and is not noted again.
    lift(&post).fine();
    assert_eq!(
        log(&desk).await,
        [
            "legal_hold_placed alice A court asks.",
            "legal_hold_placed alice Another one.",
            "legal_hold_lifted alice It is over.",
            "legal_hold_lifted alice It is over.",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_for_a_lawful_request_is_written_once() {
    let desk = desk().await;
    let path = desk.folder().join("alice.tar");
    let path = path.to_str().unwrap();
    let export = |user: &str, reason: &str| {
        desk.run(&["account-data", "export", user, path, "--reason", reason])
    };
    let nobody = export("nobody", "A court asks.");
    assert_eq!(nobody.code, 1, "{}", nobody.err);
    assert!(export("alice", " ").failed().contains("Write why."));
    let without = desk.run(&["account-data", "export", "alice", path]);
    assert_eq!(without.code, 2, "{}", without.err);
    assert!(!std::path::Path::new(path).exists());

    let said = export("alice", "A court asks.").fine();
    let bytes = std::fs::read(path).unwrap();
    assert_eq!(said, format!("{} bytes are in {path}.\n", bytes.len()));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "only who wrote it reads it");
    }
    let mut archive = tar::Archive::new(bytes.as_slice());
    let mut whole = String::new();
    let mut names = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        names.push(entry.path().unwrap().display().to_string());
        entry.read_to_string(&mut whole).unwrap();
    }
    for name in ["profile.ndjson", "user.ndjson", "posts.ndjson"] {
        assert!(names.iter().any(|other| other == name), "{names:?}");
    }
    assert!(whole.contains("alice@example.org") && whole.contains("Evidence."));
    assert!(!whole.contains("password_hash"), "{whole}");
    // It does not write over a file.
    let said = export("alice", "A court asks again.").failed();
    assert!(said.contains("There is a file of this name."), "{said}");
    assert_eq!(std::fs::read(path).unwrap(), bytes);
    assert_eq!(
        log(&desk).await[0],
        "data_export_ordered alice A court asks."
    );
}
