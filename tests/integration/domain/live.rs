//! Who sees a post on an open stream: the same people who see it on a page.

use std::collections::HashSet;

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::db::views::home::home;
use ossm::db::views::viewer::Viewer;
use ossm::domain::live::{self, Connected, Signal};
use ossm::domain::posts::boost::{boost, unboost};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::relationships::mute::{Hides, mute};

use super::people::People;
use crate::harness::TestServer;

async fn unlimited() -> People {
    let server = TestServer::builder()
        .config(|config| config.limits.enabled = false)
        .start()
        .await;
    People::on(server)
}

/// Everybody's posts and boosts, to everybody, in reply to everybody.
async fn talk(people: &People, who: &[AccountId]) -> Vec<PostId> {
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut all = Vec::new();
    for author in who {
        for visibility in [
            Visibility::Public,
            Visibility::Unlisted,
            Visibility::Followers,
            Visibility::Direct,
        ] {
            let new = NewPost::plain(format!("to @m0 {visibility:?} #rain"), visibility);
            all.push(posts::create(conn, cx, *author, &new).await.unwrap());
        }
    }
    for author in who {
        for parent in all.clone().into_iter().step_by(4) {
            let new = NewPost {
                in_reply_to: Some(parent),
                ..NewPost::plain("and so on", Visibility::Public)
            };
            // Some may not answer some.
            all.extend(posts::create(conn, cx, *author, &new).await.ok());
            all.extend(boost(conn, cx, *author, parent).await.ok());
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_stream_shows_what_the_home_timeline_shows() {
    let people = unlimited().await;
    let mut who = Vec::new();
    for n in 0..5 {
        who.push(people.member(&format!("m{n}")).await);
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for (a, b) in [
        (0, 1),
        (0, 2),
        (0, 3),
        (1, 0),
        (1, 3),
        (2, 0),
        (3, 4),
        (4, 1),
    ] {
        let boosts = if (a + b) % 3 == 0 {
            Boosts::Hide
        } else {
            Boosts::AsBefore
        };
        follow(conn, cx, who[a], who[b], boosts).await.unwrap();
    }
    let mut all = talk(&people, &who).await;
    mute(conn, cx, who[0], who[2], Hides::PostsOnly, None)
        .await
        .unwrap();
    mute(conn, cx, who[1], who[4], Hides::PostsOnly, None)
        .await
        .unwrap();
    block(conn, cx, who[4], who[3]).await.unwrap();
    all.extend(talk(&people, &who).await);
    let connected = Connected {
        homes: who.clone(),
        ..Connected::default()
    };
    let reach = live::reach(conn, cx, &all, &connected).await.unwrap();
    let mut shown = 0;
    for member in &who {
        let viewer = Viewer {
            account_id: Some(*member),
            at: cx.clock.now(),
        };
        let mut at_home = HashSet::new();
        let mut page = Page::first(80);
        loop {
            let lines = home(conn, *member, &viewer, &page).await.unwrap();
            at_home.extend(lines.items.iter().map(|line| line.id));
            match lines.items.last().filter(|_| lines.more) {
                Some(last) => page = Page::older_than(Some(last.cursor), 80),
                None => break,
            }
        }
        let streamed: HashSet<PostId> = reach
            .iter()
            .filter(|(_, reach)| reach.homes.contains(member))
            .map(|(id, _)| *id)
            .collect();
        assert_eq!(at_home, streamed, "{member}");
        shown += streamed.len();
    }
    assert!(shown > 50, "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn public_streams_get_public_posts_that_are_new() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    block(conn, cx, bob, alice).await.unwrap();
    let mut ids = Vec::new();
    for visibility in [Visibility::Public, Visibility::Unlisted] {
        let new = NewPost::plain("wet #Rain", visibility);
        ids.push(posts::create(conn, cx, alice, &new).await.unwrap());
    }
    let reply = NewPost {
        in_reply_to: Some(ids[0]),
        ..NewPost::plain("indeed", Visibility::Public)
    };
    ids.push(posts::create(conn, cx, carol, &reply).await.unwrap());
    let connected = Connected {
        members: vec![bob, carol],
        ..Connected::default()
    };
    let reach = live::reach(conn, cx, &ids, &connected).await.unwrap();
    let public = &reach[&ids[0]];
    assert!(public.open && public.public && public.local && !public.media);
    assert_eq!(public.tags, ["rain"]);
    assert_eq!(public.unwanted, HashSet::from([bob]));
    assert!(!reach[&ids[1]].open);
    assert!(reach[&ids[2]].open && !reach[&ids[2]].public);
    people.server.clock.advance(chrono::TimeDelta::hours(7));
    let later = live::reach(conn, cx, &ids, &connected).await.unwrap();
    assert!(later.is_empty(), "old posts are not news");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_found_by_the_last_id_for_a_while() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let before = cx.ids.next();
    let new = NewPost::plain("hello @bob", Visibility::Public);
    let post = posts::create(conn, cx, alice, &new).await.unwrap();
    boost(conn, cx, bob, post).await.unwrap();
    unboost(conn, cx, bob, post).await.unwrap();
    let missed = live::since(conn, cx, before, Some(bob)).await.unwrap();
    let kinds: Vec<&str> = missed
        .iter()
        .map(|(_, signal)| match signal {
            Signal::Posts { .. } => "posts",
            Signal::Deleted { .. } => "deleted",
            Signal::Notified { .. } => "notified",
            _ => "other",
        })
        .collect();
    assert_eq!(kinds, ["notified", "posts", "posts", "deleted"]);
    let last = missed[2].0;
    let rest = live::since(conn, cx, last, Some(bob)).await.unwrap();
    assert_eq!(rest.len(), 1);
    people.server.clock.advance(chrono::TimeDelta::minutes(16));
    let late = live::since(conn, cx, before, Some(bob)).await.unwrap();
    assert!(late.is_empty());
}
