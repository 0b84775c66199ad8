//! Events reach those who asked for them, and files go with their posts.

use ossm::db::Transactional as _;
use ossm::db::ids::{AccountId, PostId};
use ossm::domain::event::{self, Event};
use ossm::foundation::error::Error;
use ossm::foundation::storage::{FileType, Folder, Store};

use super::helper::{stats, until};
use crate::harness::TestServer;

fn deleted(removed_files: Vec<String>) -> Event {
    Event::PostDeleted {
        account_id: AccountId(1),
        post_id: PostId(2),
        removed_files,
        audience: Vec::new(),
        seen: ossm::domain::live::Seen::default(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_deleted_posts_are_removed_and_missing_ones_are_fine() {
    let server = TestServer::start().await;
    let store = Store::local(server.data_dir.path());
    let key = store
        .put(Folder::Posts, FileType::Png, vec![1, 2, 3])
        .await
        .unwrap();
    let gone = store
        .put(Folder::Posts, FileType::Png, vec![4])
        .await
        .unwrap();
    store.delete(&gone).await.unwrap();
    let files = vec![
        gone.to_string(),
        "../../etc/passwd".to_owned(),
        key.to_string(),
    ];
    let app = &server.app;
    let mut conn = app.db.conn().await.unwrap();
    conn.transaction(async |conn| event::record(conn, &app.cx, &deleted(files)).await)
        .await
        .unwrap();
    drop(conn);
    until("the file is gone", async || store.open(&key).await.is_err()).await;
    until("the job is settled", async || stats(app).await.leased == 0).await;
    assert_eq!(stats(app).await.dead, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_and_its_job_are_both_there_or_neither() {
    let server = TestServer::builder()
        .config(|config| config.jobs.workers = 0)
        .start()
        .await;
    let app = &server.app;
    let mut conn = app.db.conn().await.unwrap();
    let refused = conn
        .transaction(async |conn| {
            event::record(conn, &app.cx, &deleted(Vec::new())).await?;
            Err::<(), _>(Error::forbidden("No."))
        })
        .await;
    assert!(refused.is_err());
    assert_eq!(counts(&server).await, (0, 0));
    let id = conn
        .transaction(async |conn| event::record(conn, &app.cx, &deleted(Vec::new())).await)
        .await
        .unwrap();
    assert_eq!(counts(&server).await, (1, 1));
    let stored = ossm::db::models::event::find(&mut conn, id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(stored.kind, "post_deleted");
}

async fn counts(server: &TestServer) -> (i64, i64) {
    let jobs = "jobs WHERE kind = 'event'";
    (
        server.database.count("events").await,
        server.database.count(jobs).await,
    )
}
