//! Complaints: from members and from other servers, for moderators.

use ossm::db::Conn;
use ossm::db::models::post::Visibility;
use ossm::db::models::report::Category;
use ossm::db::page::Page;
use ossm::db::page::Slice;
use ossm::domain::moderation::inbox::{self, Entry, Filter};
use ossm::domain::moderation::{self, Authority};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::reports::{self, NewReport, RemoteReport};
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn open(conn: &mut Conn) -> Slice<Entry> {
    let (by, filter) = (Authority::Operator, Filter::default());
    let list = inbox::list(conn, by, &filter, &Page::first(20)).await;
    list.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_reaches_the_moderators_with_the_posts_it_is_about() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.remote("carol", "quince.example").await;
    let moderator = people.member("mona").await;
    people
        .sql(
            "UPDATE users SET role = 'moderator' WHERE account_id = $1",
            moderator,
        )
        .await;
    let theirs = people
        .remote_post(carol, "<p>Rude</p>", Visibility::Public)
        .await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let other = NewPost::plain("Not theirs", Visibility::Public);
    let other = posts::create(conn, cx, bob, &other).await.unwrap();
    let mut new = NewReport {
        target: carol,
        posts: vec![theirs, other],
        comment: " It is rude. ".to_owned(),
        forward: true,
        category: Category::Other,
        rule_ids: Vec::new(),
    };
    let id = reports::file(conn, cx, alice, &new).await.unwrap();
    let (report, about) = reports::get(conn, id).await.unwrap();
    assert_eq!(
        (report.comment.as_str(), report.forwarded),
        ("It is rude.", true)
    );
    assert_eq!(about, [theirs], "posts of others do not belong to it");
    assert_eq!(people.told(moderator).await, ["report"]);
    assert!(people.told(carol).await.is_empty() && people.told(bob).await.is_empty());
    assert_eq!(people.events(alice).await, ["reported"]);

    new.target = bob;
    let id = reports::file(conn, cx, alice, &new).await.unwrap();
    assert!(!reports::get(conn, id).await.unwrap().0.forwarded);
    let left = open(conn).await;
    assert_eq!(left.items.len(), 2);
    let by = Authority::Operator;
    moderation::reports::resolve(conn, cx, by, id)
        .await
        .unwrap();
    let left = open(conn).await;
    assert_eq!(left.items.len(), 1);

    new.target = alice;
    let own = reports::file(conn, cx, alice, &new).await.unwrap_err();
    assert_eq!(own.kind(), ErrorKind::Invalid);
    new.target = bob;
    new.comment = "x".repeat(reports::COMMENT_MAX + 1);
    let long = reports::file(conn, cx, alice, &new).await.unwrap_err();
    assert_eq!(long.fields()[0].field, "comment");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flag_is_stored_once_and_only_about_members() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let system = people.remote("instance.actor", "quince.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let post = NewPost::plain("Something", Visibility::Public);
    let post = posts::create(conn, cx, alice, &post).await.unwrap();
    let flag = RemoteReport {
        reporter: system,
        target: alice,
        posts: vec![post],
        comment: "spam".to_owned(),
        uri: Some("https://quince.example/flags/1".to_owned()),
    };
    for _ in 0..2 {
        reports::receive(conn, cx, &flag).await.unwrap();
    }
    let left = open(conn).await;
    assert_eq!(left.items.len(), 1);
    assert_eq!(left.items[0].posts, 1);
    let stranger = people.remote("carol", "tarn.example").await;
    let elsewhere = RemoteReport {
        target: stranger,
        uri: None,
        ..flag
    };
    reports::receive(conn, cx, &elsewhere).await.unwrap();
    let left = open(conn).await;
    assert_eq!(left.items.len(), 1);
}
