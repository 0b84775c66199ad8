//! What members arrange about single people: mutes that end, notes, what they
//! want to see of them; and whom they are suggested.

use chrono::Duration;
use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

async fn pair(server: &TestServer) -> (Browser, Browser) {
    (
        Browser::of(server, "alice").await,
        Browser::of(server, "bob").await,
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_ends_by_itself_and_may_let_notifications_through() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    alice.press(&bob.account_path("follow")).await.done();
    let post = bob.write("Before").await;
    let form = alice.page(&bob.account_path("mute")).await;
    assert!(form.has("select[name=duration]"));
    let token = form.field("csrf");
    let wanted = [
        ("csrf", token.as_str()),
        ("duration", "3600"),
        ("notifications", "show"),
        ("return_to", "/@bob"),
    ];
    let path = bob.account_path("mute");
    assert_eq!(alice.send(&path, &wanted).await.done(), "/@bob");
    let profile = alice.page("/@bob").await;
    assert!(profile.body.contains("Muted until"), "{}", profile.body);
    assert!(!alice.page("/home").await.has(&format!("#p-{post}")));
    bob.write("@alice Still heard").await;
    assert!(alice.page("/notifications").await.has(".told li"));
    server.clock.advance(Duration::minutes(61));
    assert!(alice.page("/home").await.has(&format!("#p-{post}")));
    for odd in ["soon", "1", "99999999999"] {
        let fields = [("csrf", token.as_str()), ("duration", odd)];
        let page = alice.send(&path, &fields).await;
        assert!(page.status.is_client_error(), "{odd}");
    }
    let own = alice.press(&alice.account_path("mute")).await;
    assert!(own.status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_read_by_its_writer_alone() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let path = bob.account_path("note");
    let token = alice.page(&path).await.field("csrf");
    let wanted = [("csrf", token.as_str()), ("comment", "Met at the <river>")];
    assert_eq!(alice.send(&path, &wanted).await.done(), "/@bob");
    let profile = alice.page("/@bob").await;
    assert!(profile.body.contains("Met at the &lt;river&gt;"));
    assert_eq!(
        alice.page(&path).await.field("comment").trim(),
        "Met at the <river>"
    );
    for other in [
        bob.page("/@bob").await.body,
        server.visitor().get("/@bob").await.body,
    ] {
        assert!(!other.contains("Met at the"));
    }
    let long = "long ".repeat(500);
    for (csrf, comment, status) in [
        (
            token.as_str(),
            long.as_str(),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        ("1.forged", "typed", StatusCode::FORBIDDEN),
    ] {
        let fields = [("csrf", csrf), ("comment", comment)];
        let page = alice.send(&path, &fields).await;
        assert_eq!(page.status, status);
        assert_eq!(page.field("comment").trim(), comment.trim());
    }
    let nobody = alice.get("/accounts/1/note").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
    let empty = [("csrf", token.as_str()), ("comment", "")];
    alice.send(&path, &empty).await.done();
    assert!(!alice.page("/@bob").await.body.contains("Met at the"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_seen_of_the_followed_is_chosen_on_their_profile() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    let carol = Browser::of(&server, "carol").await;
    let follow = bob.account_path("follow");
    let early = alice.press(&bob.account_path("endorse")).await;
    assert!(early.status.is_client_error(), "not followed yet");
    alice.press(&follow).await.done();
    let token = alice.token().await;
    let post = carol.write("Worth a boost").await;
    bob.press(&format!("/posts/{post}/boost")).await.done();
    let home = format!("#p-{post}");
    assert!(alice.page("/home").await.has(&home));

    assert!(
        alice
            .page("/@bob")
            .await
            .has("button[name=boosts][value=hide]")
    );
    let hide = [("csrf", token.as_str()), ("boosts", "hide")];
    alice.send(&follow, &hide).await.done();
    assert!(!alice.page("/home").await.has(&home));
    assert!(
        alice
            .page("/@bob")
            .await
            .has("button[name=boosts][value=show]")
    );

    let tell = [("csrf", token.as_str()), ("notify", "yes")];
    alice.send(&follow, &tell).await.done();
    assert!(
        alice
            .page("/@bob")
            .await
            .has("button[name=notify][value=no]")
    );
    bob.write("Something new").await;
    let told = alice.page("/notifications?kind=posts").await;
    assert_eq!(told.texts(".told li").len(), 1, "{}", told.body);

    alice.press(&bob.account_path("endorse")).await.done();
    let unendorse = bob.account_path("unendorse");
    let button = format!("button[formaction='{unendorse}']");
    assert!(alice.page("/@bob").await.has(&button));
    alice.press(&unendorse).await.done();
    assert!(!alice.page("/@bob").await.has(&button));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_nothing_to_read_is_shown_whom_to_follow() {
    let server = TestServer::start().await;
    let (alice, bob) = pair(&server).await;
    for name in ["carol", "dave"] {
        let fan = Browser::of(&server, name).await;
        fan.press(&bob.account_path("follow")).await.done();
    }
    let token = bob.page("/settings/profile").await;
    let mut fields = token.fields();
    fields.insert("discoverable".to_owned(), "true".to_owned());
    let form = fields
        .into_iter()
        .fold(reqwest::multipart::Form::new(), |form, (name, value)| {
            form.text(name, value)
        });
    bob.upload("/settings/profile", form).await.done();
    server.compute_trends().await;
    let home = alice.page("/home").await;
    let follow = format!("form[action='{}']", bob.account_path("follow"));
    assert!(home.has(&follow), "{}", home.body);
    alice.press(&bob.account_path("dismiss")).await.done();
    assert!(!alice.page("/home").await.has(&follow));
}
