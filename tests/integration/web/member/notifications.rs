//! Notifications: what is told, grouped, read, and left out again.

use super::browser::Browser;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_told_and_marked_as_read() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    let id = alice.write("Something to talk about").await;
    bob.press(&alice.account_path("follow")).await.done();
    bob.press(&format!("/posts/{id}/favourite")).await.done();
    bob.press(&format!("/posts/{id}/boost")).await.done();
    let said = bob.write("Have you seen @alice lately?").await;

    let page = alice.page("/notifications").await;
    assert_eq!(page.texts(".told li.new").len(), 4, "{}", page.body);
    assert!(page.has(&format!(".told a[href='/@alice/{id}']")));
    assert!(page.has(&format!(".told a[href='/@bob/{said}']")));
    assert_eq!(page.texts("nav.side .dot").first().unwrap(), "4 new");

    let token = page.field("csrf");
    let newest = page.field("id");
    let fields = [("csrf", token.as_str()), ("id", &newest)];
    alice.send("/notifications/read", &fields).await.done();
    let page = alice.page("/notifications").await;
    assert_eq!(
        (page.texts(".told li").len(), page.has(".told li.new")),
        (4, false)
    );
    assert!(!page.has("form[action='/notifications/read']"));

    bob.press(&format!("/posts/{id}/unfavourite")).await.done();
    bob.press(&format!("/posts/{id}/unboost")).await.done();
    bob.press(&alice.account_path("unfollow")).await.done();
    bob.press(&format!("/posts/{said}/delete")).await.done();
    assert!(!alice.page("/notifications").await.has(".told li"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_page_takes_the_same_statements_for_two_and_for_twenty() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let mut counts = Vec::new();
    for many in [2, 18] {
        for n in 0..many {
            bob.write(&format!("@alice number {many} {n}")).await;
        }
        let mut least = u64::MAX;
        // The server's workers send statements, too: the quietest of three counts.
        for _ in 0..3 {
            let before = server.app.db.statements();
            alice.page("/notifications").await;
            least = least.min(server.app.db.statements() - before);
        }
        counts.push(least);
    }
    assert!(counts[1] <= counts[0] + 2, "{counts:?}");
}
