//! What people note, endorse and want of those they follow, and the servers
//! that they block.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::follow::FollowState;
use ossm::db::models::post::{QuotePolicy, Visibility};
use ossm::db::page::Page;
use ossm::domain::notifications;
use ossm::domain::posts::boost::boost;
use ossm::domain::posts::remote::{self, RemotePost};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::follow::{Boosts, follow, follow_with, terms, unfollow};
use ossm::domain::relationships::remote::{Asked, asked_to_follow};
use ossm::domain::relationships::{
    described, domain_block, endorse, familiar, lists, note, one, requests,
};
use ossm::domain::timelines;
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn says(people: &People, who: AccountId, text: &str, language: Option<&str>) -> PostId {
    let new = NewPost {
        language: language.map(str::to_owned),
        ..NewPost::plain(text, Visibility::Public)
    };
    posts::create(&mut *people.conn().await, &people.cx, who, &new)
        .await
        .unwrap()
}

/// The newest posts at home, by their IDs.
async fn home(people: &People, who: AccountId) -> Vec<PostId> {
    let conn = &mut *people.conn().await;
    let page = timelines::home(conn, &people.cx, who, &Page::first(20)).await;
    let page = page.unwrap();
    page.items.iter().map(|entry| entry.post.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_is_kept_replaced_and_removed() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for text in ["met at a demo", " changed "] {
        note::set(conn, cx, alice, bob, text).await.unwrap();
    }
    let rows = described(conn, cx, alice, &[bob]).await.unwrap();
    assert_eq!(rows[0].note.as_deref(), Some("changed"));
    let theirs = described(conn, cx, bob, &[alice]).await.unwrap();
    assert_eq!(theirs[0].note, None);
    note::set(conn, cx, alice, bob, "").await.unwrap();
    let rows = described(conn, cx, alice, &[bob]).await.unwrap();
    assert_eq!(rows[0].note, None);

    let long = "x".repeat(note::NOTE_MAX + 1);
    let refused = note::set(conn, cx, alice, bob, &long).await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Invalid);
    let nobody = note::set(conn, cx, alice, AccountId(42), "x").await;
    assert_eq!(nobody.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_followed_are_endorsed_and_only_as_long() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let refused = endorse::endorse(conn, cx, alice, bob).await.unwrap_err();
    assert_eq!(
        refused.message(),
        "You must be already following the person you want to endorse"
    );
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    for _ in 0..2 {
        endorse::endorse(conn, cx, alice, bob).await.unwrap();
    }
    let shown = endorse::list(conn, alice, Page::first(20)).await.unwrap();
    assert_eq!(shown.items.len(), 1);
    assert_eq!(shown.items[0].account.id, bob);
    assert!(described(conn, cx, alice, &[bob]).await.unwrap()[0].endorsed);

    unfollow(conn, cx, alice, bob).await.unwrap();
    let shown = endorse::list(conn, alice, Page::first(20)).await.unwrap();
    assert!(shown.items.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn one_statement_describes_any_number_of_people() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let mut others = Vec::new();
    for n in 0..30 {
        others.push(people.member(&format!("p{n}")).await);
    }
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, others[3], Boosts::Hide)
        .await
        .unwrap();
    follow(conn, cx, others[4], alice, Boosts::Show)
        .await
        .unwrap();
    let before = people.server.app.db.statements();
    let rows = described(conn, cx, alice, &others).await.unwrap();
    assert_eq!(people.server.app.db.statements() - before, 1);
    let ids: Vec<AccountId> = rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, others);
    assert_eq!(rows[3].follow, Some(FollowState::Accepted));
    assert_eq!(rows[3].show_boosts, Some(false));
    assert_eq!(rows[4].followed, Some(FollowState::Accepted));
    assert_eq!(rows[5].follow, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_it_is_told_of_every_new_post() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let carol = people.member("carol").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, carol, bob, Boosts::AsBefore)
        .await
        .unwrap();
    let wanted = terms(Boosts::AsBefore, Some(true), None).unwrap();
    follow_with(conn, cx, alice, bob, &wanted).await.unwrap();

    let first = says(&people, bob, "first", None).await;
    assert_eq!(people.told(alice).await, ["post"]);
    assert!(people.told(carol).await.is_empty());
    // Named in it, she is told once; replies to others and direct posts are not told.
    says(&people, bob, "hello @alice", None).await;
    assert_eq!(people.told(alice).await, ["post", "mention"]);
    let other = says(&people, carol, "other", None).await;
    let reply = NewPost {
        in_reply_to: Some(other),
        ..NewPost::plain("to carol", Visibility::Public)
    };
    posts::create(conn, cx, bob, &reply).await.unwrap();
    let direct = NewPost::plain("only @carol", Visibility::Direct);
    posts::create(conn, cx, bob, &direct).await.unwrap();
    boost(conn, cx, bob, other).await.unwrap();
    assert_eq!(people.told(alice).await, ["post", "mention"]);
    // A thread goes on.
    let more = NewPost {
        in_reply_to: Some(first),
        ..NewPost::plain("more", Visibility::Followers)
    };
    posts::create(conn, cx, bob, &more).await.unwrap();
    assert_eq!(people.told(alice).await, ["post", "mention", "post"]);

    let enough = terms(Boosts::AsBefore, Some(false), None).unwrap();
    follow_with(conn, cx, alice, bob, &enough).await.unwrap();
    says(&people, bob, "unheard", None).await;
    assert_eq!(people.told(alice).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_of_other_servers_are_told_too() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let dora = people.remote("dora", "far.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let wanted = terms(Boosts::AsBefore, Some(true), None).unwrap();
    follow_with(conn, cx, alice, dora, &wanted).await.unwrap();
    let note = |n: u32, language: Option<&str>| RemotePost {
        author: dora,
        uri: format!("https://far.example/notes/{n}"),
        url: None,
        object_kind: "note".to_owned(),
        title: String::new(),
        content: "<p>far</p>".to_owned(),
        text: "far".to_owned(),
        content_warning: String::new(),
        sensitive: false,
        language: language.map(str::to_owned),
        visibility: Visibility::Public,
        published: Some(cx.clock.now()),
        updated: None,
        in_reply_to: None,
        replies_url: None,
        context_url: None,
        mentions: Vec::new(),
        tags: Vec::new(),
        emojis: Vec::new(),
        media: Vec::new(),
        poll: None,
        quote: None,
        quote_policy: QuotePolicy::Nobody,
    };
    // She did not answer yet.
    remote::receive(conn, cx, &[note(1, None)]).await.unwrap();
    assert!(people.told(alice).await.is_empty());
    ossm::domain::relationships::remote::accepted(conn, cx, dora, alice)
        .await
        .unwrap();
    remote::receive(conn, cx, &[note(2, None), note(3, Some("en"))])
        .await
        .unwrap();
    assert_eq!(people.told(alice).await, ["post", "post"]);
    let german = terms(Boosts::AsBefore, None, Some(&["de-AT".to_owned()])).unwrap();
    follow_with(conn, cx, alice, dora, &german).await.unwrap();
    remote::receive(conn, cx, &[note(4, Some("en")), note(5, Some("de"))])
        .await
        .unwrap();
    assert_eq!(people.told(alice).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follow_may_be_for_some_languages_only() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let refused = terms(Boosts::AsBefore, None, Some(&["klingonish".to_owned()]));
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    let german = terms(
        Boosts::AsBefore,
        None,
        Some(&["DE".to_owned(), "fr".to_owned()]),
    )
    .unwrap();
    follow_with(conn, cx, alice, bob, &german).await.unwrap();
    let rows = described(conn, cx, alice, &[bob]).await.unwrap();
    let expected = ["de", "fr"].map(str::to_owned).to_vec();
    assert_eq!(rows[0].languages, Some(expected));
    let de = says(&people, bob, "Guten Morgen", Some("de")).await;
    says(&people, bob, "Good morning", Some("en")).await;
    let unsaid = says(&people, bob, "…", None).await;
    assert_eq!(home(&people, alice).await, [unsaid, de]);

    let all = terms(Boosts::AsBefore, None, Some(&[])).unwrap();
    follow_with(conn, cx, alice, bob, &all).await.unwrap();
    assert_eq!(home(&people, alice).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_server_is_not_seen_heard_or_let_in() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let dora = people.remote("dora", "far.example").await;
    let emil = people.remote("emil", "far.example").await;
    let near = people.remote("nora", "near.example").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, alice, bob, Boosts::AsBefore)
        .await
        .unwrap();
    for (who, n) in [(dora, 1), (near, 2)] {
        let uri = format!("https://far.example/follows/{n}");
        let asked = asked_to_follow(conn, cx, who, alice, &uri).await.unwrap();
        assert_eq!(asked, Asked::Follows);
    }
    let post = people
        .remote_post(emil, "<p>far</p>", Visibility::Public)
        .await;
    boost(conn, cx, bob, post).await.unwrap();
    assert_eq!(home(&people, alice).await, [post]);

    domain_block::block(conn, cx, alice, " FAR.example ")
        .await
        .unwrap();
    domain_block::block(conn, cx, alice, "far.example")
        .await
        .unwrap();
    let blocked = domain_block::list(conn, alice, Page::first(20))
        .await
        .unwrap();
    assert_eq!(blocked.items.len(), 1);
    assert_eq!(blocked.items[0].domain, "far.example");
    // What the job does.
    let parted = domain_block::part(conn, cx, alice, "far.example").await;
    assert_eq!(parted.unwrap(), 1);
    let followers = lists::followers(conn, alice, Page::first(20)).await;
    let followers: Vec<AccountId> = followers
        .unwrap()
        .items
        .iter()
        .map(|listed| listed.account.id)
        .collect();
    assert_eq!(followers, [near]);
    assert_eq!(people.counters(alice).await, (1, 1));

    assert!(home(&people, alice).await.is_empty());
    let page = notifications::list(conn, cx, alice, Page::first(20)).await;
    assert!(
        page.unwrap()
            .items
            .iter()
            .all(|(_, from)| from.domain.as_deref() != Some("far.example"))
    );
    let uri = "https://far.example/follows/3";
    let asked = asked_to_follow(conn, cx, emil, alice, uri).await.unwrap();
    assert_eq!(asked, Asked::Refused);
    let refused = follow(conn, cx, alice, emil, Boosts::AsBefore).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Forbidden);
    assert!(one(conn, cx, alice, emil).await.unwrap().domain_blocking);

    domain_block::unblock(conn, alice, "far.example")
        .await
        .unwrap();
    assert_eq!(home(&people, alice).await, [post]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_has_to_be_one_and_another_one() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let own = cx.config.server.domain.as_str().to_owned();
    for (typed, said) in [
        ("", "Domain can't be blank"),
        ("two words", "Domain is not a valid domain name"),
        (own.as_str(), "Domain is that of this server"),
    ] {
        let refused = domain_block::block(conn, cx, alice, typed).await;
        assert_eq!(refused.unwrap_err().message(), said);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn familiar_are_the_followed_who_follow_and_do_not_hide_it() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (carol, dave) = (people.member("carol").await, people.member("dave").await);
    let eve = people.member("eve").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    for (who, whom) in [
        (alice, bob),
        (alice, carol),
        (bob, dave),
        (carol, dave),
        (eve, dave),
    ] {
        follow(conn, cx, who, whom, Boosts::AsBefore).await.unwrap();
    }
    let found = familiar::followers(conn, alice, &[dave, eve])
        .await
        .unwrap();
    assert_eq!(found, [(dave, vec![carol, bob]), (eve, vec![])]);
    people
        .sql(
            "UPDATE accounts SET hide_collections = true WHERE id = $1",
            carol,
        )
        .await;
    let found = familiar::followers(conn, alice, &[dave]).await.unwrap();
    assert_eq!(found, [(dave, vec![bob])]);
    people
        .sql(
            "UPDATE accounts SET hide_collections = true WHERE id = $1",
            dave,
        )
        .await;
    let found = familiar::followers(conn, alice, &[dave]).await.unwrap();
    assert_eq!(found, [(dave, vec![])]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_keeps_its_terms_until_it_is_answered() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.lock(bob).await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let wanted = terms(Boosts::Hide, Some(true), None).unwrap();
    follow_with(conn, cx, alice, bob, &wanted).await.unwrap();
    says(&people, bob, "before", None).await;
    assert!(people.told(alice).await.is_empty());
    let waiting = lists::requests(conn, bob, Page::first(20)).await.unwrap();
    let request = ossm::db::ids::FollowId(waiting.items[0].key);
    requests::accept(conn, cx, bob, request).await.unwrap();
    says(&people, bob, "after", None).await;
    assert_eq!(people.told(alice).await, ["post"]);
    let rows = described(conn, cx, alice, &[bob]).await.unwrap();
    assert_eq!(
        (rows[0].show_boosts, rows[0].notify),
        (Some(false), Some(true))
    );
}
