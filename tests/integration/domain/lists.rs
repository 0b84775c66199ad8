//! Lists: who stands on them, what they show, and what that leaves of home.

use ossm::db::ids::{AccountId, ListId, PostId};
use ossm::db::models::list::List;
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::domain::lists::{self, LISTS_MAX, SentList};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::follow::{self, Boosts};
use ossm::domain::timelines;
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn write(people: &People, author: AccountId, to: Option<PostId>) -> PostId {
    let new = NewPost {
        in_reply_to: to,
        ..NewPost::plain("Words", Visibility::Public)
    };
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

async fn follows(people: &People, who: AccountId, whom: AccountId) {
    let conn = &mut people.conn().await;
    follow::follow(conn, &people.cx, who, whom, Boosts::AsBefore)
        .await
        .unwrap();
}

fn sent(title: &str, policy: &str) -> SentList {
    SentList {
        title: Some(title.to_owned()),
        replies_policy: Some(policy.to_owned()),
        exclusive: None,
    }
}

async fn shown(people: &People, list: &List) -> Vec<PostId> {
    let conn = &mut people.conn().await;
    let page = Page::first(40);
    lists::timeline(conn, &people.cx, list.account_id, list.id, &page)
        .await
        .unwrap()
        .items
        .iter()
        .map(|entry| entry.post.id)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_its_people_and_the_replies_that_it_should() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (carol, dave) = (people.member("carol").await, people.member("dave").await);
    for whom in [bob, carol, dave] {
        follows(&people, alice, whom).await;
    }
    let erin = people.member("erin").await;
    let own = write(&people, alice, None).await;
    let by_dave = write(&people, dave, None).await;
    let by_erin = write(&people, erin, None).await;
    let first = write(&people, bob, None).await;
    let to_alice = write(&people, bob, Some(own)).await;
    let to_self = write(&people, bob, Some(first)).await;
    let to_dave = write(&people, bob, Some(by_dave)).await;
    let to_erin = write(&people, bob, Some(by_erin)).await;
    let to_bob = write(&people, carol, Some(first)).await;

    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let list = lists::create(conn, cx, alice, &sent("Close", "list"))
        .await
        .unwrap();
    lists::add(conn, cx, alice, list.id, &[bob, carol])
        .await
        .unwrap();
    assert_eq!(
        shown(&people, &list).await,
        [to_bob, to_self, to_alice, first]
    );
    for (policy, expected) in [
        ("none", vec![to_self, to_alice, first]),
        ("followed", vec![to_bob, to_dave, to_self, to_alice, first]),
    ] {
        lists::update(conn, alice, list.id, &sent("Close", policy))
            .await
            .unwrap();
        assert_eq!(shown(&people, &list).await, expected, "{policy}");
    }
    assert!(!shown(&people, &list).await.contains(&to_erin));

    follow::unfollow(conn, cx, alice, bob).await.unwrap();
    let page = Page::first(40);
    let left = lists::members(conn, alice, list.id, page).await.unwrap();
    let left: Vec<_> = left.items.iter().map(|listed| listed.account.id).collect();
    assert_eq!(left, [carol]);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_an_exclusive_list_are_not_at_home() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    follows(&people, alice, bob).await;
    follows(&people, alice, carol).await;
    let apart = write(&people, bob, None).await;
    let answer = write(&people, carol, Some(apart)).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let home = async || {
        let conn = &mut people.conn().await;
        let page = timelines::home(conn, cx, alice, &Page::first(20)).await;
        let items = page.unwrap().items;
        items.iter().map(|entry| entry.post.id).collect::<Vec<_>>()
    };
    assert_eq!(home().await, [answer, apart]);
    let list = lists::create(conn, cx, alice, &sent("News", "list"))
        .await
        .unwrap();
    lists::add(conn, cx, alice, list.id, &[bob]).await.unwrap();
    assert_eq!(home().await, [answer, apart]);
    let exclusive = SentList {
        exclusive: Some(true),
        ..SentList::default()
    };
    lists::update(conn, alice, list.id, &exclusive)
        .await
        .unwrap();
    assert_eq!(home().await, [answer]);
    assert_eq!(shown(&people, &list).await, [apart]);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_take_people_once_and_only_those_who_are_followed() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    follows(&people, alice, bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let list = lists::create(conn, cx, alice, &sent("x", "none"))
        .await
        .unwrap();
    let refused = lists::add(conn, cx, alice, list.id, &[bob, carol]).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::NotFound);
    lists::add(conn, cx, alice, list.id, &[alice, bob, bob])
        .await
        .unwrap();
    let twice = lists::add(conn, cx, alice, list.id, &[bob]).await;
    assert_eq!(twice.unwrap_err().kind(), ErrorKind::Invalid);
    let on = lists::containing(conn, alice, bob).await.unwrap();
    assert_eq!(on, std::slice::from_ref(&list));
    assert!(
        lists::containing(conn, bob, alice)
            .await
            .unwrap()
            .is_empty()
    );
    for refused in [
        lists::get(conn, bob, list.id).await.err(),
        lists::get(conn, alice, ListId(1)).await.err(),
        lists::delete(conn, bob, list.id).await.err(),
        lists::add(conn, cx, bob, list.id, &[bob]).await.err(),
        lists::remove(conn, bob, list.id, &[alice]).await.err(),
    ] {
        assert_eq!(refused.unwrap().kind(), ErrorKind::NotFound);
    }
    lists::remove(conn, alice, list.id, &[bob]).await.unwrap();
    assert_eq!(
        lists::everybody(conn, alice, list.id).await.unwrap().len(),
        1
    );
    for wrong in [
        sent("", "list"),
        sent("x", "all"),
        sent(&"x".repeat(300), "list"),
    ] {
        let refused = lists::create(conn, cx, alice, &wrong).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    }
    for _ in 1..LISTS_MAX {
        lists::create(conn, cx, alice, &sent("x", "list"))
            .await
            .unwrap();
    }
    let full = lists::create(conn, cx, alice, &sent("x", "list")).await;
    assert_eq!(full.unwrap_err().kind(), ErrorKind::Invalid);
}
