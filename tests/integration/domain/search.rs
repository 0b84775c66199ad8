//! Search finds what somebody may find, the best first, and nothing else.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::db::views::search::Reviewed;
use ossm::domain::posts::boost::boost;
use ossm::domain::posts::favourite::favourite;
use ossm::domain::posts::{self, NewPost};
use ossm::domain::relationships::block::block;
use ossm::domain::relationships::follow::{Boosts, follow};
use ossm::domain::resolver::Found;
use ossm::domain::search::{self, Range};

use super::people::People;

impl People {
    async fn willing(&self, account: AccountId) {
        let sql = "UPDATE accounts SET indexable = true WHERE id = $1";
        self.sql(sql, account).await;
    }

    async fn named(&self, account: AccountId, display_name: &str) {
        let sql = format!("UPDATE accounts SET display_name = '{display_name}' WHERE id = $1");
        self.sql(&sql, account).await;
    }

    async fn writes(&self, author: AccountId, text: &str, visibility: Visibility) -> PostId {
        let new = NewPost {
            language: Some("en".to_owned()),
            ..NewPost::plain(text, visibility)
        };
        let conn = &mut self.conn().await;
        posts::create(conn, &self.cx, author, &new).await.unwrap()
    }

    async fn finds(&self, viewer: Option<AccountId>, typed: &str) -> Vec<PostId> {
        let conn = &mut self.conn().await;
        let range = Range::first(20);
        let found = search::posts(conn, &self.cx, viewer, typed, None, range).await;
        found.unwrap().iter().map(|entry| entry.post.id).collect()
    }

    async fn people(&self, viewer: Option<AccountId>, typed: &str) -> Vec<String> {
        let conn = &mut self.conn().await;
        let range = Range::first(20);
        let found = search::people(conn, &self.cx, viewer, typed, false, range).await;
        found
            .unwrap()
            .iter()
            .map(ossm::db::models::account::Account::acct)
            .collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn posts_are_found_where_their_author_agrees_or_one_had_to_do_with_them() {
    let people = People::new().await;
    let (alice, bob, carol) = (
        people.member("alice").await,
        people.member("bob").await,
        people.member("carol").await,
    );
    people.willing(alice).await;
    let open = people
        .writes(alice, "Sailing boats", Visibility::Public)
        .await;
    let unlisted = people
        .writes(alice, "Quiet boats", Visibility::Unlisted)
        .await;
    let closed = people.writes(bob, "Rowing boats", Visibility::Public).await;
    let told = people
        .writes(bob, "Secret boats for @carol", Visibility::Direct)
        .await;
    assert_eq!(people.finds(None, "boats").await, [open]);
    assert_eq!(people.finds(None, "Boat").await, [open], "without endings");
    assert_eq!(people.finds(None, "\"sailing boats\"").await, [open]);
    assert_eq!(people.finds(None, "\"boats sailing\"").await, []);
    assert_eq!(people.finds(None, "ships").await, []);
    let mut alices = people.finds(Some(alice), "boats").await;
    alices.sort_unstable();
    assert_eq!(alices, [open, unlisted]);
    let mut carols = people.finds(Some(carol), "boats").await;
    carols.sort_unstable();
    assert_eq!(carols, [open, told]);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    favourite(conn, cx, carol, closed).await.unwrap();
    boost(conn, cx, carol, unlisted).await.unwrap();
    assert_eq!(people.finds(Some(carol), "rowing").await, [closed]);
    let mut library = people.finds(Some(carol), "in:library boats").await;
    library.sort_unstable();
    assert_eq!(library, [unlisted, closed, told]);
    assert_eq!(people.finds(Some(carol), "boats in:public").await, [open]);
    assert_eq!(people.finds(None, "boats in:library").await, []);
    block(conn, cx, alice, carol).await.unwrap();
    assert_eq!(people.finds(Some(carol), "sailing").await, []);
    posts::delete(conn, cx, alice, open).await.unwrap();
    assert_eq!(people.finds(None, "sailing").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_narrow_the_search() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    people.willing(alice).await;
    people.willing(bob).await;
    let first = people
        .writes(alice, "lake water #pond", Visibility::Public)
        .await;
    let second = people.writes(bob, "lake ice", Visibility::Public).await;
    let reply = NewPost {
        in_reply_to: Some(first),
        content_warning: "cold lake".to_owned(),
        ..NewPost::plain("deep snow", Visibility::Public)
    };
    let conn = &mut people.conn().await;
    let reply = posts::create(conn, &people.cx, bob, &reply).await.unwrap();
    let found = async |typed: &str| {
        let mut found = people.finds(None, typed).await;
        found.sort_unstable();
        found
    };
    assert_eq!(found("lake").await, [first, second, reply]);
    assert_eq!(found("lake -ice").await, [first, reply]);
    assert_eq!(found("from:alice").await, [first]);
    assert_eq!(found("from:@bob lake").await, [second, reply]);
    assert_eq!(found("from:nobody lake").await, []);
    assert_eq!(found("lake is:reply").await, [reply]);
    assert_eq!(found("lake -is:reply").await, [first, second]);
    assert_eq!(found("lake is:sensitive").await, [reply]);
    assert_eq!(found("lake has:media").await, []);
    assert_eq!(found("lake language:en").await, [first, second]);
    assert_eq!(found("pond").await, [first]);
    let today = people.cx.clock.now().date_naive();
    assert_eq!(found(&format!("lake before:{today}")).await, []);
    assert_eq!(found(&format!("lake during:{today}")).await.len(), 3);
    assert_eq!(found(&format!("lake after:{today}")).await, []);
    assert_eq!(people.finds(Some(bob), "from:me ice").await, [second]);
    let conn = &mut people.conn().await;
    for hostile in [
        "'; DROP TABLE posts; --",
        "a\0b",
        "\"",
        "((((",
        "& | !",
        "%_\\",
        "from:'",
        "＼",
        "％＿",
        "犬&|!:*()",
        "ﷺ≮script≯＜b",
    ] {
        let range = Range::first(20);
        search::posts(conn, &people.cx, None, hostile, None, range)
            .await
            .unwrap();
        search::people(conn, &people.cx, None, hostile, false, range)
            .await
            .unwrap();
        search::tags(conn, hostile, Reviewed::NotAsked, range)
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_best_stands_first_and_pages_follow_each_other() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    people.willing(alice).await;
    let best = people
        .writes(alice, "harbour harbour harbour", Visibility::Public)
        .await;
    let mut all = Vec::new();
    for n in 0..7 {
        let text = format!("number {n}: a long walk past many things, and then a harbour");
        all.push(people.writes(alice, &text, Visibility::Public).await);
    }
    let found = people.finds(None, "harbour").await;
    assert_eq!(found[0], best);
    let conn = &mut people.conn().await;
    let mut paged = Vec::new();
    for offset in [0, 3, 6, 9] {
        let range = Range {
            offset,
            ..Range::first(3)
        };
        let page = search::posts(conn, &people.cx, None, "harbour", None, range)
            .await
            .unwrap();
        paged.extend(page.iter().map(|entry| entry.post.id));
    }
    assert_eq!(paged, found);
    let range = Range {
        max_id: Some(all[3].0),
        min_id: Some(all[0].0),
        ..Range::first(20)
    };
    let page = search::posts(conn, &people.cx, None, "harbour", Some(alice), range)
        .await
        .unwrap();
    assert_eq!(page.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_beginning_part_and_likeness() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    let alicia = people.member("alicia").await;
    let bob = people.member("bob").await;
    people.named(bob, "Demo Bob the Sailor").await;
    people.remote("alice", "far.example").await;
    let gone = people.member("alina").await;
    people
        .sql(
            "UPDATE accounts SET suspended_at = now() WHERE id = $1",
            gone,
        )
        .await;
    assert_eq!(
        people.people(None, "ali").await,
        ["alice", "alicia", "alice@far.example"]
    );
    assert_eq!(
        people.people(None, "@alice@far").await,
        ["alice@far.example"]
    );
    let own = format!("alice@{}", people.server.domain());
    let found = people.people(None, &own).await;
    assert_eq!(found.first().map(String::as_str), Some("alice"));
    assert_eq!(people.people(None, "sailor").await, ["bob"]);
    assert_eq!(people.people(None, "sailorr").await, ["bob"], "misspelt");
    assert_eq!(people.people(None, "al").await.len(), 3);
    assert_eq!(people.people(None, "zzz").await, Vec::<String>::new());
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    follow(conn, cx, bob, alicia, Boosts::AsBefore)
        .await
        .unwrap();
    assert_eq!(people.people(Some(bob), "ali").await[0], "alicia");
    block(conn, cx, alice, bob).await.unwrap();
    assert!(
        !people
            .people(Some(bob), "ali")
            .await
            .contains(&"alice".to_owned())
    );
    let range = Range::first(20);
    let followed = search::people(conn, cx, Some(bob), "al", true, range)
        .await
        .unwrap();
    assert_eq!(followed.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_found_by_their_beginning() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    people
        .writes(
            alice,
            "#boats #boating #boat_house #lake",
            Visibility::Public,
        )
        .await;
    let conn = &mut people.conn().await;
    let found = async |typed: &str| {
        let conn = &mut people.conn().await;
        let range = Range::first(20);
        let tags = search::tags(conn, typed, Reviewed::NotAsked, range)
            .await
            .unwrap();
        tags.into_iter().map(|tag| tag.name).collect::<Vec<_>>()
    };
    assert_eq!(found("#boat").await, ["boat_house", "boating", "boats"]);
    assert_eq!(found("BOATS").await, ["boats"]);
    assert_eq!(found("#").await, Vec::<String>::new());
    let reviewed = search::tags(conn, "boat", Reviewed::Only, Range::first(20)).await;
    assert!(reviewed.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn known_addresses_lead_to_what_the_viewer_may_see() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let open = people.writes(alice, "open", Visibility::Public).await;
    let closed = people.writes(alice, "closed", Visibility::Followers).await;
    let conn = &mut people.conn().await;
    let base = people.server.public_base();
    let known = async |viewer, address: String| {
        let conn = &mut people.conn().await;
        let url = address.parse().unwrap();
        search::known(conn, &people.cx, viewer, &url).await.unwrap()
    };
    assert_eq!(
        known(None, format!("{base}/@alice")).await,
        Some(Found::Account(alice))
    );
    assert_eq!(
        known(None, format!("{base}/@alice/{open}")).await,
        Some(Found::Post(open))
    );
    assert_eq!(known(None, format!("{base}/@alice/{closed}")).await, None);
    let own = known(Some(alice), format!("{base}/@alice/{closed}")).await;
    assert_eq!(own, Some(Found::Post(closed)));
    assert_eq!(known(None, format!("{base}/@nobody")).await, None);
    assert_eq!(known(None, "https://far.example/1".to_owned()).await, None);
    block(conn, &people.cx, alice, bob).await.unwrap();
    assert_eq!(known(Some(bob), format!("{base}/@alice")).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn accents_and_wide_signs_make_no_difference() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    people.willing(alice).await;
    let with = people
        .writes(alice, "Two cafés on Ærø: Straße", Visibility::Public)
        .await;
    let without = people
        .writes(alice, "Two cafes and ｗｉｄｅ letters", Visibility::Public)
        .await;
    let russian = people.writes(alice, "новый дом", Visibility::Public).await;
    for typed in ["cafes", "CAFÉS", "cafés", "cafe"] {
        assert_eq!(people.finds(None, typed).await.len(), 2, "{typed}");
    }
    assert_eq!(people.finds(None, "aero").await, [with]);
    assert_eq!(people.finds(None, "strasse").await, [with]);
    assert_eq!(people.finds(None, "\"two cafés\" wide").await, [without]);
    assert_eq!(people.finds(None, "новый").await, [russian]);
    assert_eq!(people.finds(None, "новыи").await, [], "another letter");
    assert_eq!(people.finds(None, "two -cafés").await, []);

    let bob = people.member("bob").await;
    people.named(bob, "Démo Zoë").await;
    for typed in ["zoe", "ZOË", "demo zoe"] {
        assert_eq!(people.people(None, typed).await, ["bob"], "{typed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn words_are_found_where_there_are_no_spaces() {
    let people = People::new().await;
    let alice = people.member("alice").await;
    people.willing(alice).await;
    let tower = people
        .writes(
            alice,
            "今日は東京タワーに行きました。犬が好き",
            Visibility::Public,
        )
        .await;
    let kyoto = people
        .writes(alice, "京都へ行こうiPhone本", Visibility::Public)
        .await;
    let seoul = people
        .writes(alice, "서울에서 만나요", Visibility::Public)
        .await;
    for (typed, expected) in [
        ("東京", vec![tower]),
        ("東京タワー", vec![tower]),
        ("タワー", vec![tower]),
        ("ﾀﾜｰ", vec![tower]),
        ("東京 犬", vec![tower]),
        ("犬", vec![tower]),
        ("本", vec![kyoto]),
        ("き", vec![tower]),
        ("iphone 京都", vec![kyoto]),
        ("iPhone本", vec![kyoto]),
        ("서울", vec![seoul]),
        ("京東", vec![]),
        ("東京都", vec![]),
        ("猫", vec![]),
        ("行き -東京", vec![]),
        ("・", vec![]),
    ] {
        assert_eq!(people.finds(None, typed).await, expected, "{typed}");
    }
    let bob = people.member("bob").await;
    people.named(bob, "東京の太郎").await;
    for typed in ["太郎", "東京", "東京の太郎", "の太"] {
        assert_eq!(people.people(None, typed).await, ["bob"], "{typed}");
    }
    assert_eq!(people.people(None, "花子").await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_one_blocks_is_found_and_who_blocks_is_not() {
    let people = People::new().await;
    let (alice, bob) = (people.member("alice").await, people.member("bob").await);
    let (conn, cx) = (&mut people.conn().await, &people.cx);
    block(conn, cx, alice, bob).await.unwrap();
    assert_eq!(people.people(Some(alice), "bob").await, ["bob"]);
    assert!(people.people(Some(bob), "alice").await.is_empty());
}
