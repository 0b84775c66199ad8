//! Lists: made, changed, filled and read by forms; nobody else's are reached.

use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

/// Makes a list and returns its ID.
async fn make(member: &Browser, title: &str, exclusive: &str) -> String {
    let token = member.token().await;
    let fields = [
        ("csrf", token.as_str()),
        ("title", title),
        ("replies_policy", "list"),
        ("exclusive", exclusive),
    ];
    let answer = member.send("/lists", &fields).await;
    let path = answer.done().strip_prefix("/lists/").unwrap();
    path.strip_suffix("/edit").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_list_says_that_it_is_full() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let list = make(&alice, "Everybody", "false").await;
    let crowd = "INSERT INTO accounts \
                 (id, username, domain, skeleton, uri, url, created_at, updated_at) \
                 SELECT n, 'p' || n, 'crowd.example', 'p' || n, 'https://crowd.example/' || n, \
                 'https://crowd.example/' || n, now(), now() FROM generate_series(1, 5000) n";
    server.database.run(crowd).await;
    let fill = format!(
        "INSERT INTO list_accounts (id, list_id, account_id) \
         SELECT n, {list}, n FROM generate_series(1, 5000) n"
    );
    server.database.run(&fill).await;
    let token = alice.token().await;
    let add = [("csrf", token.as_str()), ("handle", "@bob")];
    let full = alice.send(&format!("/lists/{list}/people"), &add).await;
    assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = full.texts("#e-handle");
    assert_eq!(said, ["This list is full: it has 5000 people."]);
    let on_it = format!("list_accounts WHERE list_id = {list}");
    assert_eq!(server.database.count(&on_it).await, 5000);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_the_posts_of_its_people() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let list = make(&alice, "Neighbours", "true").await;
    let token = alice.token().await;
    let people = format!("/lists/{list}/people");
    let add = [("csrf", token.as_str()), ("handle", " @bob ")];
    alice.send(&people, &add).await.done();
    let post = bob.write("Something for the list").await;

    let page = alice.page(&format!("/lists/{list}")).await;
    assert!(page.has(&format!("article#p-{post}")), "{}", page.body);
    assert!(!alice.page("/home").await.has(&format!("#p-{post}")));
    let edit = alice.page(&format!("/lists/{list}/edit")).await;
    assert_eq!(edit.field("title"), "Neighbours");
    assert!(edit.has(".persons a[href='/@bob']"));

    let twice = alice.send(&people, &add).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.has("#e-handle"), "{}", twice.body);

    let on = alice.page(&bob.account_path("lists")).await;
    assert!(on.has(&format!("form[action='{people}/remove']")));
    let account = bob.account.to_string();
    let remove = [("csrf", token.as_str()), ("account_id", &account)];
    let removed = alice.send(&format!("{people}/remove"), &remove).await;
    removed.done();
    let page = alice.page(&format!("/lists/{list}")).await;
    assert!(!page.has("article"));
    alice.send(&people, &remove).await.done();
    assert!(
        alice
            .page(&format!("/lists/{list}"))
            .await
            .has(&format!("#p-{post}"))
    );

    let change = [("csrf", token.as_str()), ("title", "Far ones")];
    alice
        .send(&format!("/lists/{list}/edit"), &change)
        .await
        .done();
    assert!(alice.page("/home").await.has(&format!("#p-{post}")));
    assert!(alice.page("/lists").await.body.contains("Far ones"));
    let gone = alice.press(&format!("/lists/{list}/delete")).await;
    assert_eq!(gone.done(), "/lists");
    let page = alice.get(&format!("/lists/{list}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_list_is_said_beside_what_was_typed() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let token = alice.token().await;
    let long = "long ".repeat(80);
    for title in ["", "  ", long.as_str()] {
        let page = alice
            .send("/lists", &[("csrf", &token), ("title", title)])
            .await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.has("#e-title"), "{}", page.body);
        assert_eq!(page.field("title"), title);
    }
    let odd = [
        ("csrf", token.as_str()),
        ("title", "Odd"),
        ("replies_policy", "all"),
    ];
    let page = alice.send("/lists", &odd).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let forged = alice
        .send("/lists", &[("csrf", "1.forged"), ("title", "Forged")])
        .await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    assert_eq!(forged.field("title"), "Forged");
    assert!(!alice.page("/lists").await.has("ul.persons"));

    // Somebody whom alice does not follow, nobody, and lists of others.
    let list = make(&alice, "Mine", "").await;
    for handle in ["bob", "nobody", "", "a@b@c"] {
        let fields = [("csrf", token.as_str()), ("handle", handle)];
        let page = alice.send(&format!("/lists/{list}/people"), &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{handle}");
        assert!(page.has("#e-handle"));
        assert_eq!(page.field("title"), "Mine");
    }
    let theirs = bob.token().await;
    for path in ["", "/edit"] {
        let page = bob.get(&format!("/lists/{list}{path}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    for (path, field) in [
        ("edit", ("title", "Taken")),
        ("delete", ("title", "")),
        ("people", ("handle", "alice")),
        ("people/remove", ("account_id", "1")),
    ] {
        let fields = [("csrf", theirs.as_str()), field];
        let page = bob.send(&format!("/lists/{list}/{path}"), &fields).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(alice.page("/lists").await.body.contains("Mine"));
    let visitor = server.get("/lists").await;
    assert_eq!(visitor.status(), StatusCode::SEE_OTHER);
}
