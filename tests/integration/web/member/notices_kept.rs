//! What is kept aside, from whom a member wants to hear, and forgetting it all.

use reqwest::StatusCode;

use super::browser::Browser;
use crate::harness::TestServer;

const GROUPS: [&str; 5] = [
    "not_following",
    "not_followers",
    "new_accounts",
    "private_mentions",
    "limited_accounts",
];

/// Chooses for one group of people.
async fn choose(member: &Browser, group: &str, choice: &str) {
    let page = member.page("/notifications/policy").await;
    let mut fields = page.fields();
    for name in GROUPS {
        assert!(fields.contains_key(name), "{name}");
    }
    fields.insert(group.to_owned(), choice.to_owned());
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let saved = member.send("/notifications/policy", &fields).await;
    assert_eq!(saved.done(), "/notifications/policy");
    let page = member.page("/notifications/policy").await;
    assert_eq!(page.field(group), choice);
}

/// The path of the only request there is.
async fn request(member: &Browser) -> String {
    let page = member.page("/notifications/requests").await;
    let link = scraper::Selector::parse(".told a[href^='/notifications/requests/']").unwrap();
    let html = page.html();
    let href = html.select(&link).next().expect("a request").value();
    href.attr("href").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_kept_aside_until_they_are_accepted() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    choose(&alice, "not_following", "filter").await;
    let post = bob.write("@alice Do you hear me?").await;
    let page = alice.page("/notifications").await;
    assert!(!page.has(".told li"), "{}", page.body);
    assert!(page.has(".note a[href='/notifications/requests']"));

    let path = request(&alice).await;
    let inside = alice.page(&path).await;
    assert!(inside.has(&format!(".told a[href='/@bob/{post}']")));
    assert_eq!(bob.get(&path).await.status, StatusCode::NOT_FOUND);
    for answer in ["accept", "dismiss"] {
        let theirs = bob.press(&format!("{path}/{answer}")).await;
        assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    }
    let odd = alice.press(&format!("{path}/eat")).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
    alice.press(&format!("{path}/accept")).await.done();
    assert!(alice.page("/notifications").await.has(".told li"));
    assert!(!alice.page("/notifications/requests").await.has(".told li"));

    let eve = Browser::of(&server, "eve").await;
    eve.write("@alice And me?").await;
    let path = request(&alice).await;
    alice.press(&format!("{path}/dismiss")).await.done();
    assert!(!alice.page("/notifications/requests").await.has(".told li"));
    assert_eq!(
        alice.page("/notifications").await.texts(".told li").len(),
        1
    );

    choose(&alice, "not_following", "drop").await;
    let carol = Browser::of(&server, "carol").await;
    carol.write("@alice And me?").await;
    assert!(!alice.page("/notifications/requests").await.has(".told li"));
    assert_eq!(
        alice.page("/notifications").await.texts(".told li").len(),
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_that_is_none_is_refused_with_the_others_kept() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let token = alice.token().await;
    let odd = [
        ("csrf", token.as_str()),
        ("not_following", "eat"),
        ("new_accounts", "drop"),
    ];
    let page = alice.send("/notifications/policy", &odd).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.has("#f-not_following .err"));
    assert_eq!(page.field("new_accounts"), "drop");
    let forged = [("csrf", "x"), ("new_accounts", "drop")];
    let page = alice.send("/notifications/policy", &forged).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let page = alice.page("/notifications/policy").await;
    assert_eq!(page.field("new_accounts"), "accept");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_is_told_together_by_kind_and_forgotten_when_asked() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let id = alice.write("Something to like").await;
    for name in ["bob", "carol", "dave"] {
        let fan = Browser::of(&server, name).await;
        fan.press(&format!("/posts/{id}/favourite")).await.done();
        fan.press(&alice.account_path("follow")).await.done();
    }
    let all = alice.page("/notifications").await;
    assert_eq!(all.texts(".told li").len(), 2, "{}", all.body);
    assert!(all.body.contains("and 2 others"));
    for (kind, many) in [
        ("favourites", 1),
        ("follows", 1),
        ("boosts", 0),
        ("polls", 0),
    ] {
        let page = alice.page(&format!("/notifications?kind={kind}")).await;
        assert_eq!(page.texts(".told li").len(), many, "{kind}");
        let tab = format!(".tabs a[href='/notifications?kind={kind}'][aria-current]");
        assert!(page.has(&tab));
    }
    let odd = alice.get("/notifications?kind=odd").await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);

    let token = alice.token().await;
    let unsure = [("csrf", token.as_str())];
    alice.send("/notifications/clear", &unsure).await.done();
    assert!(alice.page("/notifications").await.has(".told li"));
    let sure = [("csrf", token.as_str()), ("sure", "true")];
    alice.send("/notifications/clear", &sure).await.done();
    assert!(!alice.page("/notifications").await.has(".told li"));
}
