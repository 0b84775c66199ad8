//! `ossm user …` and `ossm invite …`.

use super::{Said, ossm_reading, shared_folder};
use crate::harness::TestDatabase;

/// A server's folder and database, and the commands on them.
pub struct Desk {
    folder: tempfile::TempDir,
    pub database: TestDatabase,
}

impl Desk {
    pub async fn new() -> Self {
        Self {
            folder: shared_folder(),
            database: TestDatabase::new().await,
        }
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        self.type_in(arguments, "")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    pub async fn conn(&self) -> diesel_async::AsyncPgConnection {
        self.database.conn().await
    }

    /// A file in the folder; its path.
    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn type_in(&self, arguments: &[&str], input: &str) -> Said {
        let variables = [
            ("OSSM_DATABASE__URL", self.database.url.as_str()),
            ("OSSM_AUTH__BCRYPT_COST", "4"),
        ];
        ossm_reading(self.folder.path(), &variables, arguments, input)
    }

    pub fn create(&self, name: &str, role: &str) -> Said {
        let email = format!("{name}@example.org");
        let arguments = ["user", "create", name, "--email", &email, "--role", role];
        self.type_in(
            &[&arguments[..], &["--password-stdin"]].concat(),
            "correct horse battery\n",
        )
    }

    /// The line of the list about `name`, its columns apart.
    fn listed(&self, name: &str) -> Vec<String> {
        let list = self.run(&["user", "list"]).fine();
        let line = list
            .lines()
            .find(|line| line.starts_with(&format!("@{name} ")));
        line.unwrap()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_created_and_listed() {
    let desk = Desk::new().await;
    let said = desk.create("alice", "owner").fine();
    assert!(said.contains("http://localhost:3000/@alice"), "{said}");
    let said = desk
        .run(&["user", "create", "bob", "--email", "bob@example.org"])
        .fine();
    assert!(said.contains("http://localhost:3000/auth/reset/"), "{said}");
    assert_eq!(desk.listed("alice")[1..3], ["owner", "active"]);
    assert_eq!(desk.listed("bob")[1..3], ["user", "active"]);
    let owners = desk.run(&["user", "list", "--role", "owner"]).fine();
    assert!(
        owners.contains("@alice") && !owners.contains("@bob"),
        "{owners}"
    );
    let one = desk.run(&["user", "list", "--limit", "1"]).fine();
    assert_eq!(one.lines().count(), 2, "{one}");
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_and_states_change() {
    let desk = Desk::new().await;
    desk.create("alice", "owner").fine();
    desk.create("bob", "user").fine();
    desk.run(&["user", "promote", "bob", "--role", "moderator"])
        .fine();
    assert_eq!(desk.listed("bob")[1], "moderator");
    desk.run(&["user", "disable", "@bob"]).fine();
    assert_eq!(desk.listed("bob")[2], "disabled");
    let said = desk.run(&["user", "disable", "bob"]).failed();
    assert_eq!(said, "'bob' is disabled already.\n");
    desk.run(&["user", "enable", "bob"]).fine();
    assert_eq!(desk.listed("bob")[2], "active");
    let said = desk.run(&["user", "disable", "alice"]).failed();
    assert!(said.contains("'alice' is the only owner."), "{said}");
    let link = desk.run(&["user", "reset-password", "bob"]).fine();
    assert!(
        link.starts_with("http://localhost:3000/auth/reset/"),
        "{link}"
    );
    desk.type_in(
        &["user", "reset-password", "bob", "--password-stdin"],
        "another long password\n",
    )
    .fine();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_refused_in_a_sentence() {
    let desk = Desk::new().await;
    desk.create("alice", "user").fine();
    for (name, email, password, said) in [
        (
            "alice",
            "other@example.org",
            "correct horse battery",
            "'alice' is taken.\n",
        ),
        (
            "carol",
            "alice@example.org",
            "correct horse battery",
            "belongs to somebody",
        ),
        ("carol", "carol", "correct horse battery", "e-mail address"),
        (
            "ca rol",
            "carol@example.org",
            "correct horse battery",
            "username",
        ),
        ("carol", "carol@example.org", "short", "characters"),
        (
            "carol",
            "carol@example.org",
            "",
            "no password on the standard input",
        ),
    ] {
        let arguments = ["user", "create", name, "--email", email, "--password-stdin"];
        let refusal = desk.type_in(&arguments, password).failed();
        assert!(refusal.to_lowercase().contains(said), "{said}: {refusal}");
    }
    let said = desk.run(&["user", "enable", "nobody"]).failed();
    assert_eq!(said, "There is no account named 'nobody'.\n");
    let said = desk
        .run(&["user", "promote", "alice", "--role", "king"])
        .failed();
    assert!(said.contains("user, moderator, admin, owner"), "{said}");
    assert_eq!(desk.run(&["user", "list"]).fine().lines().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_suspended_limited_found_and_deleted() {
    let desk = Desk::new().await;
    desk.create("alice", "owner").fine();
    desk.create("bob", "user").fine();
    let said = desk
        .run(&["user", "suspend", "bob", "--reason", "Spam"])
        .fine();
    assert!(said.contains("deleted in 30 days"), "{said}");
    assert_eq!(desk.listed("bob")[2], "suspended");
    let list = desk.run(&["user", "list", "--state", "suspended"]).fine();
    assert!(list.contains("@bob") && !list.contains("@alice"), "{list}");
    desk.run(&["user", "unsuspend", "bob"]).fine();
    assert_eq!(desk.listed("bob")[2], "active");
    desk.run(&["user", "limit", "bob"]).fine();
    let list = desk.run(&["user", "list", "--state", "silenced"]).fine();
    assert!(list.contains("@bob"), "{list}");
    desk.run(&["user", "unlimit", "bob"]).fine();
    let email = ["user", "change-email", "bob", "--email", "bob@new.example"];
    desk.run(&email).fine();
    let at = ["user", "list", "--email-domain", "new.example"];
    let list = desk.run(&at).fine();
    assert!(list.contains("@bob") && !list.contains("@alice"), "{list}");
    let list = desk.run(&["user", "list", "--search", "ali"]).fine();
    assert!(list.contains("@alice") && !list.contains("@bob"), "{list}");
    for refused in [["user", "suspend", "alice"], ["user", "delete", "alice"]] {
        let said = desk.run(&refused).failed();
        assert!(said.contains("'alice' is the only owner."), "{said}");
    }
    let said = desk.run(&["user", "delete", "bob", "--dry-run"]).fine();
    assert!(said.contains("would go"), "{said}");
    assert_eq!(desk.listed("bob")[2], "active");
    desk.run(&["user", "delete", "bob"]).fine();
    assert!(!desk.run(&["user", "list"]).fine().contains("@bob"));
    let said = desk.run(&["user", "limit", "nobody@far.example"]).failed();
    assert_eq!(said, "There is no account named 'nobody@far.example'.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_is_a_link() {
    let desk = Desk::new().await;
    let link = desk
        .run(&["invite", "create", "--uses", "3", "--days", "2"])
        .fine();
    assert!(link.starts_with("http://localhost:3000/invite/"), "{link}");
    let said = desk.run(&["invite", "create", "--uses", "0"]).failed();
    assert!(said.starts_with("Choose a number from 1 to"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn announcements_are_published_listed_and_taken_back() {
    let desk = Desk::new().await;
    let said = desk
        .run(&["announcement", "create", "The server moves on Sunday"])
        .fine();
    let id = said.split_whitespace().nth(1).unwrap().to_owned();
    let list = desk.run(&["announcement", "list"]).fine();
    assert!(list.contains("The server moves on Sunday"), "{list}");
    desk.run(&["announcement", "delete", &id]).fine();
    assert_eq!(desk.run(&["announcement", "list"]).fine().trim(), "");
}
