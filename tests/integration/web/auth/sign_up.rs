//! Who may join with which name, address and password.

use reqwest::StatusCode;

use super::{filled_in, server, sign_up, word};
use crate::harness::PASSWORD;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_joins_and_is_signed_in_with_a_key_and_an_event() {
    let server = server(|_| {}).await;
    let alice = server.visitor();
    let page = sign_up(&alice, "Alice").await;
    assert_eq!(
        (page.status, page.location()),
        (StatusCode::SEE_OTHER, "/home"),
        "{}",
        page.body
    );
    assert!(alice.is_signed_in().await);
    let uri = word(
        &server,
        "SELECT uri AS t FROM accounts WHERE username = 'Alice'",
    )
    .await;
    assert_eq!(uri, "http://localhost:3000/users/Alice");
    let url = word(
        &server,
        "SELECT url AS t FROM accounts WHERE username = 'Alice'",
    )
    .await;
    assert_eq!(url, "http://localhost:3000/@Alice");
    let key = word(
        &server,
        "SELECT key_uri AS t FROM actor_keys WHERE kind = 'rsa' AND key_uri LIKE '%/users/%'",
    )
    .await;
    assert_eq!(key, format!("{uri}#main-key"));
    let events = "SELECT count(*) FROM events WHERE kind = 'account_created'";
    assert_eq!(server.database.number(events).await, 1);
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM account_stats")
            .await,
        // Theirs and the server's own.
        2
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_comes_back_with_what_was_typed_but_no_password() {
    let server = server(|config| config.instance.rules = vec!["Be kind.".into()]).await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "a b").await.set("email", "nonsense");
    let page = visitor.submit(&form.set("password", "short")).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = |name: &str| page.error(name).unwrap();
    assert_eq!(
        said("username"),
        "Usernames have letters a to z, digits and underscores."
    );
    assert_eq!(said("email"), "This is not a complete e-mail address.");
    assert_eq!(said("password"), "Passwords have at least 10 characters.");
    assert_eq!(said("rules"), "Read the rules and agree to them.");
    let again = page.form("/auth/sign_up");
    assert_eq!(again.value("username"), "a b");
    assert_eq!(again.value("email"), "nonsense");
    assert_eq!(again.value("password"), "");
    assert!(!page.body.contains("value=\"short\""));
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_reserved_and_look_alike_names_are_refused() {
    let server = server(|_| {}).await;
    sign_up(&server.visitor(), "alice").await;
    for (name, message) in [
        ("ALICE", "'ALICE' is taken."),
        (
            "a1ice",
            "'a1ice' looks too much like 'alice', who is here already.",
        ),
        (
            "al_ice",
            "'al_ice' looks too much like 'alice', who is here already.",
        ),
        ("admin", "'admin' is reserved."),
        ("rn0derator", "'rn0derator' is reserved."),
    ] {
        let visitor = server.visitor();
        let form = filled_in(&visitor, name).await;
        let page = visitor
            .submit(&form.set("email", "other@mail.example"))
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert_eq!(page.error("username").unwrap(), message);
    }
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_address_is_refused_in_any_case() {
    let server = server(|_| {}).await;
    sign_up(&server.visitor(), "alice").await;
    let visitor = server.visitor();
    let form = filled_in(&visitor, "bob")
        .await
        .set("email", "ALICE@mail.example");
    let page = visitor.submit(&form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error("email").unwrap().contains("here already"));
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn long_and_common_passwords_are_refused_and_never_cut() {
    let server = server(|_| {}).await;
    for (password, part) in [
        ("password123", "easy to guess"),
        ("alice12345", "easy to guess"),
        (&*"ab cd ".repeat(13), "72"),
    ] {
        let visitor = server.visitor();
        let form = filled_in(&visitor, "alice").await.set("password", password);
        let page = visitor.submit(&form).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{password}");
        let said = page.error("password").unwrap();
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_take_one_name_at_the_same_time_get_an_answer_each() {
    let server = server(|_| {}).await;
    let (one, two) = (server.visitor(), server.visitor());
    let first = filled_in(&one, "alice").await;
    let second = filled_in(&two, "Alice")
        .await
        .set("email", "b@mail.example");
    let (left, right) = tokio::join!(one.submit(&first), two.submit(&second));
    let (joined, refused) = if left.status == StatusCode::SEE_OTHER {
        (left, right)
    } else {
        (right, left)
    };
    assert_eq!(joined.status, StatusCode::SEE_OTHER, "{}", joined.body);
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        refused.body
    );
    assert!(refused.error("username").unwrap().contains("is taken"));
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
    assert_eq!(
        server.database.number("SELECT count(*) FROM users").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_use_one_address_at_the_same_time_get_an_answer_each() {
    let server = server(|_| {}).await;
    let (one, two) = (server.visitor(), server.visitor());
    let first = filled_in(&one, "anna").await.set("email", "x@mail.example");
    let second = filled_in(&two, "bert").await.set("email", "X@mail.example");
    let (left, right) = tokio::join!(one.submit(&first), two.submit(&second));
    let refused = if left.status == StatusCode::SEE_OTHER {
        right
    } else {
        left
    };
    assert!(refused.status.is_client_error(), "{}", refused.body);
    assert!(
        refused.alert().contains("e-mail address"),
        "{}",
        refused.alert()
    );
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        1
    );
    assert_eq!(
        server.database.number("SELECT count(*) FROM users").await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_server_lets_nobody_in() {
    let server = server(|config| {
        config.instance.registrations = ossm::foundation::config::Registrations::Closed;
    })
    .await;
    let visitor = server.visitor();
    let page = visitor.get("/auth/sign_up").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("action=\"/auth/sign_up\""));
    // The token of another form is as good as one of the sign-up form would be.
    let form = visitor.form("/auth/sign_in", "/auth/sign_in").await;
    let mut form = form.set("username", "alice").set("email", "a@mail.example");
    form.action = "/auth/sign_up".into();
    let page = visitor.submit(&form.set("password", PASSWORD)).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert_eq!(
        server
            .database
            .number("SELECT count(*) FROM accounts WHERE kind <> 'application'")
            .await,
        0
    );
}
