//! Quotes: who may, what is asked, answers from elsewhere, and taking back.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::{self, QuotePolicy, Visibility};
use ossm::db::models::quote::{self, QuoteState};
use ossm::domain::posts::{self, NewPost, thread};
use ossm::domain::quotes::{
    Asked, RemoteQuote, accepted, arrived, receive, rejected, request_received, revoke, revoked,
    stamp,
};
use ossm::domain::relationships::block::block;
use ossm::foundation::error::{ErrorKind, Result};

use super::people::People;

async fn write(people: &People, author: AccountId, visibility: Visibility) -> PostId {
    let new = NewPost::plain("Something worth quoting", visibility);
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

async fn quote_as(
    people: &People,
    author: AccountId,
    quoted: PostId,
    visibility: Visibility,
) -> Result<PostId> {
    let new = NewPost {
        quote_of: Some(quoted),
        ..NewPost::plain("Look at this", visibility)
    };
    posts::create(&mut *people.conn().await, &people.cx, author, &new).await
}

async fn state(people: &People, id: PostId) -> QuoteState {
    let conn = &mut people.conn().await;
    quote::find(conn, id).await.unwrap().unwrap().state
}

async fn uri(people: &People, id: PostId) -> String {
    let conn = &mut people.conn().await;
    post::find(conn, id).await.unwrap().unwrap().uri
}

#[tokio::test(flavor = "multi_thread")]
async fn members_quote_each_other_with_a_stamp_and_themselves_without() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = write(&people, alice, Visibility::Public).await;
    let quoting = quote_as(&people, bob, id, Visibility::Public)
        .await
        .unwrap();
    assert_eq!(state(&people, quoting).await, QuoteState::Accepted);
    assert_eq!(people.told(alice).await, ["quote"]);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let row = quote::find(conn, quoting).await.unwrap().unwrap();
    let stamp_uri = row.stamp_uri.unwrap();
    let stamp_id = stamp_uri.rsplit('/').next().unwrap().parse().unwrap();
    let served = stamp(conn, stamp_id).await.unwrap();
    assert_eq!(served.uri, stamp_uri);
    assert_eq!(served.quoted_uri, uri(&people, id).await);
    assert_eq!(served.quoting_uri, uri(&people, quoting).await);
    let entry = thread::entry(conn, cx, None, quoting).await.unwrap();
    assert_eq!(entry.quote.unwrap().post.unwrap().post.id, id);

    let own = quote_as(&people, alice, id, Visibility::Unlisted)
        .await
        .unwrap();
    let row = quote::find(conn, own).await.unwrap().unwrap();
    assert_eq!((row.state, row.stamp_uri), (QuoteState::Accepted, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_open_not_wanted_or_would_be_wider_is_not_quoted() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let quiet = write(&people, alice, Visibility::Unlisted).await;
    let wider = quote_as(&people, bob, quiet, Visibility::Public).await;
    assert_eq!(wider.unwrap_err().fields()[0].field, "audience");
    let few = write(&people, alice, Visibility::Followers).await;
    let hidden = quote_as(&people, bob, few, Visibility::Followers).await;
    assert_eq!(hidden.unwrap_err().kind(), ErrorKind::NotFound);
    let own_wider = quote_as(&people, alice, few, Visibility::Public).await;
    assert_eq!(own_wider.unwrap_err().fields()[0].field, "audience");
    quote_as(&people, alice, few, Visibility::Followers)
        .await
        .unwrap();
    people
        .sql(
            "UPDATE posts SET quote_policy = 'nobody' WHERE account_id = $1",
            alice,
        )
        .await;
    let unwanted = quote_as(&people, bob, quiet, Visibility::Unlisted).await;
    assert_eq!(unwanted.unwrap_err().kind(), ErrorKind::Forbidden);
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_of_other_servers_wait_for_their_author() {
    let people = People::new().await;
    let bob = people.member("bob").await;
    let carol = people.remote("carol", "quince.example").await;
    let mallory = people.remote("mallory", "quince.example").await;
    let id = people
        .remote_post(carol, "<p>Far away</p>", Visibility::Public)
        .await;
    let quoting = quote_as(&people, bob, id, Visibility::Public)
        .await
        .unwrap();
    assert_eq!(state(&people, quoting).await, QuoteState::Pending);
    assert_eq!(
        people.events(bob).await,
        ["post_created", "quote_requested"]
    );
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let row = quote::find(conn, quoting).await.unwrap().unwrap();
    let request = row.request_uri.unwrap();
    let good = "https://quince.example/stamps/1";
    for (who, request, stamp) in [
        (mallory, request.as_str(), good),
        (carol, "https://quince.example/never-asked", good),
        (
            carol,
            request.as_str(),
            "https://elsewhere.example/stamps/1",
        ),
    ] {
        assert!(accepted(conn, cx, who, request, stamp).await.is_err());
        assert_eq!(state(&people, quoting).await, QuoteState::Pending);
    }
    assert!(rejected(conn, cx, mallory, &request).await.is_err());
    for _ in 0..2 {
        accepted(conn, cx, carol, &request, good).await.unwrap();
    }
    assert_eq!(state(&people, quoting).await, QuoteState::Accepted);
    assert_eq!(people.events(bob).await.last().unwrap(), "post_edited");
    assert_eq!(people.events(bob).await.len(), 3, "told once");

    assert_eq!(revoked(conn, cx, mallory, good).await.unwrap(), 0);
    assert_eq!(revoked(conn, cx, carol, good).await.unwrap(), 1);
    assert_eq!(state(&people, quoting).await, QuoteState::Revoked);
    accepted(conn, cx, carol, &request, good).await.unwrap();
    assert_eq!(state(&people, quoting).await, QuoteState::Revoked);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_quote_says_so_and_shows_nothing() {
    let people = People::new().await;
    let bob = people.member("bob").await;
    let carol = people.remote("carol", "quince.example").await;
    let id = people
        .remote_post(carol, "<p>Far away</p>", Visibility::Public)
        .await;
    let quoting = quote_as(&people, bob, id, Visibility::Public)
        .await
        .unwrap();
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let request = quote::find(conn, quoting)
        .await
        .unwrap()
        .unwrap()
        .request_uri;
    rejected(conn, cx, carol, &request.unwrap()).await.unwrap();
    assert_eq!(state(&people, quoting).await, QuoteState::Rejected);
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_by_the_choice_of_the_post() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let carol = people.remote("carol", "quince.example").await;
    let mallory = people.remote("mallory", "quince.example").await;
    let id = write(&people, alice, Visibility::Public).await;
    let theirs = people
        .remote_post(carol, "<p>See</p>", Visibility::Public)
        .await;
    let quoting_uri = uri(&people, theirs).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let asked = Asked {
        requester: carol,
        request_uri: "https://quince.example/requests/1",
        quoted: id,
        quoting_uri: &quoting_uri,
    };
    let stolen = Asked {
        requester: mallory,
        ..asked
    };
    assert!(request_received(conn, cx, &stolen).await.is_err());
    for _ in 0..2 {
        assert!(request_received(conn, cx, &asked).await.unwrap());
    }
    let stamps = "SELECT count(*) FROM quote_stamps WHERE account_id = $1";
    assert_eq!(people.count(stamps, alice).await, 1);
    assert_eq!(state(&people, theirs).await, QuoteState::Accepted);
    assert_eq!(people.told(alice).await, ["quote"]);

    revoke(conn, cx, alice, theirs).await.unwrap();
    revoke(conn, cx, alice, theirs).await.unwrap();
    assert_eq!(state(&people, theirs).await, QuoteState::Revoked);
    assert_eq!(people.count(stamps, alice).await, 0);
    assert!(people.told(alice).await.is_empty());
    let events = people.events(alice).await;
    assert_eq!(
        events,
        [
            "post_created",
            "quote_accepted",
            "quote_accepted",
            "quote_revoked"
        ]
    );
    assert!(
        !request_received(conn, cx, &asked).await.unwrap(),
        "for good"
    );

    people
        .sql(
            "UPDATE posts SET quote_policy = 'followers' WHERE account_id = $1",
            alice,
        )
        .await;
    let other = Asked {
        quoting_uri: "https://quince.example/notes/unseen",
        ..asked
    };
    assert!(!request_received(conn, cx, &other).await.unwrap());
    block(conn, cx, alice, carol).await.unwrap();
    assert!(request_received(conn, cx, &other).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn remote_quotes_need_a_good_stamp() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let carol = people.remote("carol", "quince.example").await;
    let dora = people.remote("dora", "tarn.example").await;
    let ours = write(&people, alice, Visibility::Public).await;
    let far = people
        .remote_post(dora, "<p>Far</p>", Visibility::Public)
        .await;
    let quoting = people
        .remote_post(carol, "<p>See</p>", Visibility::Public)
        .await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let mut claim = RemoteQuote {
        post_id: quoting,
        quoted_uri: uri(&people, ours).await,
        quoted_post_id: Some(ours),
        stamp_uri: Some("http://localhost:3000/@alice/quote_authorizations/1".to_owned()),
        stamp_is_good: true,
    };
    let got = receive(conn, cx, &claim).await.unwrap();
    assert_eq!(got, QuoteState::Pending, "we never gave that stamp");
    claim.quoted_uri = uri(&people, far).await;
    claim.quoted_post_id = Some(far);
    claim.stamp_is_good = false;
    let got = receive(conn, cx, &claim).await.unwrap();
    assert_eq!(got, QuoteState::Pending);
    claim.stamp_is_good = true;
    let got = receive(conn, cx, &claim).await.unwrap();
    assert_eq!(got, QuoteState::Accepted);
    assert_eq!(
        revoke(conn, cx, alice, quoting).await.unwrap_err().kind(),
        ErrorKind::Forbidden
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quoted_post_that_comes_later_is_connected() {
    let people = People::new().await;
    let carol = people.remote("carol", "quince.example").await;
    let quoting = people
        .remote_post(carol, "<p>See my other one</p>", Visibility::Public)
        .await;
    let later = people
        .remote_post(carol, "<p>The other one</p>", Visibility::Public)
        .await;
    let later_uri = uri(&people, later).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let claim = RemoteQuote {
        post_id: quoting,
        quoted_uri: later_uri.clone(),
        quoted_post_id: None,
        stamp_uri: None,
        stamp_is_good: false,
    };
    receive(conn, cx, &claim).await.unwrap();
    let entry = thread::entry(conn, cx, None, quoting).await.unwrap();
    assert!(entry.quote.unwrap().post.is_none());
    arrived(conn, &[(later, later_uri)]).await.unwrap();
    let entry = thread::entry(conn, cx, None, quoting).await.unwrap();
    let shown = entry.quote.unwrap();
    assert_eq!(shown.quote.state, QuoteState::Accepted, "one's own");
    assert_eq!(shown.post.unwrap().post.id, later);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_never_shows_what_the_reader_may_not_see() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let id = write(&people, alice, Visibility::Public).await;
    let quoting = quote_as(&people, bob, id, Visibility::Public)
        .await
        .unwrap();
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    people
        .sql(
            "UPDATE posts SET visibility = 'followers' WHERE account_id = $1",
            alice,
        )
        .await;
    let entry = thread::entry(conn, cx, None, quoting).await.unwrap();
    assert!(entry.quote.unwrap().post.is_none());
    posts::delete(conn, cx, alice, id).await.unwrap();
    let entry = thread::entry(conn, cx, Some(bob), quoting).await.unwrap();
    assert!(entry.quote.unwrap().post.is_none());
}

#[test]
fn new_posts_may_be_quoted_by_whom_they_are_open_to() {
    assert_eq!(
        QuotePolicy::for_audience(Visibility::Public),
        QuotePolicy::Everyone
    );
    assert_eq!(
        QuotePolicy::for_audience(Visibility::Direct),
        QuotePolicy::Nobody
    );
}
