//! What stands in which list, page by page, and in how many statements.

use std::time::Duration;

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::db::pool::{Database, PoolOptions};
use ossm::db::views::timelines::Part;
use ossm::domain::posts::boost::boost;
use ossm::domain::posts::thread::{Reply, thread};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::relationships::mute::{Hides, mute};
use ossm::domain::timelines;

use super::people::People;
use crate::harness::TestServer;

async fn unlimited() -> People {
    let server = TestServer::builder()
        .config(|config| config.limits.enabled = false)
        .start()
        .await;
    People::on(server)
}

impl People {
    async fn says(&self, who: AccountId, text: &str, to: Option<PostId>) -> PostId {
        let new = NewPost {
            in_reply_to: to,
            ..NewPost::plain(text, Visibility::Public)
        };
        posts::create(&mut *self.conn().await, &self.cx, who, &new)
            .await
            .unwrap()
    }

    /// Texts of the newest forty posts at home, boosts marked with `+`.
    async fn home(&self, who: AccountId) -> Vec<String> {
        let conn = &mut *self.conn().await;
        let page = timelines::home(conn, &self.cx, who, &Page::first(40))
            .await
            .unwrap();
        let text = |entry: &ossm::db::views::posts::PostEntry| {
            format!(
                "{}{}",
                if entry.boost.is_some() { "+" } else { "" },
                entry.post.text
            )
        };
        page.items.iter().map(text).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn home_holds_what_the_followed_say_and_leaves_out_what_is_not_for_the_member() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (carol, dave) = (people.member("carol").await, people.member("dave").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    let mine = people.says(alice, "mine", None).await;
    people.says(bob, "bob", None).await;
    let other = people.says(carol, "carol", None).await;
    people.says(bob, "to carol", Some(other)).await;
    people.says(bob, "to alice", Some(mine)).await;
    let direct = NewPost::plain("not for alice @carol", Visibility::Direct);
    posts::create(conn, cx, bob, &direct).await.unwrap();
    let direct = NewPost::plain("for @alice", Visibility::Direct);
    posts::create(conn, cx, bob, &direct).await.unwrap();
    boost(conn, cx, bob, other).await.unwrap();
    let muted = people.says(dave, "dave", None).await;
    boost(conn, cx, bob, muted).await.unwrap();
    assert_eq!(
        people.home(alice).await,
        ["+dave", "+carol", "for @alice", "to alice", "bob", "mine"]
    );
    mute(conn, cx, alice, dave, Hides::PostsOnly, None)
        .await
        .unwrap();
    assert_eq!(
        people.home(alice).await,
        ["+carol", "for @alice", "to alice", "bob", "mine"]
    );
    follow(conn, cx, alice, bob, Boosts::Hide).await.unwrap();
    assert_eq!(
        people.home(alice).await,
        ["for @alice", "to alice", "bob", "mine"]
    );
    follow(conn, cx, alice, carol, Boosts::AsBefore)
        .await
        .unwrap();
    let now = people.home(alice).await;
    assert_eq!(
        now,
        ["for @alice", "to alice", "to carol", "carol", "bob", "mine"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn home_pages_follow_each_other_without_gaps_in_both_directions() {
    let people = unlimited().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut all = Vec::new();
    let mut others = Vec::new();
    let loud = people.member("loud").await;
    let stranger = people.member("stranger").await;
    let elsewhere = people.says(stranger, "elsewhere", None).await;
    for n in 0..130 {
        others.push(people.member(&format!("quiet{n}")).await);
        follow(conn, cx, alice, others[n], Boosts::AsBefore)
            .await
            .unwrap();
    }
    follow(conn, cx, alice, loud, Boosts::AsBefore)
        .await
        .unwrap();
    for (n, other) in others.iter().enumerate() {
        if n < 8 {
            all.push(people.says(*other, "rarely", None).await);
        } else {
            // Their newest posts are not shown, so more accounts have to be read.
            people.says(*other, "to a stranger", Some(elsewhere)).await;
        }
        if n % 10 == 0 {
            all.push(people.says(loud, "often", None).await);
        }
    }
    let (mut down, mut page) = (Vec::new(), Page::first(7));
    loop {
        let slice = timelines::home(conn, cx, alice, &page).await.unwrap();
        down.extend(slice.items.iter().map(|entry| entry.post.id));
        match slice.items.last() {
            Some(last) if slice.more => page = Page::older_than(Some(last.cursor), 7),
            _ => break,
        }
    }
    down.reverse();
    assert_eq!(down, all);
    let mut up = Vec::new();
    let mut after = 1;
    loop {
        let page = Page {
            min_id: Some(after),
            ..Page::first(7)
        };
        let slice = timelines::home(conn, cx, alice, &page).await.unwrap();
        up.extend(slice.items.iter().rev().map(|entry| entry.post.id));
        match slice.items.first() {
            Some(first) if slice.more => after = first.cursor,
            _ => break,
        }
    }
    assert_eq!(up, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_forty_takes_the_statements_of_a_page_of_five() {
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    let root = people.says(bob, "root", None).await;
    for n in 0..50 {
        let post = people
            .says(bob, &format!("number {n} #many @alice"), None)
            .await;
        boost(conn, cx, alice, post).await.unwrap();
    }
    let tag = timelines::find_tag(conn, "many").await.unwrap().unwrap();
    // A pool of its own: the server's counts what its workers do, too.
    let options = PoolOptions {
        size: 1,
        threads: 0,
        wait: Duration::from_secs(5),
        statement_timeout: Duration::from_secs(5),
    };
    let db = Database::new(&people.server.database.url, &options).unwrap();
    let own = &mut db.conn().await.unwrap();
    for viewer in [None, Some(alice)] {
        let expected = if viewer.is_some() { 4 } else { 3 };
        for limit in [5, 40] {
            let page = Page::first(limit);
            let mut spent = Vec::new();
            let mut before = db.statements();
            let mut note = |db: &Database| {
                spent.push(db.statements() - before);
                before = db.statements();
            };
            let slice = timelines::public(own, cx, viewer, &page).await.unwrap();
            assert_eq!(slice.items.len(), usize::from(limit));
            note(&db);
            timelines::account(own, cx, viewer, alice, Part::WithReplies, &page)
                .await
                .unwrap();
            note(&db);
            timelines::tagged(own, cx, viewer, &tag, &page)
                .await
                .unwrap();
            note(&db);
            if viewer.is_some() {
                timelines::home(own, cx, alice, &page).await.unwrap();
                note(&db);
            }
            assert!(
                spent.iter().all(|count| *count == expected),
                "{viewer:?} {limit} {spent:?}"
            );
        }
    }
    let mut spent = Vec::new();
    for replies in [5, 35] {
        for n in 0..replies {
            people.says(alice, &format!("reply {n}"), Some(root)).await;
        }
        let before = db.statements();
        thread(own, cx, Some(alice), root).await.unwrap();
        spent.push(db.statements() - before);
    }
    assert_eq!(spent[0], spent[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_a_tree_and_replies_to_what_is_gone_keep_a_place() {
    fn shape(replies: &[Reply]) -> String {
        let one = |reply: &Reply| format!("{}({})", reply.entry.post.text, shape(&reply.replies));
        replies.iter().map(one).collect::<Vec<_>>().join(" ")
    }
    let people = unlimited().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let top = people.says(alice, "top", None).await;
    let root = people.says(alice, "root", Some(top)).await;
    let a = people.says(bob, "a", Some(root)).await;
    let b = people.says(alice, "b", Some(root)).await;
    people.says(bob, "aa", Some(a)).await;
    let gone = people.says(bob, "gone", Some(a)).await;
    people.says(alice, "orphan", Some(gone)).await;
    people.says(bob, "bb", Some(b)).await;
    posts::delete(conn, cx, bob, gone).await.unwrap();
    let thread = thread(conn, cx, None, root).await.unwrap();
    assert_eq!(thread.ancestors.len(), 1);
    assert_eq!(thread.ancestors[0].post.text, "top");
    assert_eq!(shape(&thread.replies), "a(aa() orphan()) b(bb())");
    assert!(!thread.more);
}
