//! What members do with posts: each act, its undo, its refusal, and both at once.

use futures_util::future::join_all;
use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

async fn pair(server: &TestServer) -> (Browser, Browser) {
    (
        Browser::of(server, "alice").await,
        Browser::of(server, "bob").await,
    )
}

/// Whether the button that does `act` is on the page for this post.
fn button(page: &super::browser::Answer, id: &str, act: &str) -> bool {
    page.has(&format!("#p-{id} button[formaction='/posts/{id}/{act}']"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_act_can_be_done_twice_and_taken_back_twice() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    bob.press(&alice.account_path("follow")).await.done();
    let id = alice.write("A post to act on").await;
    let token = bob.token().await;
    let back = format!("/home#p-{id}");
    let fields = [("csrf", token.as_str()), ("return_to", &back)];
    for act in ["boost", "favourite", "bookmark"] {
        for _ in 0..2 {
            let answer = bob.send(&format!("/posts/{id}/{act}"), &fields).await;
            assert_eq!(answer.done(), back);
        }
        let home = bob.page("/home").await;
        assert!(button(&home, &id, &format!("un{act}")), "{act}");
        for _ in 0..2 {
            let answer = bob.send(&format!("/posts/{id}/un{act}"), &fields).await;
            answer.done();
        }
        assert!(button(&bob.page("/home").await, &id, act), "un{act}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn saved_posts_are_listed_for_the_member_alone() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let id = alice.write("Worth keeping").await;
    for (act, path) in [("bookmark", "/bookmarks"), ("favourite", "/favourites")] {
        assert!(!bob.page(path).await.has("article"));
        bob.press(&format!("/posts/{id}/{act}")).await.done();
        assert!(bob.page(path).await.has(&format!("article#p-{id}")));
        assert!(!alice.page(path).await.has("article"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_page_by_page_in_both_directions() {
    let server = TestServer::builder()
        .config(|config| config.limits.posts_per_member_per_hour = 1000)
        .start()
        .await;
    let alice = Browser::of(&server, "alice").await;
    for n in 0..23 {
        let id = alice.write(&format!("Number {n}")).await;
        alice.press(&format!("/posts/{id}/bookmark")).await.done();
    }
    for path in ["/home", "/bookmarks"] {
        let first = alice.page(path).await;
        assert_eq!(first.texts("article").len(), 20);
        let link = |page: &super::browser::Answer, rel: &str| {
            let selector = scraper::Selector::parse(&format!("a[rel={rel}]")).unwrap();
            let html = page.html();
            let link = html.select(&selector).next();
            link.map(|link| link.value().attr("href").unwrap().to_owned())
        };
        let second = alice.page(&link(&first, "next").unwrap()).await;
        assert_eq!(second.texts("article").len(), 3);
        assert_eq!(link(&second, "next"), None);
        let again = alice.page(&link(&second, "prev").unwrap()).await;
        assert_eq!(again.texts("article .words"), first.texts("article .words"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_for_the_member_cannot_be_acted_on() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let token = bob.token().await;
    let try_all = async |id: &str, status: StatusCode| {
        for act in ["boost", "favourite", "bookmark"] {
            let path = format!("/posts/{id}/{act}");
            let answer = bob.send(&path, &[("csrf", &token)]).await;
            assert_eq!(answer.status, status, "{path}");
        }
    };
    let direct = alice.write_to("Nobody is named", "direct").await;
    try_all(&direct, StatusCode::NOT_FOUND).await;
    for unknown in ["42", "x", "-1", "9223372036854775808", "%00"] {
        for act in ["boost", "favourite", "bookmark", "edit", "delete"] {
            let path = format!("/posts/{unknown}/{act}");
            let answer = bob.send(&path, &[("csrf", &token)]).await;
            assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
        }
    }
    let public = alice.write("For everybody").await;
    let unknown = bob
        .send(&format!("/posts/{public}/steal"), &[("csrf", &token)])
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    alice.press(&bob.account_path("block")).await.done();
    try_all(&public, StatusCode::NOT_FOUND).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_without_a_token_or_from_another_site_do_nothing() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let id = alice.write("Not by accident").await;
    let path = format!("/posts/{id}/favourite");
    for fields in [vec![], vec![("csrf", "forged")]] {
        assert_eq!(bob.send(&path, &fields).await.status, StatusCode::FORBIDDEN);
    }
    assert!(!bob.page("/favourites").await.has("article"));
    assert!(
        alice
            .page("/notifications")
            .await
            .texts(".told li")
            .is_empty()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_returns_to_this_server_only() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let id = alice.write("Stay here").await;
    let token = bob.token().await;
    for elsewhere in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "",
    ] {
        let fields = [("csrf", token.as_str()), ("return_to", elsewhere)];
        let answer = bob.send(&format!("/posts/{id}/bookmark"), &fields).await;
        assert_eq!(answer.done(), "/home");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_edited_by_its_author_with_the_form_on_the_page() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let id = alice.write("Draft words").await;
    let path = format!("/posts/{id}/edit");
    let page = alice.page(&path).await;
    assert_eq!(page.field("text").trim(), "Draft words");
    let token = page.field("csrf");
    let fields = |text| vec![("csrf", token.as_str()), ("text", text), ("language", "en")];
    alice.send(&path, &fields("First words")).await.done();
    let home = alice.page("/home").await;
    assert!(home.body.contains("First words") && !home.body.contains("Draft"));

    let empty = alice.send(&path, &fields("")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.has("#e-text"));
    let stale = [("csrf", "old"), ("text", "Typed for an hour")];
    let stale = alice.send(&path, &stale).await;
    assert_eq!(stale.status, StatusCode::FORBIDDEN);
    assert_eq!(stale.field("text").trim(), "Typed for an hour");

    assert_eq!(bob.get(&path).await.status, StatusCode::FORBIDDEN);
    let token = bob.token().await;
    let theirs = [("csrf", token.as_str()), ("text", "Mine now")];
    assert_eq!(bob.send(&path, &theirs).await.status, StatusCode::FORBIDDEN);
    assert!(alice.page("/home").await.body.contains("First words"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_deleted_after_a_question_by_its_author_alone() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let id = alice.write("Short-lived").await;
    let path = format!("/posts/{id}/delete");
    assert!(
        alice
            .page(&path)
            .await
            .has(&format!("form[action='{path}']"))
    );
    assert_eq!(bob.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(bob.press(&path).await.status, StatusCode::FORBIDDEN);
    assert!(alice.page("/home").await.has(&format!("#p-{id}")));

    alice.press(&path).await.done();
    assert!(!alice.page("/home").await.has(&format!("#p-{id}")));
    assert_eq!(alice.press(&path).await.status, StatusCode::GONE);
    assert_eq!(
        alice.get(&format!("/posts/{id}/edit")).await.status,
        StatusCode::GONE
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_favourites_and_boosts_leave_exact_counts() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let id = alice.write("Popular").await;
    let mut fans = Vec::new();
    for n in 0..20 {
        let fan = Browser::of(&server, &format!("fan{n}")).await;
        let token = fan.token().await;
        fans.push((fan, token));
    }
    let clicks = fans.iter().chain(&fans).flat_map(|(fan, token)| {
        ["favourite", "boost"].map(|act| {
            let path = format!("/posts/{id}/{act}");
            async move { fan.send(&path, &[("csrf", token)]).await.status }
        })
    });
    let statuses = join_all(clicks).await;
    assert!(
        statuses
            .iter()
            .all(|status| *status == StatusCode::SEE_OTHER)
    );
    let home = alice.page("/home").await;
    let counts = home.texts(&format!("#p-{id} button.act span:not(.vh)"));
    assert_eq!(counts, ["20", "20"]);
    let told = alice.page("/notifications").await;
    assert_eq!(told.texts(".told li").len(), 2, "grouped: {}", told.body);
    assert!(told.body.contains("19 others"), "{}", told.body);
}
