//! Writing, editing and deleting posts, and what members do with them.

use futures_util::future::join_all;
use ossm::db::Conn;
use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::{self, Visibility};
use ossm::db::models::{account_stats, mention, post_edit, post_stats};
use ossm::domain::posts::bookmark::{bookmark, unbookmark};
use ossm::domain::posts::boost::{boost, unboost};
use ossm::domain::posts::favourite::{favourite, unfavourite};
use ossm::domain::posts::{self, NewPost, PostChanges};
use ossm::domain::relationships::block::block;
use ossm::domain::timelines;
use ossm::foundation::error::ErrorKind;

use super::people::People;
use crate::harness::TestServer;

async fn counts(conn: &mut Conn, id: PostId) -> (i64, i64, i64) {
    let stats = post_stats::find(conn, id)
        .await
        .unwrap()
        .unwrap_or_default();
    (
        stats.replies_count,
        stats.boosts_count,
        stats.favourites_count,
    )
}

async fn posts_count(conn: &mut Conn, account: AccountId) -> i64 {
    account_stats::find(conn, account)
        .await
        .unwrap()
        .unwrap()
        .posts_count
}

fn public(text: &str) -> NewPost {
    NewPost::plain(text, Visibility::Public)
}

fn changes(text: &str) -> PostChanges {
    PostChanges {
        text: text.to_owned(),
        ..PostChanges::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_with_all_that_belongs_to_it() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let text = "Hello @bob and @nobody@localhost:3000, see #Demo <b>";
    let id = posts::create(conn, cx, alice, &public(text)).await.unwrap();
    let row = post::find(conn, id).await.unwrap().unwrap();
    assert_eq!(
        row.uri,
        format!("http://localhost:3000/@alice/statuses/{id}")
    );
    assert_eq!(
        row.url.as_deref(),
        Some(&*format!("http://localhost:3000/@alice/{id}"))
    );
    assert_eq!(row.conversation_id, id);
    assert!(
        row.content.contains("href=\"http://localhost:3000/@bob\""),
        "{}",
        row.content
    );
    assert!(row.content.contains("/tags/demo") && row.content.contains("&lt;b&gt;"));
    assert_eq!(mention::of_post(conn, id).await.unwrap(), [bob]);
    assert_eq!(people.told(bob).await, ["mention"]);
    assert_eq!(posts_count(conn, alice).await, 1);
    let reply = NewPost {
        in_reply_to: Some(id),
        ..public("@alice yes")
    };
    let reply = posts::create(conn, cx, bob, &reply).await.unwrap();
    let row = post::find(conn, reply).await.unwrap().unwrap();
    assert_eq!(
        (row.conversation_id, row.in_reply_to_account_id),
        (id, Some(alice))
    );
    assert_eq!(counts(conn, id).await, (1, 0, 0));
    let hidden = NewPost {
        in_reply_to: Some(id),
        ..NewPost::plain("psst", Visibility::Direct)
    };
    posts::create(conn, cx, bob, &hidden).await.unwrap();
    assert_eq!(counts(conn, id).await, (1, 0, 0));
    assert_eq!(posts_count(conn, bob).await, 1);
    assert_eq!(people.events(alice).await, ["post_created"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_post_is_refused_at_its_field_and_changes_nothing() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let tags: String = (0..31)
        .map(|n| format!("#t{n}"))
        .collect::<Vec<_>>()
        .join(" ");
    for (new, field) in [
        (public(" \u{200B}\n"), "text"),
        (public(&"a".repeat(1001)), "text"),
        (public(&tags), "text"),
        (
            NewPost {
                content_warning: "w".repeat(501),
                ..public("a")
            },
            "content_warning",
        ),
        (
            NewPost {
                language: Some("xx".into()),
                ..public("a")
            },
            "language",
        ),
        (
            NewPost {
                media: vec![ossm::db::ids::MediaId(1)],
                ..public("a")
            },
            "media",
        ),
    ] {
        let refused = posts::create(conn, cx, alice, &new).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, field, "{new:?}");
    }
    let secret = NewPost::plain("only me", Visibility::Direct);
    let secret = posts::create(conn, cx, bob, &secret).await.unwrap();
    let reply = NewPost {
        in_reply_to: Some(secret),
        ..public("what is it?")
    };
    let refused = posts::create(conn, cx, alice, &reply).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert_eq!(posts_count(conn, alice).await, 0);
    assert!(people.events(alice).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_form_makes_one_post_however_often_it_is_sent() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let new = NewPost {
        submission_key: Some("form-1".into()),
        ..public("once")
    };
    let sent = (0..5).map(|_| async {
        posts::create(&mut *people.conn().await, &people.cx, alice, &new)
            .await
            .unwrap()
    });
    let ids = join_all(sent).await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(posts_count(&mut *people.conn().await, alice).await, 1);
    people.server.clock.advance(chrono::Duration::minutes(61));
    let conn = &mut people.conn().await;
    assert_ne!(
        posts::create(conn, &people.cx, alice, &new).await.unwrap(),
        ids[0]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_limited_by_the_hour() {
    let limit = |config: &mut ossm::foundation::config::Config| {
        config.limits.posts_per_member_per_hour = 2;
    };
    let people = People::on(TestServer::builder().config(limit).start().await);
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for _ in 0..2 {
        posts::create(conn, cx, alice, &public("again"))
            .await
            .unwrap();
    }
    let refused = posts::create(conn, cx, alice, &public("again"))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::RateLimited);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_keeps_what_was_said_and_tells_those_newly_named() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let id = posts::create(conn, cx, alice, &public("first @bob #one"))
        .await
        .unwrap();
    posts::edit(conn, cx, alice, id, &changes("first @bob #one "))
        .await
        .unwrap();
    assert_eq!(post_edit::count(conn, id).await.unwrap(), 0);
    posts::edit(conn, cx, alice, id, &changes("second @bob @carol #two"))
        .await
        .unwrap();
    let versions = post_edit::of_post(conn, id).await.unwrap();
    assert_eq!(versions.len(), 1);
    assert_eq!(versions[0].text, "first @bob #one");
    let row = post::find(conn, id).await.unwrap().unwrap();
    assert_eq!(row.text, "second @bob @carol #two");
    assert!(row.edited_at.is_some());
    assert_eq!(people.told(bob).await, ["mention"]);
    assert_eq!(people.told(carol).await, ["mention"]);
    let one = timelines::find_tag(conn, "one").await.unwrap().unwrap();
    let page = ossm::db::page::Page::first(20);
    let tagged = timelines::tagged(conn, cx, None, &one, &page)
        .await
        .unwrap();
    assert!(tagged.items.is_empty());
    assert_eq!(people.events(alice).await, ["post_created", "post_edited"]);
    let refused = posts::edit(conn, cx, bob, id, &changes("mine"))
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn deleting_leaves_an_empty_tombstone_and_right_counters() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let root = posts::create(conn, cx, bob, &public("root")).await.unwrap();
    let new = NewPost {
        in_reply_to: Some(root),
        ..public("reply @bob #tag")
    };
    let id = posts::create(conn, cx, alice, &new).await.unwrap();
    posts::edit(conn, cx, alice, id, &changes("reply again @bob #tag"))
        .await
        .unwrap();
    favourite(conn, cx, bob, id).await.unwrap();
    bookmark(conn, cx, bob, id).await.unwrap();
    let boosted = boost(conn, cx, bob, id).await.unwrap();
    let refused = posts::delete(conn, cx, bob, id).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    posts::delete(conn, cx, alice, id).await.unwrap();
    let row = post::find(conn, id).await.unwrap().unwrap();
    assert!(row.deleted_at.is_some());
    assert_eq!((row.text.as_str(), row.content.as_str()), ("", ""));
    assert!(post::find(conn, boosted).await.unwrap().is_none());
    for table in [
        "mentions",
        "post_tags",
        "favourites",
        "bookmarks",
        "post_edits",
        "notifications",
    ] {
        let sql = format!("SELECT count(*) AS count FROM {table} WHERE post_id = $1");
        assert_eq!(people.count(&sql, AccountId(id.0)).await, 0, "{table}");
    }
    assert_eq!(counts(conn, root).await, (0, 0, 0));
    assert_eq!(posts_count(conn, alice).await, 0);
    let gone = posts::find(conn, None, id).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::Gone);
    for refused in [
        posts::delete(conn, cx, alice, id).await.unwrap_err(),
        favourite(conn, cx, bob, id).await.unwrap_err(),
        boost(conn, cx, bob, id).await.unwrap_err(),
    ] {
        assert_eq!(refused.kind(), ErrorKind::Gone);
    }
    assert_eq!(
        people.events(alice).await,
        ["post_created", "post_edited", "post_deleted"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn boosts_and_favourites_count_once_and_are_taken_back() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let id = posts::create(conn, cx, alice, &public("good news"))
        .await
        .unwrap();
    let first = boost(conn, cx, bob, id).await.unwrap();
    assert_eq!(boost(conn, cx, bob, id).await.unwrap(), first);
    let second = boost(conn, cx, carol, first).await.unwrap();
    let row = post::find(conn, second).await.unwrap().unwrap();
    assert_eq!(row.boost_of_id, Some(id));
    assert_eq!(
        row.uri,
        format!("http://localhost:3000/@carol/statuses/{second}/activity")
    );
    for _ in 0..2 {
        favourite(conn, cx, bob, first).await.unwrap();
        favourite(conn, cx, alice, id).await.unwrap();
        bookmark(conn, cx, bob, id).await.unwrap();
    }
    assert_eq!(counts(conn, id).await, (0, 2, 2));
    assert_eq!(people.told(alice).await, ["boost", "boost", "favourite"]);
    for _ in 0..2 {
        unboost(conn, cx, bob, id).await.unwrap();
        unfavourite(conn, cx, bob, id).await.unwrap();
        unbookmark(conn, bob, id).await.unwrap();
    }
    assert_eq!(counts(conn, id).await, (0, 1, 1));
    assert_eq!(people.told(alice).await, ["boost"]);
    let events = people.events(bob).await;
    assert_eq!(
        events,
        ["boosted", "favourited", "unboosted", "unfavourited"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_open_to_everybody_is_not_boosted_and_blocks_stop_all() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let closed = NewPost::plain("for us @bob", Visibility::Followers);
    let closed = posts::create(conn, cx, alice, &closed).await.unwrap();
    let refused = boost(conn, cx, bob, closed).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    boost(conn, cx, alice, closed).await.unwrap();
    let direct = NewPost::plain("for you @bob", Visibility::Direct);
    let direct = posts::create(conn, cx, alice, &direct).await.unwrap();
    let refused = boost(conn, cx, alice, direct).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    let open = posts::create(conn, cx, alice, &public("for all"))
        .await
        .unwrap();
    block(conn, cx, bob, alice).await.unwrap();
    assert_eq!(
        favourite(conn, cx, bob, open).await.unwrap_err().kind(),
        ErrorKind::Forbidden
    );
    let theirs = posts::create(conn, cx, bob, &public("mine")).await.unwrap();
    assert_eq!(
        favourite(conn, cx, alice, theirs).await.unwrap_err().kind(),
        ErrorKind::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_stay_exact_when_many_press_at_once_and_the_post_goes() {
    let people = &People::new().await;
    let alice = people.member("alice").await;
    let mut fans = Vec::new();
    for n in 0..4 {
        fans.push(people.member(&format!("fan{n}")).await);
    }
    let cx = &people.cx;
    let conn = &mut people.conn().await;
    let id = posts::create(conn, cx, alice, &public("press here"))
        .await
        .unwrap();
    let pressing = fans
        .iter()
        .flat_map(|fan| [(*fan, true), (*fan, true), (*fan, false)]);
    let pressing = pressing.map(|(fan, again)| async move {
        let conn = &mut people.conn().await;
        favourite(conn, cx, fan, id).await.unwrap();
        if again {
            boost(conn, cx, fan, id).await.unwrap();
        }
    });
    join_all(pressing).await;
    assert_eq!(counts(conn, id).await, (0, 4, 4));
    let undoing = fans.iter().flat_map(|fan| [*fan; 3]).map(|fan| async move {
        unfavourite(&mut *people.conn().await, cx, fan, id)
            .await
            .unwrap();
    });
    join_all(undoing).await;
    assert_eq!(counts(conn, id).await, (0, 4, 0));
    let pressing = fans.iter().map(|fan| async {
        // Either comes first; then the other is refused or undone with the post.
        let _ = favourite(&mut *people.conn().await, cx, *fan, id).await;
    });
    let deleting = async {
        posts::delete(&mut *people.conn().await, cx, alice, id)
            .await
            .unwrap();
    };
    futures_util::future::join(join_all(pressing), deleting).await;
    for table in ["favourites", "post_stats"] {
        assert_eq!(people.server.database.count(table).await, 0, "{table}");
    }
}
