//! Conversations by direct posts, and threads that members do not want to be told of.

use ossm::db::ids::{AccountId, ConversationId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::page::Page;
use ossm::domain::conversations::{self, ConversationEntry};
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn say(people: &People, author: AccountId, text: &str, to: Option<PostId>) -> PostId {
    let new = NewPost {
        in_reply_to: to,
        ..NewPost::plain(text, Visibility::Direct)
    };
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

async fn of(people: &People, member: AccountId) -> Vec<ConversationEntry> {
    let conn = &mut people.conn().await;
    let page = Page::first(20);
    let list = conversations::list(conn, &people.cx, member, page).await;
    list.unwrap().items
}

fn state(entries: &[ConversationEntry]) -> Vec<(Option<PostId>, bool)> {
    let states = entries.iter().map(|entry| {
        let last = entry.last.as_ref().map(|last| last.post.id);
        (last, entry.conversation.unread)
    });
    states.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_posts_make_conversations_that_are_read_and_removed() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let first = say(&people, alice, "@bob Hello", None).await;
    assert_eq!(state(&of(&people, alice).await), [(Some(first), false)]);
    let theirs = of(&people, bob).await;
    assert_eq!(state(&theirs), [(Some(first), true)]);
    assert_eq!(theirs[0].people[0].id, alice);
    assert!(of(&people, carol).await.is_empty());

    let id = theirs[0].conversation.id;
    let read = conversations::mark_read(conn, cx, bob, id).await.unwrap();
    assert!(!read.conversation.unread);
    let answer = say(&people, bob, "@alice @carol Hello", Some(first)).await;
    assert_eq!(state(&of(&people, alice).await), [(Some(answer), true)]);
    assert_eq!(state(&of(&people, bob).await), [(Some(answer), false)]);
    let hers = of(&people, carol).await;
    assert_eq!(hers[0].people.len(), 2);

    let other = say(&people, carol, "@bob Only you", None).await;
    assert_eq!(
        state(&of(&people, bob).await),
        [(Some(other), true), (Some(answer), false)]
    );
    for refused in [
        conversations::mark_read(conn, cx, alice, id).await.err(),
        conversations::delete(conn, alice, id).await.err(),
        conversations::delete(conn, bob, ConversationId(999))
            .await
            .err(),
    ] {
        assert_eq!(refused.unwrap().kind(), ErrorKind::NotFound);
    }
    posts::delete(conn, cx, bob, answer).await.unwrap();
    assert_eq!(state(&of(&people, alice).await)[0].0, Some(first));
    assert!(
        of(&people, carol)
            .await
            .iter()
            .all(|entry| { entry.last.as_ref().map(|last| last.post.id) == Some(other) })
    );
    conversations::delete(conn, bob, id).await.unwrap();
    assert_eq!(state(&of(&people, bob).await), [(Some(other), true)]);
    say(&people, alice, "@bob Still there?", Some(first)).await;
    assert_eq!(of(&people, bob).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_of_a_muted_thread() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let reply = |to| NewPost {
        in_reply_to: Some(to),
        ..NewPost::plain("@alice Hm", Visibility::Public)
    };
    let new = NewPost::plain("Long thread", Visibility::Public);
    let first = posts::create(conn, cx, alice, &new).await.unwrap();
    let told = posts::create(conn, cx, bob, &reply(first)).await.unwrap();
    assert_eq!(people.told(alice).await, ["mention"]);
    conversations::mute_thread(conn, cx, alice, told)
        .await
        .unwrap();
    posts::create(conn, cx, bob, &reply(told)).await.unwrap();
    posts::favourite::favourite(conn, cx, bob, first)
        .await
        .unwrap();
    assert_eq!(people.told(alice).await, ["mention"]);
    conversations::unmute_thread(conn, alice, first)
        .await
        .unwrap();
    posts::create(conn, cx, bob, &reply(first)).await.unwrap();
    assert_eq!(people.told(alice).await, ["mention", "mention"]);
    let gone = conversations::mute_thread(conn, cx, alice, PostId(1)).await;
    assert_eq!(gone.unwrap_err().kind(), ErrorKind::NotFound);
}
