//! RSS that feed readers can read.

use ossm::db::models::post::Visibility;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::profiles;

use crate::harness::TestServer;

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_s_feed_has_twenty_open_posts_without_replies_and_boosts() {
    let server = TestServer::start().await;
    server.member("alice").await;
    server.member("bob").await;
    let (conn, cx) = (&mut server.app.db.conn().await.unwrap(), &server.app.cx);
    let alice = profiles::visit(conn, cx, None, "alice")
        .await
        .unwrap()
        .account
        .id;
    let bob = profiles::visit(conn, cx, None, "bob")
        .await
        .unwrap()
        .account
        .id;
    for n in 0..22 {
        let new = NewPost::plain(format!("Line {n} <&> \"quoted\" #feed"), Visibility::Public);
        posts::create(conn, cx, alice, &new).await.unwrap();
    }
    let warned = NewPost {
        content_warning: "Wet & loud".into(),
        ..NewPost::plain("thunder", Visibility::Unlisted)
    };
    let warned = posts::create(conn, cx, alice, &warned).await.unwrap();
    let theirs = NewPost::plain("from bob", Visibility::Public);
    let theirs = posts::create(conn, cx, bob, &theirs).await.unwrap();
    let reply = NewPost {
        in_reply_to: Some(theirs),
        ..NewPost::plain("reply", Visibility::Public)
    };
    posts::create(conn, cx, alice, &reply).await.unwrap();
    posts::boost::boost(conn, cx, alice, theirs).await.unwrap();

    let page = server.visitor().get("/@alice.rss").await;
    assert_eq!(
        page.headers["content-type"],
        "application/rss+xml; charset=utf-8"
    );
    let feed: rss::Channel = page.body.parse().unwrap();
    assert_eq!(feed.link(), "http://localhost:3000/@alice");
    assert_eq!(feed.items().len(), 20);
    check_warned(&feed.items()[0], &warned.to_string());
    let second = &feed.items()[1];
    assert!(
        second
            .title()
            .unwrap()
            .starts_with("Line 21 <&> \"quoted\"")
    );
    assert!(
        second
            .description()
            .unwrap()
            .contains("Line 21 &lt;&amp;&gt;")
    );
    assert!(chrono::DateTime::parse_from_rfc2822(second.pub_date().unwrap()).is_ok());
    assert!(!page.body.contains("from bob") && !page.body.contains(">reply<"));

    let tag: rss::Channel = server
        .visitor()
        .get("/tags/feed.rss")
        .await
        .body
        .parse()
        .unwrap();
    assert_eq!(tag.items().len(), 20);
    assert_eq!(tag.link(), "http://localhost:3000/tags/feed");
}

/// The post with a content warning shows the warning first.
fn check_warned(first: &rss::Item, warned: &str) {
    assert_eq!(first.title(), Some("Wet & loud"));
    assert_eq!(
        first.link(),
        Some(&*format!("http://localhost:3000/@alice/{warned}"))
    );
    assert!(
        first
            .description()
            .unwrap()
            .contains("<summary>Wet &amp; loud</summary>")
    );
    let guid = first.guid().unwrap();
    assert_eq!(
        guid.value(),
        format!("http://localhost:3000/users/alice/statuses/{warned}")
    );
    assert!(!guid.is_permalink());
}
