//! `ossm token …`.

use super::user::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn tokens_are_made_listed_and_ended() {
    let desk = Desk::new().await;
    desk.create("alice", "user").fine();
    let scopes = ["--scopes", "read write:statuses", "--app", "Demo bot"];
    let made = desk
        .run(&[&["token", "create", "alice"][..], &scopes].concat())
        .fine();
    assert_eq!(made.trim().len(), 43, "{made}");
    let list = desk.run(&["token", "list", "@alice"]).fine();
    assert!(!list.contains(made.trim()), "only its hash is kept");
    let line = list.lines().find(|line| line.contains("Demo bot")).unwrap();
    assert!(line.ends_with("read write:statuses"), "{line}");
    let id = line.split(' ').next().unwrap();
    desk.run(&["token", "revoke", "alice", id]).fine();
    let list = desk.run(&["token", "list", "alice"]).fine();
    assert_eq!(list.lines().count(), 1, "{list}");
    let twice = desk.run(&["token", "revoke", "alice", id]).failed();
    assert!(twice.contains("has no token"), "{twice}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_members_and_scopes_are_refused() {
    let desk = Desk::new().await;
    desk.create("alice", "user").fine();
    desk.create("bob", "user").fine();
    let nobody = desk.run(&["token", "create", "carol"]).failed();
    assert!(nobody.contains("'carol'"), "{nobody}");
    for scopes in ["read:everything", ""] {
        desk.run(&["token", "create", "alice", "--scopes", scopes])
            .failed();
    }
    desk.run(&["token", "create", "alice"]).fine();
    let list = desk.run(&["token", "list", "alice"]).fine();
    let id = list.lines().nth(1).unwrap().split(' ').next().unwrap();
    desk.run(&["token", "revoke", "bob", id]).failed();
    desk.run(&["token", "revoke", "alice", "x"]).failed();
}
