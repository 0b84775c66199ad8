//! The worker: wake-ups, failures, leases, shutdown.

use chrono::TimeDelta;
use diesel_async::SimpleAsyncConnection as _;
use ossm::db::queue::Stats;
use ossm::jobs::cleanup::Cleanup;
use ossm::jobs::job::Registry;

use super::helper::{Told, ToldJob, Working, stats, tell, until};
use super::rows::row;
use crate::harness::TestServer;

/// A server that leaves the queue to the test's own workers. Nothing polls
/// within the time of a test.
async fn server(lease_seconds: u64) -> TestServer {
    TestServer::builder()
        .config(move |config| {
            config.jobs.workers = 0;
            config.jobs.lease_seconds = lease_seconds;
            config.jobs.poll_seconds = 300;
        })
        .start()
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_runs_as_soon_as_it_is_committed() {
    let server = server(60).await;
    let told = Told::new();
    let registry = Registry::default().with(ToldJob(told.clone()));
    let working = Working::start(&server.app, "worker", 2, registry);
    for round in 1..=5 {
        let id = tell(&server.app, "ok", 1).await;
        until("the job ran", async || told.done() == round).await;
        until("the job is gone", async || row(&server, id).await.is_none()).await;
    }
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_and_panics_are_tried_again_and_then_put_aside() {
    let server = server(60).await;
    let told = Told::new();
    let registry = Registry::default().with(ToldJob(told.clone()));
    let working = Working::start(&server.app, "worker", 2, registry);
    let panics = tell(&server.app, "panic", 2).await;
    let fails = tell(&server.app, "fail", 3).await;
    let hopeless = tell(&server.app, "hopeless", 9).await;
    until("all were tried", async || {
        stats(&server.app).await.later == 2
    })
    .await;
    let failed = row(&server, fails).await.unwrap();
    assert_eq!((failed.attempts, failed.leased_until), (1, None));
    let words = failed.last_error.unwrap();
    assert!(
        words.starts_with("Unavailable: ") && !words.contains("secret"),
        "{words}"
    );
    let words = row(&server, hopeless).await.unwrap().last_error.unwrap();
    assert_eq!(words, "Invalid: It can never be.");

    // The worker lives on, and its next look finds what is due again.
    server.clock.advance(TimeDelta::days(1));
    tell(&server.app, "ok", 1).await;
    until("another job ran", async || told.done() == 1).await;
    until("the panic was buried", async || {
        stats(&server.app).await.dead == 2
    })
    .await;
    let words = row(&server, panics).await.unwrap().last_error.unwrap();
    assert_eq!(words, "The handler panicked.");
    server.clock.advance(TimeDelta::days(1));
    tell(&server.app, "ok", 1).await;
    let all_dead = Stats {
        dead: 3,
        ready: 0,
        leased: 0,
        later: 0,
    };
    until("the failure was buried", async || {
        Stats {
            later: 0,
            ..stats(&server.app).await
        } == all_dead
    })
    .await;
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_killed_its_workers_is_put_aside_unrun() {
    let server = server(60).await;
    tell(&server.app, "ok", 2).await;
    let died = "UPDATE jobs SET attempts = 2, leased_by = 'dead', leased_until = '2020-01-01' \
                WHERE kind = 'told'";
    server
        .database
        .conn()
        .await
        .batch_execute(died)
        .await
        .unwrap();
    let told = Told::new();
    let registry = Registry::default().with(ToldJob(told.clone()));
    let working = Working::start(&server.app, "worker", 1, registry);
    until("it was buried", async || stats(&server.app).await.dead == 1).await;
    assert_eq!(told.started(), 0);
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn running_jobs_keep_their_leases_and_hold_no_connection() {
    let server = server(1).await;
    let told = Told::new();
    let registry = Registry::default().with(ToldJob(told.clone()));
    let working = Working::start(&server.app, "worker", 4, registry);
    let first = tell(&server.app, "wait", 1).await;
    for _ in 0..9 {
        tell(&server.app, "wait", 1).await;
    }
    until("four run", async || told.running() == 4).await;
    until("no connection is on loan", async || {
        server.app.db.in_use() == 0
    })
    .await;
    let leased = async || row(&server, first).await.unwrap().leased_until.unwrap();
    for _ in 0..3 {
        let before = leased().await;
        until("the lease was extended", async || leased().await > before).await;
    }
    assert_eq!(told.started(), 4);
    told.gate.add_permits(10);
    until("all are done", async || told.done() == 10).await;
    assert_eq!(told.most(), 4);
    assert_eq!(told.started(), 10);
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_lease_was_lost_is_stopped() {
    let server = server(1).await;
    let told = Told::new();
    let registry = Registry::default().with(ToldJob(told.clone()));
    let working = Working::start(&server.app, "worker", 1, registry);
    let id = tell(&server.app, "wait", 1).await;
    until("it runs", async || told.started() == 1).await;
    let stolen = "UPDATE jobs SET leased_by = 'other', leased_until = '2099-01-01' \
                  WHERE kind = 'told'";
    server
        .database
        .conn()
        .await
        .batch_execute(stolen)
        .await
        .unwrap();
    // The only place is free again.
    tell(&server.app, "ok", 1).await;
    until("another job ran", async || told.done() == 1).await;
    assert!(row(&server, id).await.is_some());
    working.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_end_running_jobs_finish_or_are_handed_back() {
    for (seconds, finishes) in [(20, true), (0, false)] {
        let server = TestServer::builder()
            .config(move |config| {
                config.jobs.workers = 0;
                config.server.shutdown_timeout_seconds = seconds;
            })
            .start()
            .await;
        let told = Told::new();
        let registry = Registry::default().with(ToldJob(told.clone()));
        let working = Working::start(&server.app, "worker", 1, registry);
        let id = tell(&server.app, "wait", 5).await;
        until("it runs", async || told.started() == 1).await;
        let waiting = tell(&server.app, "ok", 5).await;
        let open_the_gate = async {
            if finishes {
                told.gate.add_permits(1);
            }
        };
        tokio::join!(working.stop(), open_the_gate);
        let left = row(&server, id).await;
        assert_eq!(left.is_none(), finishes);
        assert!(left.is_none_or(|row| row.attempts == 0 && row.leased_until.is_none()));
        if !finishes {
            assert_eq!(row(&server, waiting).await.unwrap().attempts, 0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn work_that_comes_round_has_one_row_whoever_asks() {
    let server = server(60).await;
    let registry =
        || Registry::default().with(Cleanup::new(server.app.db.clone(), server.app.cx.clone()));
    let workers: Vec<_> = ["one", "two", "three"]
        .map(|owner| Working::start(&server.app, owner, 2, registry()))
        .into_iter()
        .collect();
    let once = Stats {
        later: 1,
        ..Stats::default()
    };
    until("the clean-up waits for its next hour", async || {
        stats(&server.app).await == once
    })
    .await;
    server.clock.advance(TimeDelta::hours(2));
    // A worker whose listening line comes late looks for work then, and may
    // have taken it up already: it is the same row.
    let there = stats(&server.app).await;
    let rows = there.ready + there.later + there.leased + there.dead;
    assert_eq!(rows, 1, "{there:?}");
    // Something wakes the workers.
    tell(&server.app, "nobody knows this kind", 1).await;
    until("it waits again", async || {
        stats(&server.app).await.later == 1
    })
    .await;
    assert_eq!(
        stats(&server.app).await,
        Stats {
            ready: 1,
            later: 1,
            ..Stats::default()
        }
    );
    for worker in workers {
        worker.stop().await;
    }
}
