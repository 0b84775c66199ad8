//! Jobs that do as they are told, and waiting for what will happen.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use ossm::app::App;
use ossm::db::ids::JobId;
use ossm::db::queue::{self, NewJob, Stats};
use ossm::foundation::error::{Error, Result};
use ossm::jobs::job::{Job, Registry};
use ossm::jobs::signals::{self, Shown, Wakeups};
use ossm::jobs::worker::Worker;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;

/// A job whose payload says what it shall do: `"ok"`, `"fail"`, `"panic"`,
/// `"hopeless"`, or `"wait"` for a permit of the gate.
pub struct Told {
    started: AtomicUsize,
    running: AtomicUsize,
    most: AtomicUsize,
    done: AtomicUsize,
    pub gate: Semaphore,
}

#[async_trait]
impl Job for ToldJob {
    fn kind(&self) -> &'static str {
        "told"
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let told = &self.0;
        told.started.fetch_add(1, Ordering::SeqCst);
        match payload["do"].as_str().unwrap() {
            "ok" => {}
            "fail" => return Err(Error::unavailable("secret-cause")),
            "hopeless" => return Err(Error::invalid("It can never be.")),
            "wait" => {
                let running = told.running.fetch_add(1, Ordering::SeqCst) + 1;
                told.most.fetch_max(running, Ordering::SeqCst);
                told.gate.acquire().await.unwrap().forget();
                told.running.fetch_sub(1, Ordering::SeqCst);
            }
            _ => panic!("as told"),
        }
        told.done.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

pub struct ToldJob(pub Arc<Told>);

impl Told {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            started: AtomicUsize::new(0),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            gate: Semaphore::new(0),
        })
    }

    pub fn started(&self) -> usize {
        self.started.load(Ordering::SeqCst)
    }

    pub fn running(&self) -> usize {
        self.running.load(Ordering::SeqCst)
    }

    /// The most that ran at once.
    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    pub fn done(&self) -> usize {
        self.done.load(Ordering::SeqCst)
    }
}

/// A worker in the background.
pub struct Working {
    stop: Arc<Notify>,
    worker: JoinSet<()>,
    listener: JoinSet<()>,
}

impl Working {
    /// Runs a worker named `owner` for the kinds in `registry`, `jobs` at once.
    pub fn start(app: &App, owner: &str, jobs: usize, registry: Registry) -> Self {
        let (wake, stop) = (Wakeups::default(), Arc::new(Notify::new()));
        let (db, mut cx) = (app.db.clone(), app.cx.clone());
        Arc::make_mut(&mut cx.config).jobs.workers = jobs;
        let worker = Worker::new(
            db.clone(),
            cx,
            registry,
            owner.to_owned(),
            wake.jobs.clone(),
        );
        let stopped = stop.clone();
        Self {
            stop,
            worker: JoinSet::from_iter([worker.run(async move { stopped.notified().await })]),
            listener: JoinSet::from_iter([signals::listen(db, Shown::default(), wake)]),
        }
    }

    /// Stops it as the server would.
    pub async fn stop(mut self) {
        self.stop.notify_one();
        self.worker.join_next().await.unwrap().unwrap();
        self.listener.abort_all();
    }
}

/// Adds a job of the kind "told"; returns its ID.
pub async fn tell(app: &App, what: &str, max_attempts: i32) -> JobId {
    let now = app.cx.clock.now();
    let job = NewJob {
        id: JobId(app.cx.ids.next()),
        kind: "told".to_owned(),
        payload: json!({ "do": what }),
        priority: 0,
        unique_key: None,
        run_at: now,
        max_attempts,
        created_at: now,
    };
    let mut conn = app.db.conn().await.unwrap();
    queue::enqueue(&mut conn, &job).await.unwrap();
    job.id
}

/// The numbers of the queue, now.
pub async fn stats(app: &App) -> Stats {
    let mut conn = app.db.conn().await.unwrap();
    queue::stats(&mut conn, app.cx.clock.now()).await.unwrap()
}

/// Asks again and again until the answer is yes; fails after 20 seconds.
pub async fn until(what: &str, mut yes: impl AsyncFnMut() -> bool) {
    let asking = async {
        while !yes().await {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let answered = tokio::time::timeout(Duration::from_secs(20), asking).await;
    assert!(answered.is_ok(), "this did not come about: {what}");
}
