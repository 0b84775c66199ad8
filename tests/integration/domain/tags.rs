//! Following tags, and showing them on a profile.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::domain::posts::{self, NewPost, PostChanges};
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::domain_block;
use ossm::domain::relationships::follow::{Boosts, follow as follow_person};
use ossm::domain::tags::{feature, follow, show};
use ossm::domain::timelines;
use ossm::foundation::error::ErrorKind;

use super::people::People;
use crate::harness::TestServer;

async fn unlimited() -> People {
    let server = TestServer::builder().config(|config| {
        config.limits.enabled = false;
        config.jobs.workers = 0;
    });
    People::on(server.start().await)
}

async fn says(people: &People, who: AccountId, text: &str, to: Visibility) -> PostId {
    posts::create(
        &mut *people.conn().await,
        &people.cx,
        who,
        &NewPost::plain(text, to),
    )
    .await
    .unwrap()
}

/// Texts at home, the newest first.
async fn home(people: &People, who: AccountId, page: Page) -> Vec<(i64, String)> {
    let conn = &mut *people.conn().await;
    let slice = timelines::home(conn, &people.cx, who, &page).await.unwrap();
    let entry = |entry: &ossm::db::views::posts::PostEntry| (entry.cursor, entry.post.text.clone());
    slice.items.iter().map(entry).collect()
}

async fn texts(people: &People, who: AccountId) -> Vec<String> {
    let page = home(people, who, Page::first(40)).await;
    page.into_iter().map(|(_, text)| text).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn home_holds_public_posts_with_followed_tags_once() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    says(&people, bob, "early #Maps", Visibility::Public).await;
    let entry = follow::follow(conn, cx, alice, "MAPS").await.unwrap();
    assert!(entry.mine.unwrap().following);
    follow::follow(conn, cx, alice, "trains").await.unwrap();
    follow_person(conn, cx, alice, carol, Boosts::AsBefore)
        .await
        .unwrap();
    says(&people, bob, "quiet #maps", Visibility::Unlisted).await;
    says(&people, bob, "none", Visibility::Public).await;
    says(&people, carol, "both #maps #trains", Visibility::Public).await;
    says(&people, bob, "two #maps #trains", Visibility::Public).await;
    assert_eq!(
        texts(&people, alice).await,
        ["two #maps #trains", "both #maps #trains", "early #Maps"]
    );
    block(conn, cx, alice, bob).await.unwrap();
    assert_eq!(texts(&people, alice).await, ["both #maps #trains"]);
    let ended = follow::unfollow(conn, cx, alice, "maps").await.unwrap();
    assert!(!ended.mine.unwrap().following);
    let followed = follow::list(conn, alice, Page::first(10)).await.unwrap();
    assert_eq!(followed.items.len(), 1);
    assert_eq!(followed.items[0].1.tag.name, "trains");
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_of_blocked_servers_stay_away() {
    let people = unlimited().await;
    let alice = people.member("alice").await;
    let dora = people.remote("dora", "far.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let post = people
        .remote_post(dora, "far #maps", Visibility::Public)
        .await;
    let entry = follow::follow(conn, cx, alice, "maps").await.unwrap();
    people
        .sql(
            &format!(
                "INSERT INTO post_tags (tag_id, post_id) VALUES ({}, $1)",
                entry.tag.id
            ),
            AccountId(post.0),
        )
        .await;
    assert_eq!(texts(&people, alice).await, ["far #maps"]);
    domain_block::block(conn, cx, alice, "far.example")
        .await
        .unwrap();
    assert!(texts(&people, alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_home_with_tags_is_complete() {
    let people = unlimited().await;
    let (alice, carol) = (people.member("alice").await, people.member("carol").await);
    let mut strangers = Vec::new();
    for n in 0..4 {
        strangers.push(people.member(&format!("s{n}")).await);
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow_person(conn, cx, alice, carol, Boosts::AsBefore)
        .await
        .unwrap();
    follow::follow(conn, cx, alice, "maps").await.unwrap();
    let mut all = Vec::new();
    for n in 0..60 {
        let who = if n % 3 == 0 { carol } else { strangers[n % 4] };
        all.push(
            says(&people, who, &format!("{n} #maps"), Visibility::Public)
                .await
                .0,
        );
    }
    all.reverse();
    for limit in [1, 7, 20] {
        let mut down = Vec::new();
        let mut page = Page::first(limit);
        loop {
            let slice = home(&people, alice, page).await;
            let Some((last, _)) = slice.last() else { break };
            page = Page::older_than(Some(*last), limit);
            down.extend(slice.iter().map(|(cursor, _)| *cursor));
        }
        assert_eq!(down, all, "{limit}");
        let mut up = Vec::new();
        let mut after = 1;
        loop {
            let page = Page {
                min_id: Some(after),
                ..Page::first(limit)
            };
            let slice = home(&people, alice, page).await;
            let Some((first, _)) = slice.first() else {
                break;
            };
            after = *first;
            let mut cursors: Vec<i64> = slice.iter().map(|(cursor, _)| *cursor).collect();
            cursors.extend(up);
            up = cursors;
        }
        assert_eq!(up, all, "{limit}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_featured_tag_counts_open_posts_as_they_come_change_and_go() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let first = says(&people, alice, "one #Maps", Visibility::Public).await;
    says(&people, alice, "hidden #maps", Visibility::Followers).await;
    says(&people, bob, "not hers #maps", Visibility::Public).await;
    let (shown, name) = feature::feature(conn, cx, alice, "#Maps").await.unwrap();
    assert_eq!((shown.posts_count, name.as_str()), (1, "maps"));
    assert_eq!(shown.name, "Maps");
    let again = feature::feature(conn, cx, alice, "maps").await.unwrap();
    assert_eq!(again.0.id, shown.id);

    let second = says(&people, alice, "two #maps", Visibility::Unlisted).await;
    let now = feature::list(conn, alice).await.unwrap();
    assert_eq!(now[0].0.posts_count, 2);
    let without = PostChanges {
        text: "two".to_owned(),
        ..PostChanges::default()
    };
    posts::edit(conn, cx, alice, second, &without)
        .await
        .unwrap();
    let now = feature::list(conn, alice).await.unwrap();
    assert_eq!(now[0].0.posts_count, 1);
    assert!(now[0].0.last_post_at.is_some());
    posts::delete(conn, cx, alice, first).await.unwrap();
    let now = feature::list(conn, alice).await.unwrap();
    assert_eq!((now[0].0.posts_count, now[0].0.last_post_at), (0, None));

    let others = feature::unfeature(conn, cx, bob, shown.id).await;
    assert_eq!(others.unwrap_err().kind(), ErrorKind::NotFound);
    feature::unfeature(conn, cx, alice, shown.id).await.unwrap();
    assert!(feature::list(conn, alice).await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_tags_are_featured_and_the_used_ones_suggested() {
    let people = unlimited().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for text in ["#often", "#often #seldom", "#often #shown"] {
        says(&people, alice, text, Visibility::Public).await;
    }
    feature::feature(conn, cx, alice, "shown").await.unwrap();
    let names: Vec<String> = feature::suggestions(conn, alice)
        .await
        .unwrap()
        .into_iter()
        .map(|entry| entry.tag.name)
        .collect();
    assert_eq!(names, ["often", "seldom"]);
    for n in 0..9 {
        feature::feature(conn, cx, alice, &format!("tag{n}"))
            .await
            .unwrap();
    }
    let refused = feature::feature(conn, cx, alice, "eleventh").await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    for wrong in ["", "123", "two words", "a/b"] {
        let refused = feature::feature(conn, cx, alice, wrong).await.unwrap_err();
        assert_eq!(refused.message(), "Tag is invalid", "{wrong}");
        let missing = show(conn, cx, Some(alice), wrong).await.unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound, "{wrong}");
    }
}
