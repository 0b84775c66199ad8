//! `ossm report …`.

use diesel_async::RunQueryDsl as _;

use super::user::Desk;

#[tokio::test(flavor = "multi_thread")]
async fn reports_are_listed_shown_and_settled() {
    let desk = Desk::new().await;
    desk.create("alice", "user").fine();
    desk.create("bob", "user").fine();
    diesel::sql_query(
        "INSERT INTO reports (id, account_id, target_id, comment, created_at) \
         SELECT 77, b.id, a.id, 'Sells shoes', now() FROM accounts a, accounts b \
         WHERE a.username = 'alice' AND b.username = 'bob'",
    )
    .execute(&mut desk.conn().await)
    .await
    .unwrap();
    let list = desk.run(&["report", "list"]).fine();
    let line = list.lines().find(|line| line.starts_with("77 ")).unwrap();
    assert!(line.contains("@alice") && line.contains("@bob"), "{line}");
    assert!(
        line.contains("open") && line.contains("Sells shoes"),
        "{line}"
    );
    let shown = desk.run(&["report", "show", "77"]).fine();
    assert!(shown.contains("@bob about @alice (other)"), "{shown}");
    desk.run(&["report", "resolve", "77", "--note", "By phone"])
        .fine();
    assert!(!desk.run(&["report", "list"]).fine().contains("77 "));
    let all = desk.run(&["report", "list", "--all"]).fine();
    assert!(all.contains("settled"), "{all}");
    let shown = desk.run(&["report", "show", "77"]).fine();
    assert!(shown.contains("Note: By phone"), "{shown}");
    desk.run(&["report", "show", "78"]).failed();
    let wrong = desk.run(&["report", "resolve", "seven"]).failed();
    assert!(wrong.contains("not the number of a report"), "{wrong}");
}
