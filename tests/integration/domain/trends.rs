//! What trends, the directory, and suggestions.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::db::views::search::Window;
use ossm::domain::cards;
use ossm::domain::discovery::{self, Order, Reach, Reason};
use ossm::domain::posts::boost::boost;
use ossm::domain::posts::favourite::favourite;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::trends::{self, TrendKind};

use super::people::People;

const ALL: Window = Window {
    offset: 0,
    limit: 40,
};

async fn say(people: &People, author: AccountId, text: &str) -> PostId {
    let new = NewPost::plain(text, Visibility::Public);
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

async fn five(people: &People) -> Vec<AccountId> {
    let mut all = Vec::new();
    for name in ["alice", "bob", "carol", "dan", "eve"] {
        all.push(people.member(name).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_that_several_use_more_than_usual_trend() {
    let people = People::new().await;
    let all = five(&people).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for _ in 0..5 {
        say(&people, all[0], "only me #alone").await;
    }
    for author in &all[..3] {
        say(&people, *author, "all of us #boats").await;
    }
    for author in &all[..2] {
        say(&people, *author, "two of us #lakes").await;
    }
    trends::compute(conn, cx).await.unwrap();
    let names = async || {
        let found = trends::tags(&mut *people.conn().await, cx, ALL)
            .await
            .unwrap();
        found
            .into_iter()
            .map(|(tag, _)| tag.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names().await, ["boats", "lakes"]);
    let (boats, history) = trends::tags(conn, cx, ALL).await.unwrap().remove(0);
    assert_eq!(history.len(), 7);
    assert_eq!((history[0].uses, history[0].accounts), (3, 3));
    assert_eq!(history[0].day % 86_400, 0);
    assert_eq!(history[1].uses, 0);
    trends::review(conn, cx, TrendKind::Tag, boats.id.0, false)
        .await
        .unwrap();
    assert_eq!(names().await, ["lakes"]);
    trends::compute(conn, cx).await.unwrap();
    assert_eq!(names().await, ["lakes"], "a refusal lasts");
    people.server.clock.advance(chrono::Duration::days(2));
    trends::compute(conn, cx).await.unwrap();
    assert_eq!(names().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_that_several_like_trend_for_those_who_may_see_them() {
    let people = People::new().await;
    let all = five(&people).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let liked = say(&people, all[0], "liked").await;
    let boosted = say(&people, all[1], "boosted").await;
    let shy = say(&people, all[2], "by one who hides").await;
    let hide = "UPDATE accounts SET discoverable = false WHERE id = $1";
    people.sql(hide, all[2]).await;
    for fan in [all[3], all[4]] {
        for post in [liked, shy] {
            favourite(conn, cx, fan, post).await.unwrap();
        }
        boost(conn, cx, fan, boosted).await.unwrap();
    }
    favourite(conn, cx, all[2], liked).await.unwrap();
    let own = say(&people, all[3], "liked by one").await;
    favourite(conn, cx, all[0], own).await.unwrap();
    trends::compute(conn, cx).await.unwrap();
    let seen = async |viewer| {
        let found = trends::posts(&mut *people.conn().await, cx, viewer, ALL)
            .await
            .unwrap();
        found.iter().map(|entry| entry.post.id).collect::<Vec<_>>()
    };
    assert_eq!(seen(None).await, [liked, boosted]);
    block(conn, cx, all[4], all[0]).await.unwrap();
    assert_eq!(seen(Some(all[4])).await, [boosted]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_several_link_to_trend_with_their_posts() {
    let people = People::new().await;
    let all = five(&people).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut linking = Vec::new();
    for author in &all[..3] {
        linking.push(say(&people, *author, "https://news.example/boats").await);
    }
    cards::note_links(conn, cx, &linking).await.unwrap();
    people
        .sql("UPDATE cards SET title = 'Boats' WHERE $1 > 0", all[0])
        .await;
    let url = "https://news.example/boats";
    let page = Page::first(2);
    assert!(
        trends::posts_about(conn, cx, None, url, &page)
            .await
            .is_err()
    );
    trends::compute(conn, cx).await.unwrap();
    let found = trends::links(conn, cx, ALL).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].0.url.as_str(), found[0].1[0].accounts), (url, 3));
    let first = trends::posts_about(conn, cx, None, url, &page)
        .await
        .unwrap();
    let ids: Vec<PostId> = first.items.iter().map(|entry| entry.post.id).collect();
    assert_eq!(ids, [linking[2], linking[1]]);
    assert!(first.more);
}

#[tokio::test(flavor = "multi_thread")]
async fn trends_and_directory_can_be_computed_by_several_at_once() {
    let people = People::new().await;
    for author in five(&people).await {
        say(&people, author, "all of us #boats").await;
    }
    let compute = async || {
        let conn = &mut people.conn().await;
        trends::compute(conn, &people.cx).await
    };
    for _ in 0..4 {
        let ends = tokio::join!(compute(), compute(), compute(), compute());
        assert!(matches!(ends, (Ok(()), Ok(()), Ok(()), Ok(()))), "{ends:?}");
    }
    let conn = &mut people.conn().await;
    let found = discovery::directory(conn, &people.cx, None, Reach::Local, Order::Active, ALL);
    assert_eq!(found.await.unwrap().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_lists_who_wants_to_be_found() {
    let people = People::new().await;
    let all = five(&people).await;
    let far = people.remote("far", "far.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    people
        .sql(
            "UPDATE accounts SET discoverable = false WHERE id = $1",
            all[4],
        )
        .await;
    say(&people, all[1], "hello").await;
    trends::compute(conn, cx).await.unwrap();
    let list = async |viewer, reach, order| {
        let conn = &mut people.conn().await;
        let found = discovery::directory(conn, cx, viewer, reach, order, ALL)
            .await
            .unwrap();
        found.iter().map(|account| account.id).collect::<Vec<_>>()
    };
    let active = list(None, Reach::Local, Order::Active).await;
    assert_eq!((active[0], active.len()), (all[1], 4));
    assert!(list(None, Reach::All, Order::Active).await.contains(&far));
    let new = list(None, Reach::Local, Order::New).await;
    assert_eq!(new, [all[3], all[2], all[1], all[0]]);
    assert_eq!(list(None, Reach::All, Order::New).await[0], far);
    block(conn, cx, all[0], all[1]).await.unwrap();
    assert!(
        !list(Some(all[1]), Reach::Local, Order::New)
            .await
            .contains(&all[0])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn friends_of_friends_are_suggested_until_dismissed() {
    let people = People::new().await;
    let all = five(&people).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, all[0], all[1], Boosts::AsBefore)
        .await
        .unwrap();
    follow(conn, cx, all[1], all[2], Boosts::AsBefore)
        .await
        .unwrap();
    trends::compute(conn, cx).await.unwrap();
    let suggested = async || {
        let conn = &mut people.conn().await;
        discovery::suggestions(conn, cx, all[0], 40).await.unwrap()
    };
    let found = suggested().await;
    assert_eq!(found[0].account.id, all[2]);
    assert_eq!(
        found[0].reasons,
        [Reason::FriendsOfFriends, Reason::MostFollowed]
    );
    let ids: Vec<AccountId> = found.iter().map(|one| one.account.id).collect();
    assert!(!ids.contains(&all[0]) && !ids.contains(&all[1]), "{ids:?}");
    discovery::dismiss(conn, cx, all[0], all[2]).await.unwrap();
    discovery::dismiss(conn, cx, all[0], all[2]).await.unwrap();
    assert!(suggested().await.iter().all(|one| one.account.id != all[2]));
    assert!(
        discovery::dismiss(conn, cx, all[0], AccountId(1))
            .await
            .is_err()
    );
}
