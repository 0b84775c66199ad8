//! What members do not want to read: which filters match which posts.

use ossm::db::ids::{AccountId, FilterId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::views::posts::PostEntry;
use ossm::domain::filters::single::{self, SentSingle};
use ossm::domain::filters::{self, Expiry, SentFilter, SentKeyword, parts};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::timelines;
use ossm::foundation::error::ErrorKind;

use super::people::People;

async fn write(people: &People, author: AccountId, text: &str) -> PostId {
    let new = NewPost::plain(text, Visibility::Public);
    let conn = &mut people.conn().await;
    posts::create(conn, &people.cx, author, &new).await.unwrap()
}

async fn entries(people: &People, ids: &[PostId]) -> Vec<PostEntry> {
    let conn = &mut people.conn().await;
    timelines::by_ids(conn, &people.cx, None, ids)
        .await
        .unwrap()
}

fn sent(title: &str, words: &[(&str, bool)]) -> SentFilter {
    SentFilter {
        title: Some(title.to_owned()),
        contexts: Some(vec!["home".to_owned()]),
        keywords: words
            .iter()
            .map(|(word, whole)| SentKeyword {
                keyword: Some((*word).to_owned()),
                whole_word: Some(*whole),
                ..SentKeyword::default()
            })
            .collect(),
        ..SentFilter::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_match_words_and_posts_until_they_end() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let cats = write(&people, bob, "My Cat, and a category").await;
    let dogs = write(&people, bob, "A dogma").await;
    let plain = write(&people, bob, "Nothing of that").await;
    let shown = entries(&people, &[cats, dogs, plain]).await;

    let words = sent("Animals", &[("cat", true), ("dog", true)]);
    let animals = filters::create(conn, cx, alice, &words).await.unwrap();
    let found = filters::matches(conn, cx, alice, &shown).await.unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[&cats][0].keywords, ["cat"]);
    let other = filters::matches(conn, cx, bob, &shown).await.unwrap();
    assert!(other.is_empty());

    let (id, dog) = (animals.filter.id, animals.keywords[1].id);
    let looser = SentKeyword {
        whole_word: Some(false),
        ..SentKeyword::default()
    };
    parts::change_keyword(conn, cx, alice, dog, &looser)
        .await
        .unwrap();
    let caught = parts::add_post(conn, cx, alice, id, plain).await.unwrap();
    let found = filters::matches(conn, cx, alice, &shown).await.unwrap();
    assert_eq!(found[&dogs][0].keywords, ["dog"]);
    assert_eq!(found[&plain][0].posts, [plain]);
    let twice = parts::add_post(conn, cx, alice, id, plain)
        .await
        .unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::Invalid);
    parts::remove_post(conn, alice, caught.id).await.unwrap();

    let hour = SentFilter {
        expiry: Expiry::In(3600),
        keywords: vec![SentKeyword {
            id: Some(dog),
            destroy: true,
            ..SentKeyword::default()
        }],
        ..SentFilter::default()
    };
    filters::update(conn, cx, alice, id, &hour).await.unwrap();
    let found = filters::matches(conn, cx, alice, &shown).await.unwrap();
    assert_eq!(found.keys().collect::<Vec<_>>(), [&cats]);
    people.server.clock.advance(chrono::Duration::hours(2));
    let found = filters::matches(conn, cx, alice, &shown).await.unwrap();
    assert!(found.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn boosts_are_caught_by_what_they_boost() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let post = write(&people, bob, "Spoilers").await;
    let boost = posts::boost::boost(conn, cx, bob, post).await.unwrap();
    filters::create(conn, cx, alice, &sent("Film", &[("spoilers", true)]))
        .await
        .unwrap();
    let shown = entries(&people, &[boost]).await;
    let found = filters::matches(conn, cx, alice, &shown).await.unwrap();
    assert_eq!(found[&post].len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_checked_and_belong_to_one_member() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let blank = filters::create(conn, cx, alice, &SentFilter::default()).await;
    let fields = blank.unwrap_err();
    let fields: Vec<_> = fields.fields().iter().map(|wrong| wrong.field).collect();
    assert_eq!(fields, ["title", "context", "context"]);
    let nowhere = SentFilter {
        contexts: Some(vec!["nowhere".to_owned()]),
        ..sent("x", &[])
    };
    let refused = filters::create(conn, cx, alice, &nowhere).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    let unknown = SentFilter {
        action: Some("burn".to_owned()),
        ..sent("x", &[])
    };
    let refused = filters::create(conn, cx, alice, &unknown).await;
    assert_eq!(refused.unwrap_err().fields()[0].field, "filter_action");
    let refused = filters::create(conn, cx, alice, &sent("x", &[("", true)])).await;
    assert_eq!(refused.unwrap_err().fields()[0].field, "keywords");
    assert!(filters::all(conn, alice).await.unwrap().is_empty());

    let own = filters::create(conn, cx, alice, &sent("x", &[("a", true)]))
        .await
        .unwrap();
    let (id, word) = (own.filter.id, own.keywords[0].id);
    for refused in [
        filters::get(conn, bob, id).await.err(),
        filters::get(conn, alice, FilterId(1)).await.err(),
        filters::delete(conn, bob, id).await.err(),
        parts::get_keyword(conn, bob, word).await.err(),
        parts::remove_keyword(conn, bob, word).await.err(),
    ] {
        assert_eq!(refused.unwrap().kind(), ErrorKind::NotFound);
    }
    filters::delete(conn, alice, id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn older_apps_have_a_filter_for_each_word() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    let wanted = SentSingle {
        phrase: Some("rain".to_owned()),
        contexts: Some(vec!["home".to_owned(), "thread".to_owned()]),
        irreversible: Some(true),
        ..SentSingle::default()
    };
    let (word, filter) = single::create(conn, cx, alice, &wanted).await.unwrap();
    assert_eq!((word.keyword.as_str(), word.whole_word), ("rain", false));
    assert!(single::hides(&filter));
    let milder = SentSingle {
        irreversible: Some(false),
        ..wanted.clone()
    };
    let (_, filter) = single::update(conn, cx, alice, word.id, &milder)
        .await
        .unwrap();
    assert!(!single::hides(&filter));
    let second = SentKeyword {
        keyword: Some("snow".to_owned()),
        ..SentKeyword::default()
    };
    parts::add_keyword(conn, cx, alice, filter.id, &second)
        .await
        .unwrap();
    let refused = single::update(conn, cx, alice, word.id, &wanted).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(single::all(conn, alice).await.unwrap().len(), 2);
    single::delete(conn, alice, word.id).await.unwrap();
    let left = single::all(conn, alice).await.unwrap();
    assert_eq!(left[0].0.keyword, "snow");
    single::delete(conn, alice, left[0].0.id).await.unwrap();
    assert!(filters::all(conn, alice).await.unwrap().is_empty());
}
