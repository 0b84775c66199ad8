//! A page costs the same number of statements however much is on it.

use ossm::db::ids::{AccountId, PostId};
use ossm::db::models::post::Visibility;
use ossm::domain::accounts::profile;
use ossm::domain::posts::{self, NewPost, react};

use crate::harness::{Browser, TestServer};

async fn write(server: &TestServer, author: AccountId, text: &str, to: Option<PostId>) -> PostId {
    let conn = &mut *server.app.db.conn().await.unwrap();
    let new = NewPost {
        in_reply_to: to,
        ..NewPost::plain(text, Visibility::Public)
    };
    posts::create(conn, &server.app.cx, author, &new)
        .await
        .unwrap()
}

async fn account(server: &TestServer, name: &str) -> AccountId {
    let conn = &mut *server.app.db.conn().await.unwrap();
    profile::by_handle(conn, name).await.unwrap().id
}

async fn react(server: &TestServer, actor: AccountId, post: PostId) {
    let conn = &mut *server.app.db.conn().await.unwrap();
    react::react(conn, &server.app.cx, actor, post, "🎉")
        .await
        .unwrap();
}

/// What the page costs: the least of three times.
async fn statements(server: &TestServer, reader: &Browser, path: &str) -> u64 {
    let mut least = u64::MAX;
    for _ in 0..3 {
        let before = server.app.db.statements();
        reader.get(path).await;
        least = least.min(server.app.db.statements() - before);
    }
    least
}

#[tokio::test(flavor = "multi_thread")]
async fn full_pages_cost_the_statements_of_short_ones() {
    let server = TestServer::builder()
        .config(|config| {
            config.jobs.workers = 0;
            config.limits.enabled = false;
        })
        .start()
        .await;
    let alice = server.member("alice").await;
    let _bob = server.member("bob").await;
    let bob = account(&server, "bob").await;
    let reader = account(&server, "alice").await;
    let follow = alice
        .form("/@bob", &format!("/accounts/{bob}/follow"))
        .await;
    alice.submit(&follow).await;

    let root = write(&server, bob, "root #many", None).await;
    let thread = format!("/@bob/{root}");
    let paths = [
        "/",
        "/home",
        "/@bob/with_replies",
        "/tags/many",
        "/public",
        "/public/local",
        "/notifications",
        &thread,
    ];
    let mut costs: Vec<Vec<u64>> = Vec::new();
    for posts in [3, 45] {
        for n in 0..posts {
            write(
                &server,
                bob,
                &format!("number {n} #many @alice"),
                Some(root),
            )
            .await;
            let post = write(&server, bob, &format!("and {n} #many"), None).await;
            react(&server, reader, post).await;
        }
        let mut cost = Vec::new();
        for path in paths {
            let page = alice.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            cost.push(statements(&server, &alice, path).await);
            if posts == 45 {
                let shown = page.body.matches("<article").count();
                assert!(
                    shown >= 20 || path == "/notifications",
                    "{path} shows {shown}"
                );
            }
        }
        costs.push(cost);
    }
    // A statement of the server's own may fall into a window; one per post
    // would make a difference of seventeen and more.
    for ((path, short), full) in paths.iter().zip(&costs[0]).zip(&costs[1]) {
        assert!(*full <= short + 2, "{path}: {short}, then {full}");
        assert!(*full <= 17, "{path}: {full}");
    }
}
