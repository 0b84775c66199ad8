//! Pinned posts: own and open ones, five at most, and those of other servers.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::pins::{self, PINS_MAX};
use ossm::domain::posts::{self, NewPost};
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn write(people: &People, author: AccountId, visibility: Visibility) -> PostId {
    let new = NewPost::plain("Keep this", visibility);
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_pins_up_to_five_own_open_posts() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut own = Vec::new();
    for _ in 0..=PINS_MAX {
        own.push(write(&people, alice, Visibility::Public).await);
    }
    for id in &own[..PINS_MAX] {
        for _ in 0..2 {
            pins::pin(conn, cx, alice, *id).await.unwrap();
        }
    }
    let sixth = pins::pin(conn, cx, alice, own[PINS_MAX]).await.unwrap_err();
    assert_eq!(sixth.kind(), ErrorKind::Forbidden);
    let theirs = pins::pin(conn, cx, bob, own[0]).await.unwrap_err();
    assert_eq!(theirs.kind(), ErrorKind::Forbidden);
    assert_eq!(pins::ids(conn, alice).await.unwrap().len(), PINS_MAX);

    for _ in 0..2 {
        pins::unpin(conn, cx, alice, own[0]).await.unwrap();
    }
    let narrow = write(&people, alice, Visibility::Followers).await;
    let refused = pins::pin(conn, cx, alice, narrow).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    let events = people.events(alice).await;
    let of = |kind: &str| events.iter().filter(|event| *event == kind).count();
    assert_eq!((of("post_pinned"), of("post_unpinned")), (PINS_MAX, 1));

    posts::delete(conn, cx, alice, own[1]).await.unwrap();
    let shown = pins::of(conn, cx, None, alice).await.unwrap();
    assert_eq!(shown.len(), PINS_MAX - 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn featured_posts_of_another_server_are_its_own_in_its_order() {
    let people = People::new().await;
    let (alice, carol) = (
        people.member("alice").await,
        people.remote("carol", "quince.example").await,
    );
    let foreign = write(&people, alice, Visibility::Public).await;
    let mut theirs = Vec::new();
    for _ in 0..3 {
        let post = people.remote_post(carol, "<p>1</p>", Visibility::Public);
        theirs.push(post.await);
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let said = [theirs[2], foreign, theirs[0]];
    pins::replace_remote(conn, cx, carol, &said).await.unwrap();
    assert_eq!(
        pins::ids(conn, carol).await.unwrap(),
        [theirs[2], theirs[0]]
    );
    pins::add_remote(conn, cx, carol, theirs[1]).await.unwrap();
    pins::remove_remote(conn, carol, theirs[2]).await.unwrap();
    assert_eq!(
        pins::ids(conn, carol).await.unwrap(),
        [theirs[1], theirs[0]]
    );
    pins::replace_remote(conn, cx, carol, &[]).await.unwrap();
    assert!(pins::ids(conn, carol).await.unwrap().is_empty());
}
