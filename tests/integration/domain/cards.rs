//! Links in posts become cards: fetched once, bounded, read again later.

use std::time::Duration;

use async_trait::async_trait;
use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::cards::{self, Card, CardKind};
use ossm::domain::posts::{self, NewPost};
use ossm::domain::resolver::{Asker, Found, RemoteResolver};
use ossm::foundation::error::{Error, Result};

use super::people::People;
use crate::harness::{FakePeer, Reply, TestServer};

/// There is nobody elsewhere.
struct Nobody;

#[async_trait]
impl RemoteResolver for Nobody {
    async fn account(&self, _: Asker, _: &str, _: &str) -> Result<AccountId> {
        Err(Error::not_found())
    }

    async fn address(&self, _: Asker, _: &url::Url) -> Result<Found> {
        Err(Error::not_found())
    }

    async fn interaction(&self, _: Asker, _: &str, _: &str, _: &str) -> Result<url::Url> {
        Err(Error::not_found())
    }
}

struct Scene {
    people: People,
    peer: FakePeer,
    alice: AccountId,
}

impl Scene {
    async fn new() -> Self {
        let server = TestServer::builder()
            .federated("alpha.localhost")
            .config(|config| config.jobs.workers = 0)
            .start()
            .await;
        let people = People::on(server);
        Self {
            alice: people.member("alice").await,
            peer: FakePeer::start("news.localhost").await,
            people,
        }
    }

    fn serve(&self, path: &str, html: &str) {
        let reply = Reply::new(200)
            .header("content-type", "text/html; charset=utf-8")
            .body(html);
        self.peer.answer(path, reply);
    }

    async fn post(&self, text: &str) -> PostId {
        self.post_for(text, Visibility::Public).await
    }

    async fn post_for(&self, text: &str, visibility: Visibility) -> PostId {
        let (conn, cx) = (&mut self.people.conn().await, &self.people.cx);
        let new = NewPost::plain(text, visibility);
        let id = posts::create(conn, cx, self.alice, &new).await.unwrap();
        cards::note_links(conn, cx, &[id]).await.unwrap();
        id
    }

    async fn fetch(&self) -> usize {
        let app = &self.people.server.app;
        cards::fetch_due(&app.db, &app.cx, &app.http, &app.peers, &Nobody)
            .await
            .unwrap()
    }

    async fn card(&self, post: PostId) -> Option<Card> {
        let conn = &mut self.people.conn().await;
        cards::of(conn, &[post]).await.unwrap().remove(&post)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_fetched_once_for_all_who_link_to_it_and_again_after_weeks() {
    let scene = Scene::new().await;
    scene.serve(
        "/a",
        "<title>t</title><meta property='og:title' content='Boats &amp; ships'>\
         <meta property='og:description' content='All about boats'>\
         <meta property='og:image' content='/boat.jpg'>",
    );
    let text = format!("Look: {} #boats", scene.peer.url("/a#part"));
    let (one, two) = (scene.post(&text).await, scene.post(&text).await);
    assert_eq!(scene.card(one).await, None);
    assert_eq!(scene.fetch().await, 1);
    let card = scene.card(one).await.unwrap();
    assert_eq!(card.title, "Boats & ships");
    assert_eq!(card.description, "All about boats");
    assert_eq!(card.image_url, Some(scene.peer.url("/boat.jpg")));
    assert_eq!(
        (card.kind, card.url.as_str()),
        (CardKind::Link, &*scene.peer.url("/a"))
    );
    assert_eq!(scene.card(two).await.as_ref(), Some(&card));
    scene.post(&text).await;
    assert_eq!(scene.fetch().await, 0);
    assert_eq!(scene.peer.count("/a"), 1);
    scene
        .people
        .server
        .clock
        .advance(chrono::Duration::days(15));
    scene.serve("/a", "<title>New words</title>");
    scene.post(&text).await;
    assert_eq!(scene.fetch().await, 1);
    assert_eq!(scene.card(one).await.unwrap().title, "New words");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_oembed_gives_a_frame() {
    let scene = Scene::new().await;
    scene.serve(
        "/v",
        "<title>Film</title><link rel=alternate type='application/json+oembed' href='/o?u=1'>",
    );
    scene.peer.answer(
        "/o?u=1",
        Reply::new(200).header("content-type", "application/json").body(
            "{\"type\":\"video\",\"title\":\"Demo film\",\"author_name\":\"Demo Ana\",\"width\":560,\
             \"height\":315,\"html\":\"<iframe src='https://play.example/1'></iframe><script>x()</script>\"}",
        ),
    );
    let post = scene.post(&scene.peer.url("/v")).await;
    scene.fetch().await;
    let card = scene.card(post).await.unwrap();
    assert_eq!(
        (card.kind, card.title.as_str()),
        (CardKind::Video, "Demo film")
    );
    assert_eq!((card.width, card.height), (560, 315));
    assert!(
        card.html
            .starts_with("<iframe src=\"https://play.example/1\""),
        "{}",
        card.html
    );
    assert!(!card.html.contains("script>"));
    assert_eq!(card.author_name, "Demo Ana");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_page_too_large_or_broken_leaves_no_card() {
    let scene = Scene::new().await;
    let picture = Reply::new(200)
        .header("content-type", "image/png")
        .body("x");
    scene.peer.answer("/picture", picture);
    scene.peer.answer("/error", Reply::new(500));
    scene
        .peer
        .answer("/round", Reply::redirect(&scene.peer.url("/round")));
    scene.serve("/silent", "<p>Nothing in the head");
    let large = format!("<title>Large</title>{}", "<p>words</p>".repeat(400_000));
    scene.serve("/large", &large);
    let mut posts = Vec::new();
    for path in ["/picture", "/error", "/round", "/silent", "/missing"] {
        posts.push(scene.post(&scene.peer.url(path)).await);
    }
    let large = scene.post(&scene.peer.url("/large")).await;
    assert_eq!(scene.fetch().await, 6);
    for post in posts {
        assert_eq!(scene.card(post).await, None);
    }
    assert_eq!(scene.card(large).await.unwrap().title, "Large");
    assert_eq!(scene.fetch().await, 0, "nothing is tried again at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_posts_and_suspended_hosts_are_left_alone_and_edits_followed() {
    let scene = Scene::new().await;
    scene.serve("/a", "<title>A</title>");
    scene.serve("/b", "<title>B</title>");
    let direct = scene
        .post_for(&scene.peer.url("/a"), Visibility::Direct)
        .await;
    assert_eq!(scene.fetch().await, 0);
    assert_eq!(scene.card(direct).await, None);
    let post = scene.post(&scene.peer.url("/a")).await;
    scene.fetch().await;
    assert_eq!(scene.card(post).await.unwrap().title, "A");
    let (conn, cx) = (&mut scene.people.conn().await, &scene.people.cx);
    let sql = "UPDATE posts SET content = 'no link' WHERE id = $1";
    scene.people.sql(sql, AccountId(post.0)).await;
    cards::note_links(conn, cx, &[post]).await.unwrap();
    assert_eq!(scene.card(post).await, None);
    let host = scene.peer.host.clone();
    ossm::domain::moderation::domains::decide(
        conn,
        cx,
        ossm::domain::moderation::Authority::Operator,
        &ossm::domain::moderation::domains::NewRule::plain(
            host.as_str(),
            ossm::domain::peers::Severity::Suspend,
        ),
    )
    .await
    .unwrap();
    let app = &scene.people.server.app;
    while app.peers.verdict(&app.db, &host).await.unwrap().may_talk() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let suspended = scene.post(&scene.peer.url("/b")).await;
    scene.fetch().await;
    assert_eq!(scene.card(suspended).await, None);
    assert_eq!(scene.peer.count("/b"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_running_server_makes_cards_by_itself() {
    let server = TestServer::builder()
        .federated("alpha.localhost")
        .start()
        .await;
    let people = People::on(server);
    let scene = Scene {
        alice: people.member("alice").await,
        peer: FakePeer::start("news.localhost").await,
        people,
    };
    scene.serve("/a", "<title>By itself</title>");
    let (conn, cx) = (&mut scene.people.conn().await, &scene.people.cx);
    let new = NewPost::plain(scene.peer.url("/a"), Visibility::Public);
    let post = posts::create(conn, cx, scene.alice, &new).await.unwrap();
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    while scene.card(post).await.is_none() {
        assert!(tokio::time::Instant::now() < deadline, "no card came");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
