//! Connections that threads have for themselves, and those that all share.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use diesel_async::SimpleAsyncConnection as _;
use ossm::db::pool::{Database, PoolOptions, PooledConn};
use ossm::foundation::error::ErrorKind;

use crate::harness::TestDatabase;

fn options(size: usize, threads: usize) -> PoolOptions {
    PoolOptions {
        size,
        threads,
        wait: Duration::from_millis(200),
        statement_timeout: Duration::from_secs(5),
    }
}

/// Does something on a thread that answers requests, with a runtime of its own.
fn answering<T: Send + 'static>(
    db: &Database,
    work: impl AsyncFnOnce(Database) -> T + Send + 'static,
) -> T {
    let db = db.clone();
    let thread = thread::spawn(move || {
        db.answer_on_this_thread();
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.enable_all().build().unwrap().block_on(work(db))
    });
    thread.join().unwrap()
}

/// As many connections as are to be had at once.
async fn all(db: &Database) -> Vec<PooledConn> {
    let mut got = Vec::new();
    loop {
        match db.conn().await {
            Ok(mut conn) => {
                conn.batch_execute("SELECT 1").await.unwrap();
                got.push(conn);
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unavailable);
                return got;
            }
        }
    }
}

#[tokio::test]
async fn however_many_threads_there_are_the_bound_holds() {
    let database = TestDatabase::new().await;
    for (size, threads) in [(10, 2), (10, 64), (2, 1), (2, 8), (500, 2), (7, 3), (10, 0)] {
        let db = Database::new(&database.url, &options(size, threads)).unwrap();
        assert_eq!(db.max_size(), size, "{size} for {threads}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_uses_its_own_connections_and_then_shared_ones() {
    let database = TestDatabase::new().await;
    let db = Database::new(&database.url, &options(8, 2)).unwrap();
    // Two threads with two each; four are left for all.
    assert_eq!(all(&db).await.len(), 4);
    let (held, (say, heard)) = (db.clone(), mpsc::channel::<()>());
    let (tell, told) = mpsc::channel();
    let busy = thread::spawn(move || {
        answering(&held, async move |held| {
            let mine = all(&held).await;
            tell.send(mine.len()).unwrap();
            // Until the others have looked.
            let _ = heard.recv();
        });
    });
    assert_eq!(told.recv().unwrap(), 6);
    assert_eq!(db.in_use(), 6);
    assert_eq!(
        db.conn().await.err().unwrap().kind(),
        ErrorKind::Unavailable
    );
    // What is another thread's own is still there for it.
    assert_eq!(answering(&db, async |db| all(&db).await.len()), 2);
    drop(say);
    busy.join().unwrap();
    assert_eq!(db.in_use(), 0);
    assert_eq!(all(&db).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_gets_whichever_is_free_first() {
    let database = TestDatabase::new().await;
    let db = Database::new(&database.url, &options(4, 1)).unwrap();
    for own in [true, false] {
        let shared = all(&db).await;
        let got = answering(&db, async move |db| {
            let held = [db.conn().await.unwrap(), db.conn().await.unwrap()];
            let waiting = async { db.conn().await.is_ok() };
            let freeing = async {
                tokio::time::sleep(Duration::from_millis(60)).await;
                if own { drop(held) } else { drop(shared) }
            };
            tokio::join!(waiting, freeing).0
        });
        assert!(got, "own: {own}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_of_a_thread_that_ended_are_opened_anew() {
    let database = TestDatabase::new().await;
    let db = Database::new(&database.url, &options(2, 1)).unwrap();
    for _ in 0..3 {
        // One of its own, one of all.
        assert_eq!(answering(&db, async |db| all(&db).await.len()), 2);
    }
    assert_eq!(all(&db).await.len(), 1);
    db.close();
    let refused = answering(&db, async |db| {
        db.conn().await.err().map(|error| error.kind())
    });
    assert_eq!(refused, Some(ErrorKind::Unavailable));
}
