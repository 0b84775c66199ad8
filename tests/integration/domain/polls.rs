//! Polls: votes from here and elsewhere, what is refused, counts and the end.

use chrono::Duration;
use futures_util::future::join_all;
use ossm::db::Conn;
use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::poll;
use ossm::db::models::post::{self, Visibility};
use ossm::domain::polls::{
    NewPoll, RemotePoll, close_due, receive, receive_vote, tell_tallies, vote,
};
use ossm::domain::posts::{self, NewPost, thread};
use ossm::domain::relationships::block::block;
use ossm::foundation::error::ErrorKind;

use super::people::People;

fn question(multiple: bool) -> NewPost {
    NewPost {
        poll: Some(NewPoll {
            options: ["Tea", "Coffee", "Water"].map(str::to_owned).into(),
            multiple,
            lasts: Duration::hours(1),
        }),
        ..NewPost::plain("What is in your cup?", Visibility::Public)
    }
}

async fn ask(people: &People, author: AccountId, multiple: bool) -> PostId {
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &question(multiple))
        .await
        .unwrap()
}

/// Votes by answer, and voters.
async fn counts(conn: &mut Conn, id: PostId) -> (Vec<i64>, i64) {
    let options = poll::options(conn, &[id]).await.unwrap();
    let votes = options.iter().map(|option| option.votes_count).collect();
    let poll = poll::find(conn, id).await.unwrap().unwrap();
    (votes, poll.voters_count)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vote_is_counted_told_and_shown_to_who_voted() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = ask(&people, alice, false).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    vote(conn, cx, bob, id, &[1]).await.unwrap();
    assert_eq!(counts(conn, id).await, (vec![0, 1, 0], 1));
    assert_eq!(people.events(bob).await, ["poll_voted"]);
    let entry = thread::entry(conn, cx, Some(bob), id).await.unwrap();
    let shown = entry.poll.unwrap();
    assert_eq!((shown.chosen, shown.over), (vec![1], false));
    let titles: Vec<&str> = shown.options.iter().map(|o| o.title.as_str()).collect();
    assert_eq!(titles, ["Tea", "Coffee", "Water"]);
    let row = post::find(conn, id).await.unwrap().unwrap();
    assert_eq!(row.object_kind, "question");
    let jobs = "SELECT count(*) FROM jobs WHERE kind = 'poll_tallies' AND $1 > 0";
    assert_eq!(people.count(jobs, alice).await, 1);
    tell_tallies(conn, cx, id).await.unwrap();
    assert_eq!(people.events(alice).await, ["post_created", "poll_changed"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn double_votes_are_refused() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (one, several) = (
        ask(&people, alice, false).await,
        ask(&people, alice, true).await,
    );
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    vote(conn, cx, bob, one, &[0]).await.unwrap();
    vote(conn, cx, bob, several, &[0, 2, 2]).await.unwrap();
    for (id, again) in [(one, 0), (one, 1), (several, 0), (several, 1)] {
        let refused = vote(conn, cx, bob, id, &[again]).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Conflict);
    }
    assert_eq!(counts(conn, one).await, (vec![1, 0, 0], 1));
    assert_eq!(counts(conn, several).await, (vec![1, 0, 1], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_votes_at_once_count_once() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = ask(&people, alice, false).await;
    let votes = (0..4).map(|n| {
        let people = &people;
        async move { vote(&mut *people.conn().await, &people.cx, bob, id, &[n % 3]).await }
    });
    let good = join_all(votes).await.into_iter().flatten();
    assert_eq!(good.count(), 1);
    let (votes, voters) = counts(&mut *people.conn().await, id).await;
    assert_eq!((votes.iter().sum::<i64>(), voters), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn own_unknown_missing_and_too_many_answers_are_refused() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = ask(&people, alice, false).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let own = vote(conn, cx, alice, id, &[0]).await.unwrap_err();
    assert_eq!(own.kind(), ErrorKind::Forbidden);
    for wrong in [vec![3], vec![-1], vec![], vec![0, 1]] {
        let refused = vote(conn, cx, bob, id, &wrong).await.unwrap_err();
        assert_eq!(refused.fields()[0].field, "choice", "{wrong:?}");
    }
    let plain = NewPost::plain("No question", Visibility::Public);
    let plain = posts::create(conn, cx, alice, &plain).await.unwrap();
    let refused = vote(conn, cx, bob, plain, &[0]).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    block(conn, cx, alice, bob).await.unwrap();
    let refused = vote(conn, cx, bob, id, &[0]).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::NotFound);
    assert_eq!(counts(conn, id).await, (vec![0, 0, 0], 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn after_the_end_nobody_votes_and_all_are_told_once() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.remote("carol", "quince.example").await;
    let id = ask(&people, alice, false).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    vote(conn, cx, bob, id, &[2]).await.unwrap();
    assert_eq!(close_due(conn, cx).await.unwrap(), 0);
    people.server.clock.advance(Duration::hours(1));
    let refused = vote(conn, cx, bob, id, &[0]).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Forbidden);
    let late = receive_vote(conn, cx, carol, id, "Tea", "https://quince.example/v/1").await;
    assert_eq!(late.unwrap_err().kind(), ErrorKind::Forbidden);
    assert_eq!(close_due(conn, cx).await.unwrap(), 1);
    assert_eq!(close_due(conn, cx).await.unwrap(), 0);
    assert_eq!(people.told(bob).await, ["poll"]);
    assert_eq!(people.told(alice).await, ["poll"]);
    assert_eq!(people.events(alice).await, ["post_created", "poll_closed"]);
    let entry = thread::entry(conn, cx, None, id).await.unwrap();
    assert!(entry.poll.unwrap().over);
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_of_other_servers_come_one_by_one_and_never_twice() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let carol = people.remote("carol", "quince.example").await;
    let (one, several) = (
        ask(&people, alice, false).await,
        ask(&people, alice, true).await,
    );
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let uri = |n: u32| format!("https://quince.example/votes/{n}");
    for _ in 0..2 {
        receive_vote(conn, cx, carol, one, "Tea", &uri(1))
            .await
            .unwrap();
    }
    for (n, answer) in [(2, "Tea"), (3, "Coffee")] {
        let again = receive_vote(conn, cx, carol, one, answer, &uri(n)).await;
        assert_eq!(again.unwrap_err().kind(), ErrorKind::Conflict);
    }
    assert_eq!(counts(conn, one).await, (vec![1, 0, 0], 1));

    for (n, answer) in [(4, "Tea"), (5, "Water")] {
        receive_vote(conn, cx, carol, several, answer, &uri(n))
            .await
            .unwrap();
    }
    let again = receive_vote(conn, cx, carol, several, "Water", &uri(6)).await;
    assert_eq!(again.unwrap_err().kind(), ErrorKind::Conflict);
    let unknown = receive_vote(conn, cx, carol, several, "Beer", &uri(7)).await;
    assert_eq!(unknown.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(counts(conn, several).await, (vec![1, 0, 1], 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn polls_of_other_servers_follow_what_their_server_says() {
    let people = People::new().await;
    let bob = people.member("bob").await;
    let carol = people.remote("carol", "quince.example").await;
    let id = people
        .remote_post(carol, "<p>Which?</p>", Visibility::Public)
        .await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut remote = RemotePoll {
        multiple: false,
        ends_at: Some(cx.clock.now() + Duration::hours(2)),
        closed_at: None,
        voters_count: None,
        options: vec![("Rye".to_owned(), 3), ("Oat".to_owned(), -4)],
    };
    receive(conn, cx, id, &remote).await.unwrap();
    assert_eq!(counts(conn, id).await, (vec![3, 0], 3));
    vote(conn, cx, bob, id, &[1]).await.unwrap();
    assert_eq!(counts(conn, id).await, (vec![3, 1], 4));
    let here = receive_vote(conn, cx, bob, id, "Rye", "https://x.example/1").await;
    assert_eq!(here.unwrap_err().kind(), ErrorKind::NotFound);

    remote.options = vec![("Rye".to_owned(), 9), ("Oat".to_owned(), 5)];
    remote.closed_at = Some(cx.clock.now());
    remote.voters_count = Some(14);
    receive(conn, cx, id, &remote).await.unwrap();
    assert_eq!(counts(conn, id).await, (vec![9, 5], 14));
    assert_eq!(close_due(conn, cx).await.unwrap(), 1);
    assert_eq!(people.told(bob).await, ["poll"]);
    assert!(people.events(carol).await.is_empty());

    remote.options.push(("Barley".to_owned(), 0));
    receive(conn, cx, id, &remote).await.unwrap();
    let mine = poll::votes_of(conn, &[bob], &[id]).await.unwrap();
    assert!(mine.is_empty(), "other answers, other votes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_post_takes_its_poll_along() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = ask(&people, alice, false).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    vote(conn, cx, bob, id, &[0]).await.unwrap();
    posts::delete(conn, cx, alice, id).await.unwrap();
    assert!(poll::find(conn, id).await.unwrap().is_none());
    assert!(vote(conn, cx, bob, id, &[0]).await.is_err());
}
