//! Filters: made by the form, and held on every page of the member.

use reqwest::StatusCode;

use super::browser::{Answer, Browser};
use crate::harness::TestServer;

/// The fields of a filter for `word`.
fn fields<'a>(token: &'a str, word: &'a str, action: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("csrf", token),
        ("title", "Weather"),
        ("action", action),
        ("expires_in", ""),
        ("keyword_1", word),
        ("whole_1", "true"),
        ("context_home", "true"),
        ("context_notifications", "true"),
        ("context_public", "true"),
        ("context_thread", "true"),
        ("context_account", "true"),
    ]
}

/// The ID of the member's only filter.
async fn only(member: &Browser) -> String {
    let page = member.page("/filters").await;
    let link = scraper::Selector::parse(".persons a.name").unwrap();
    let html = page.html();
    let href = html.select(&link).next().unwrap().value().attr("href");
    href.unwrap().strip_prefix("/filters/").unwrap().to_owned()
}

/// Whether the post is folded, open, or not there.
fn shown(page: &Answer, post: &str) -> &'static str {
    if !page.has(&format!("#p-{post}")) {
        "out"
    } else if page.body.contains("Filtered: Weather") {
        "folded"
    } else {
        "open"
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_hold_on_every_page_of_the_member_and_nobody_elses() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let post = bob.write("Rain for @alice again #wet").await;
    let own = alice.write("My own rain").await;
    let thread = format!("/@bob/{post}");
    let pages = ["/home", "/tags/wet", "/@bob", &thread];
    let token = alice.token().await;
    for path in pages {
        assert_eq!(shown(&alice.page(path).await, &post), "open", "{path}");
    }
    let made = alice
        .send("/filters", &fields(&token, "rain", "warn"))
        .await;
    assert_eq!(made.done(), "/filters");
    let filter = format!("/filters/{}", only(&alice).await);
    for path in pages {
        assert_eq!(shown(&alice.page(path).await, &post), "folded", "{path}");
        assert_eq!(shown(&bob.page(path).await, &post), "open", "{path}");
    }
    let home = alice.page("/home").await;
    assert!(
        !home.has(&format!("#p-{own} details.cw")),
        "one's own stays"
    );
    let told = alice.page("/notifications").await;
    assert!(told.body.contains("Filtered: Weather"), "{}", told.body);

    let edit = alice.page(&filter).await;
    assert_eq!(edit.field("keyword_1"), "rain");
    let word = edit.field("id_1");
    let mut hide = fields(&token, "rain", "hide");
    hide.push(("id_1", &word));
    alice.send(&filter, &hide).await.done();
    for path in ["/home", "/tags/wet", "/@bob"] {
        assert_eq!(shown(&alice.page(path).await, &post), "out", "{path}");
    }
    // Who opens the post itself sees it folded.
    assert_eq!(shown(&alice.page(&thread).await, &post), "folded");
    assert!(!alice.page("/notifications").await.has(".told li"));

    // The word goes when its line is emptied.
    let mut emptied = fields(&token, "", "hide");
    emptied.push(("id_1", &word));
    alice.send(&filter, &emptied).await.done();
    assert_eq!(shown(&alice.page("/home").await, &post), "open");
    assert_eq!(bob.get(&filter).await.status, StatusCode::NOT_FOUND);
    let theirs = bob.press(&format!("{filter}/delete")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
    alice.press(&format!("{filter}/delete")).await.done();
    assert!(!alice.page("/filters").await.has("ul.persons"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_saved_or_looked_for_is_folded_and_never_left_out() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let findable = "UPDATE accounts SET indexable = true WHERE username = 'bob'";
    server.database.run(findable).await;
    let post = bob.write("Rain again").await;
    for act in ["bookmark", "favourite"] {
        alice.press(&format!("/posts/{post}/{act}")).await.done();
    }
    let pages = [
        "/bookmarks",
        "/favourites",
        "/search?q=rain",
        "/search?q=rain&part=posts",
    ];
    for path in pages {
        assert_eq!(shown(&alice.page(path).await, &post), "open", "{path}");
    }
    let token = alice.token().await;
    let made = alice
        .send("/filters", &fields(&token, "rain", "hide"))
        .await;
    made.done();
    let trends = format!("INSERT INTO trends VALUES ('post', {post}, 1, 1)");
    server.database.run(&trends).await;
    for path in ["/@bob", "/explore"] {
        assert_eq!(shown(&alice.page(path).await, &post), "out", "{path}");
        assert_eq!(shown(&bob.page(path).await, &post), "open", "{path}");
    }
    for path in pages {
        assert_eq!(shown(&alice.page(path).await, &post), "folded", "{path}");
    }
    let theirs = bob.page("/search?q=rain").await;
    assert_eq!(shown(&theirs, &post), "open");

    // One that does not hold in public says nothing here.
    let filter = format!("/filters/{}", only(&alice).await);
    let word = alice.page(&filter).await.field("id_1");
    let mut elsewhere = fields(&token, "rain", "hide");
    elsewhere.retain(|(name, _)| *name != "context_public");
    elsewhere.push(("id_1", &word));
    alice.send(&filter, &elsewhere).await.done();
    for path in pages {
        assert_eq!(shown(&alice.page(path).await, &post), "open", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_hold_where_the_quotes_of_a_post_are_listed() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    let own = alice.write("Look out of the window").await;
    let said = [
        ("text", "Rain again"),
        ("audience", "public"),
        ("quote_of_id", &own),
    ];
    let quote = bob.upload("/posts", bob.compose(&said).await).await;
    let quote = quote.done().rsplit('/').next().unwrap().to_owned();
    let quotes = format!("/@alice/{own}/quotes");
    assert_eq!(shown(&alice.page(&quotes).await, &quote), "open");
    let token = alice.token().await;
    for (action, how) in [("warn", "folded"), ("hide", "out")] {
        let made = alice
            .send("/filters", &fields(&token, "rain", action))
            .await;
        made.done();
        assert_eq!(shown(&alice.page(&quotes).await, &quote), how, "{action}");
        assert_eq!(shown(&bob.page(&quotes).await, &quote), "open");
        let filter = format!("/filters/{}", only(&alice).await);
        alice.press(&format!("{filter}/delete")).await.done();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_ends_when_it_said() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let post = bob.write("Rain").await;
    let token = alice.token().await;
    let mut short = fields(&token, "rain", "hide");
    short.retain(|(name, _)| *name != "expires_in");
    short.push(("expires_in", "1800"));
    alice.send("/filters", &short).await.done();
    assert_eq!(shown(&alice.page("/home").await, &post), "out");
    server.clock.advance(chrono::Duration::minutes(31));
    assert_eq!(shown(&alice.page("/home").await, &post), "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_single_post_goes_into_a_filter_from_its_menu() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let post = bob.write("Nothing about the sky").await;
    let secret = bob.write_to("For nobody", "direct").await;
    let home = alice.page("/home").await;
    assert!(home.has(&format!("#p-{post} a[href='/filters/for/{post}']")));
    let choose = alice.page(&format!("/filters/for/{post}")).await;
    assert!(choose.has(&format!("a[href='/filters/new?post={post}']")));
    let token = alice.token().await;
    let mut wanted = fields(&token, "", "warn");
    wanted.push(("post_id", &post));
    alice.send("/filters", &wanted).await.done();
    assert_eq!(shown(&alice.page("/home").await, &post), "folded");
    let filter = only(&alice).await;
    let page = alice.page(&format!("/filters/{filter}")).await;
    assert!(page.has(&format!(".persons a[href='/@bob/{post}']")));

    let path = format!("/filters/{filter}/posts");
    for (id, status) in [
        (post.as_str(), StatusCode::SEE_OTHER),
        (&secret, StatusCode::NOT_FOUND),
        ("x", StatusCode::NOT_FOUND),
    ] {
        let fields = [("csrf", token.as_str()), ("post_id", id)];
        assert_eq!(alice.send(&path, &fields).await.status, status, "{id}");
    }
    let html = page.html();
    let form = scraper::Selector::parse(".persons form").unwrap();
    let action = html.select(&form).next().unwrap().value().attr("action");
    let take_out = action.unwrap();
    assert_eq!(bob.press(take_out).await.status, StatusCode::NOT_FOUND);
    alice.press(take_out).await.done();
    assert_eq!(shown(&alice.page("/home").await, &post), "open");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_filter_is_said_beside_what_was_typed() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let token = alice.token().await;
    let long = "long ".repeat(150);
    for (field, value, beside) in [
        ("title", "", "#e-title"),
        ("title", long.as_str(), "#e-title"),
        ("keyword_1", long.as_str(), "#f-keywords .err"),
        ("action", "eat", "#f-filter_action .err"),
        ("expires_in", "soon", "[role=alert]"),
        ("csrf", "1.forged", "[role=alert]"),
    ] {
        let mut typed = fields(&token, "rain", "warn");
        typed.retain(|(name, _)| *name != field);
        typed.push((field, value));
        let page = alice.send("/filters", &typed).await;
        assert!(page.status.is_client_error(), "{field}");
        assert!(page.has(beside), "{field}: {}", page.body);
        let kept = if field == "keyword_1" { value } else { "rain" };
        assert_eq!(page.field("keyword_1"), kept);
    }
    let nowhere = [("csrf", token.as_str()), ("title", "T"), ("action", "warn")];
    let page = alice.send("/filters", &nowhere).await;
    assert!(page.has("#f-context .err"), "{}", page.body);
    assert!(!alice.page("/filters").await.has("ul.persons"));
}
