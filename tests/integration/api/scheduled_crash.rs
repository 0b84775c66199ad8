//! kill -9 while scheduled posts go out: each goes out, and once.

use std::sync::Arc;
use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection as _;
use ossm::app::{App, AppOptions};
use ossm::db::models::post::Visibility;
use ossm::db::models::user;
use ossm::domain::posts::NewPost;
use ossm::domain::scheduled;
use ossm::foundation::clock::SystemClock;
use ossm::foundation::config::Config;

use crate::federation::process::{Process, create_member};
use crate::harness::TestDatabase;

/// Fewer than a member may schedule for a day.
const POSTS: i64 = 20;

/// Waits until so many posts are out.
async fn out(database: &TestDatabase, wanted: i64) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let there = database.number("SELECT count(*) FROM posts").await;
        if there >= wanted {
            return;
        }
        assert!(Instant::now() < until, "{there} of {wanted} posts are out");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

async fn schedule_all(database: &TestDatabase) {
    let options = AppOptions {
        config: Config::default(),
        database_url: database.url.clone(),
        clock: Arc::new(SystemClock),
    };
    let app = App::build(options).await.unwrap();
    let conn = &mut *app.db.conn().await.unwrap();
    let found = user::by_username(conn, "demo_member").await.unwrap();
    let member = found.unwrap().user.account_id;
    let time = app.cx.clock.now() + chrono::Duration::minutes(6);
    for number in 0..POSTS {
        let new = NewPost::plain(format!("Number {number}"), Visibility::Public);
        scheduled::schedule(conn, &app.cx, member, &new, time)
            .await
            .unwrap();
    }
    // Their time has come.
    let due = "UPDATE scheduled_posts SET scheduled_at = now() - interval '1 second'; \
               UPDATE jobs SET run_at = now() - interval '1 second' \
               WHERE kind = 'send_scheduled_post'";
    conn.batch_execute(due).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_sends_each_scheduled_post_once() {
    let database = TestDatabase::new().await;
    let folder = tempfile::tempdir().unwrap();
    let door = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = format!("127.0.0.1:{}", door.local_addr().unwrap().port());
    drop(door);
    let start =
        || tokio::task::block_in_place(|| Process::start(folder.path(), &database.url, &bind));
    let process = start();
    tokio::task::block_in_place(|| {
        create_member(folder.path(), &database.url, &bind, "demo_member");
    });
    drop(process);
    schedule_all(&database).await;
    // Killed (SIGKILL) when the first are out, and again further on.
    for wanted in [1, POSTS / 2] {
        let process = start();
        out(&database, wanted).await;
        drop(process);
    }
    let _process = start();
    out(&database, POSTS).await;
    let waiting = "SELECT count(*) FROM scheduled_posts";
    assert_eq!(database.number(waiting).await, 0);
    let all = "SELECT count(*) FROM posts";
    assert_eq!(database.number(all).await, POSTS);
    let different = "SELECT count(DISTINCT text) FROM posts";
    assert_eq!(database.number(different).await, POSTS);
}
