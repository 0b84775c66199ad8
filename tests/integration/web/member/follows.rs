//! Following, asking, blocking and muting through the pages.

use futures_util::future::join_all;
use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

async fn lock(who: &Browser) {
    let page = who.page("/settings/profile").await;
    let mut fields = page.fields();
    fields.insert("locked".into(), "true".into());
    let form = reqwest::multipart::Form::new();
    let form = fields
        .into_iter()
        .fold(form, |form, (name, value)| form.text(name, value));
    who.upload("/settings/profile", form).await.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_account_is_followed_and_left() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    for _ in 0..2 {
        let answer = bob.press(&alice.account_path("follow")).await;
        assert_eq!(answer.done(), "/@alice");
    }
    assert!(bob.page("/@bob/following").await.body.contains("@alice"));
    assert!(bob.page("/@ALICE/followers").await.body.contains("@bob"));
    let visitor = server.get("/@alice/followers").await;
    assert_eq!(visitor.status(), StatusCode::OK);
    assert!(visitor.text().await.unwrap().contains("@bob"));
    assert_eq!(
        alice.page("/notifications").await.texts(".told li").len(),
        1
    );

    for _ in 0..2 {
        bob.press(&alice.account_path("unfollow")).await.done();
    }
    assert!(!alice.page("/@alice/followers").await.has(".persons li"));
    let own = bob.press(&bob.account_path("follow")).await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    for path in [
        "/accounts/42/follow",
        "/accounts/x/follow",
        "/accounts/42/eat",
    ] {
        assert_eq!(
            bob.press(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        bob.get("/@nobody/followers").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_answers_requests() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    lock(&alice).await;
    let mut fans = Vec::new();
    for name in ["bob", "chidi", "dana"] {
        let fan = Browser::of(&server, name).await;
        fan.press(&alice.account_path("follow")).await.done();
        fans.push(fan);
    }
    fans[2].press(&alice.account_path("unfollow")).await.done();
    let page = alice.page("/follow_requests").await;
    assert_eq!(page.texts(".persons li").len(), 2);
    let secret = alice.write_to("For followers", "followers").await;
    assert!(!fans[0].page("/home").await.has(&format!("#p-{secret}")));

    let html = page.html();
    let forms = scraper::Selector::parse(".persons form").unwrap();
    let actions: Vec<String> = html
        .select(&forms)
        .map(|form| form.value().attr("action").unwrap().to_owned())
        .collect();
    // The last who asked stands first.
    let (chidi, bob) = (&actions[0], &actions[1]);
    assert!(
        fans[0]
            .press(bob)
            .await
            .done()
            .starts_with("/follow_requests")
    );
    assert!(
        !alice.page("/@alice/followers").await.has(".persons li"),
        "not bob's to accept"
    );
    for _ in 0..2 {
        alice.press(bob).await.done();
        alice.press(&chidi.replace("accept", "reject")).await.done();
    }
    assert!(!alice.page("/follow_requests").await.has(".persons li"));
    let followers = alice.page("/@alice/followers").await;
    assert_eq!(followers.texts(".persons li").len(), 1);
    assert!(fans[0].page("/home").await.has(&format!("#p-{secret}")));

    let remove = fans[0].account_path("remove_follower");
    assert!(followers.has(&format!("form[action='{remove}']")));
    for _ in 0..2 {
        alice.press(&remove).await.done();
    }
    assert!(!fans[0].page("/home").await.has(&format!("#p-{secret}")));
    assert_eq!(
        alice.press("/follow_requests/x/accept").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        alice.press("/follow_requests/1/eat").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_what_was_between_the_two_and_stops_replies() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    bob.press(&alice.account_path("follow")).await.done();
    alice.press(&bob.account_path("follow")).await.done();
    let id = alice.write("Before the quarrel").await;
    bob.press(&format!("/posts/{id}/favourite")).await.done();
    assert_eq!(
        alice.page("/notifications").await.texts(".told li").len(),
        2
    );
    for _ in 0..2 {
        alice.press(&bob.account_path("block")).await.done();
    }
    assert!(!alice.page("/notifications").await.has(".told li"));
    assert!(!bob.page("/home").await.has(&format!("#p-{id}")));
    assert_eq!(
        bob.get("/@alice/followers").await.status,
        StatusCode::NOT_FOUND
    );
    let refused = bob.press(&alice.account_path("follow")).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let reply = [("text", "@alice hello?"), ("in_reply_to_id", id.as_str())];
    let reply = bob.upload("/posts", bob.compose(&reply).await).await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(
        reply.field("text").trim(),
        "@alice hello?",
        "no word is lost"
    );
    bob.write("@alice hello anyway").await;
    assert!(!alice.page("/notifications").await.has(".told li"));

    let blocks = alice.page("/blocks").await;
    let undo = bob.account_path("unblock");
    assert!(blocks.has(&format!("form[action='{undo}']")));
    for _ in 0..2 {
        alice.press(&undo).await.done();
    }
    assert!(!alice.page("/blocks").await.has(".persons li"));
    bob.press(&alice.account_path("follow")).await.done();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_hides_posts_and_notifications_for_its_time() {
    let server = TestServer::start().await;
    let (alice, bob) = (
        Browser::of(&server, "alice").await,
        Browser::of(&server, "bob").await,
    );
    alice.press(&bob.account_path("follow")).await.done();
    let id = bob.write("@alice look").await;
    assert!(alice.page("/home").await.has(&format!("#p-{id}")));
    let token = alice.token().await;
    let path = bob.account_path("mute");
    let fields = [("csrf", token.as_str()), ("duration", "3600")];
    for _ in 0..2 {
        alice.send(&path, &fields).await.done();
    }
    assert!(!alice.page("/home").await.has(&format!("#p-{id}")));
    assert!(!alice.page("/notifications").await.has(".told li"));
    assert_eq!(alice.page("/mutes").await.texts(".persons li").len(), 1);
    server.clock.advance(chrono::Duration::minutes(61));
    assert!(alice.page("/home").await.has(&format!("#p-{id}")));
    assert!(!alice.page("/mutes").await.has(".persons li"));

    alice.press(&path).await.done();
    assert_eq!(alice.page("/mutes").await.texts(".persons li").len(), 1);
    alice.press(&bob.account_path("unmute")).await.done();
    assert!(alice.page("/home").await.has(&format!("#p-{id}")));
    for wrong in ["5", "x", "99999999999"] {
        let fields = [("csrf", token.as_str()), ("duration", wrong)];
        let refused = alice.send(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_parallel_follows_leave_an_exact_list() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let mut fans = Vec::new();
    for n in 0..20 {
        let fan = Browser::of(&server, &format!("fan{n}")).await;
        let token = fan.token().await;
        fans.push((fan, token));
    }
    let path = alice.account_path("follow");
    let clicks = fans.iter().chain(&fans).map(|(fan, token)| {
        let path = &path;
        async move { fan.send(path, &[("csrf", token)]).await.status }
    });
    let statuses = join_all(clicks).await;
    assert!(
        statuses
            .iter()
            .all(|status| *status == StatusCode::SEE_OTHER)
    );
    let page = alice.page("/@alice/followers").await;
    assert_eq!(page.texts(".persons li").len(), 20);
    // One line tells of all of them.
    let told = alice.page("/notifications").await.texts(".told li");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told.iter().all(|line| line.contains("19")), "{told:?}");
}
