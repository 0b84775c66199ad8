//! Reactions on pages: buttons under posts, a page to choose an emoji, lists and
//! notifications that name it. No script runs here.

use super::browser::Browser;
use crate::domain::emojis::put_up;
use crate::harness::TestServer;

async fn react(browser: &Browser, post: &str, emoji: &str) {
    let page = browser.page(&format!("/posts/{post}/react")).await;
    let fields = [
        ("csrf", &*page.field("csrf")),
        ("return_to", &*page.field("return_to")),
        ("emoji", emoji),
    ];
    let path = format!("/posts/{post}/react");
    let sent = browser.send(&path, &fields).await;
    assert_eq!(sent.done(), page.field("return_to"));
}

#[tokio::test(flavor = "multi_thread")]
async fn members_react_with_buttons_and_everybody_sees_it() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    put_up(&server, "blob").await;
    let post = alice.write("Something to like").await;
    let path = format!("/@alice/{post}");
    let choose = format!("/posts/{post}/react");
    let page = bob.page(&path).await;
    assert!(page.has(&format!(".menu a[href='{choose}']")));
    assert!(!page.has(".reactions"));
    let chooser = bob.page(&choose).await;
    assert!(
        chooser.has("button[name=emoji][value='🎉']"),
        "{}",
        chooser.body
    );
    assert!(chooser.has("button[name=emoji][value=blob] img[alt=':blob:']"));

    react(&bob, &post, "🎉").await;
    let page = bob.page(&path).await;
    let pressed = ".reactions button[value='🎉'][aria-pressed=true]";
    assert_eq!(page.texts(pressed), ["🎉 1 reaction"]);
    let page = alice.page(&path).await;
    let open = ".reactions button[value='🎉'][aria-pressed=false]";
    assert_eq!(page.texts(open), ["🎉 1 reaction"]);
    // The button under the post does the same.
    let fields = [("csrf", &*page.field("csrf")), ("emoji", "🎉")];
    alice.send(&choose, &fields).await.done();
    let page = alice.page(&path).await;
    assert_eq!(page.texts(".reactions button"), ["🎉 2 reactions"]);

    let visitor = server.visitor();
    let seen = visitor.get(&path).await;
    assert_eq!(seen.text("p.reactions span").unwrap(), "🎉 2 reactions");
    assert!(!seen.body.contains("name=\"emoji\""));
    let told = alice.page("/notifications").await;
    assert!(
        told.texts(".told p")[0].contains("reacted with 🎉"),
        "{}",
        told.body
    );

    // Another one by its name takes its place, and is taken back by its button.
    react(&bob, &post, ":blob:").await;
    let page = bob.page(&path).await;
    assert!(page.has(".reactions button[value=blob][aria-pressed=true] img[alt=':blob:']"));
    let told = alice.page("/notifications").await;
    assert!(told.has(".told img[alt=':blob:']"), "{}", told.body);
    let fans = bob.page(&format!("{path}/favourites")).await;
    let names = fans.texts(".persons .by");
    assert!(
        names
            .iter()
            .any(|name| name.contains("@alice") && name.contains('🎉')),
        "{names:?}"
    );
    assert!(fans.has(".persons .by img[alt=':blob:']"));
    let fields = [("csrf", &*page.field("csrf")), ("emoji", "blob")];
    let back = format!("/posts/{post}/unreact");
    assert!(page.has(&format!(".reactions button[formaction='{back}']")));
    bob.send(&back, &fields).await.done();
    let page = bob.page(&path).await;
    assert_eq!(page.texts(".reactions button"), ["🎉 1 reaction"]);
    assert!(!alice.page("/notifications").await.has(".told li"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_something_else_comes_back() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let post = alice.write("Something to like").await;
    let path = format!("/posts/{post}/react");
    let token = bob.token().await;
    for wrong in ["", "no emoji", "🎉🎉", ":nosuch:", "<b>"] {
        let sent = bob.send(&path, &[("csrf", &token), ("emoji", wrong)]).await;
        assert_eq!(sent.status, 422, "{wrong}: {}", sent.body);
        assert!(sent.has("#e-emoji"), "{}", sent.body);
        assert!(!sent.body.contains("<b>\""));
    }
    let sent = bob.send(&path, &[("csrf", "wrong"), ("emoji", "🎉")]).await;
    assert_ne!(sent.status, 303);
    assert_eq!(server.visitor().get(&path).await.status, 303);
    let hidden = alice.write_to("For few", "followers").await;
    let path = format!("/posts/{hidden}/react");
    assert_eq!(bob.get(&path).await.status, 404);
    let sent = bob.send(&path, &[("csrf", &token), ("emoji", "🎉")]).await;
    assert_eq!(sent.status, 404);
    assert!(
        !alice
            .page(&format!("/@alice/{post}"))
            .await
            .has(".reactions")
    );
}
