//! Followed tags, conversations and hidden servers.

use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_followed_tag_is_read_at_home_until_it_is_not() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let post = bob.write("Grey again. #Fog").await;
    let tag = alice.page("/tags/fog").await;
    assert!(tag.has("form[action='/tags/fog/follow']"), "{}", tag.body);
    alice.press("/tags/fog/follow").await.done();
    assert!(alice.page("/home").await.has(&format!("#p-{post}")));
    let list = alice.page("/followed_tags").await;
    assert!(list.has(".persons a[href='/tags/fog']"));
    let tag = alice.page("/tags/fog").await;
    assert!(tag.has("form[action='/tags/fog/unfollow']"));

    alice.press("/tags/fog/feature").await.done();
    let profile = alice.page("/@alice").await;
    assert!(profile.has("a[href='/tags/fog']"), "{}", profile.body);
    alice.press("/tags/fog/unfeature").await.done();
    assert!(!alice.page("/@alice").await.has("a[href='/tags/fog']"));

    alice.press("/tags/fog/unfollow").await.done();
    assert!(!alice.page("/home").await.has(&format!("#p-{post}")));
    let token = alice.token().await;
    let typed = [("csrf", token.as_str()), ("name", " #rain ")];
    alice.send("/followed_tags", &typed).await.done();
    assert!(alice.page("/followed_tags").await.body.contains("#rain"));
    for name in ["", "two words", "#"] {
        let typed = [("csrf", token.as_str()), ("name", name)];
        let page = alice.send("/followed_tags", &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(page.has("#e-name"));
        assert_eq!(page.field("name"), name);
    }
    let odd = alice.press("/tags/fog/eat").await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
    // Visitors are offered nothing to press.
    let visitor = server.visitor().get("/tags/fog").await;
    assert!(!visitor.body.contains("/tags/fog/follow"));
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_are_read_answered_and_put_away() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let eve = Browser::of(&server, "eve").await;
    let post = bob.write_to("@alice Between us", "direct").await;
    let page = alice.page("/conversations").await;
    assert_eq!(page.texts(".told li.new").len(), 1, "{}", page.body);
    assert!(page.has(&format!(".told a[href='/@bob/{post}']")));
    assert!(page.has(&format!(".told a[href='/compose?in_reply_to={post}']")));
    let answer = alice.page(&format!("/compose?in_reply_to={post}")).await;
    assert_eq!(answer.field("audience"), "direct");

    let html = page.html();
    let form = scraper::Selector::parse(".told form").unwrap();
    let action = html.select(&form).next().unwrap().value().attr("action");
    let read = action.unwrap().to_owned();
    let remove = read.replace("/read", "/remove");
    for path in [&read, &remove] {
        assert_eq!(eve.press(path).await.status, StatusCode::NOT_FOUND);
    }
    alice.press(&read).await.done();
    let page = alice.page("/conversations").await;
    assert!(page.has(".told li") && !page.has(".told li.new"));
    alice.press(&remove).await.done();
    assert!(!alice.page("/conversations").await.has(".told li"));
    // It comes back with the next word.
    let fields = [("text", "@alice Still there?"), ("in_reply_to_id", &post)];
    let form = bob.compose(&fields).await.text("audience", "direct");
    let answer = bob.upload("/posts", form).await;
    answer.done();
    assert!(alice.page("/conversations").await.has(".told li"));
    assert!(!eve.page("/conversations").await.has(".told li"));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_hidden_and_shown_again() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let token = alice.token().await;
    let hide = [("csrf", token.as_str()), ("domain", "FAR.example")];
    alice.send("/domain_blocks", &hide).await.done();
    let page = alice.page("/domain_blocks").await;
    assert!(page.has("input[name=domain][value='far.example']"));
    let own = server.domain();
    for domain in ["", "no server", own.as_str()] {
        let typed = [("csrf", token.as_str()), ("domain", domain)];
        let page = alice.send("/domain_blocks", &typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{domain}");
        assert!(page.has("#e-domain"));
    }
    let forged = [("csrf", ""), ("domain", "near.example")];
    let page = alice.send("/domain_blocks", &forged).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.has("input#f-domain[value='near.example']"));
    let show = [("csrf", token.as_str()), ("domain", "far.example")];
    alice.send("/domain_blocks/remove", &show).await.done();
    let page = alice.page("/domain_blocks").await;
    assert!(!page.body.contains("far.example"));
}
