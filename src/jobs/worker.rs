//! The worker: claims jobs, runs several at once, keeps their leases alive and
//! settles. It holds a connection only to claim, extend and settle.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::MissedTickBehavior;

use crate::db::ids::JobId;
use crate::db::pool::Database;
use crate::db::queue::{self, Claim, ClaimedJob, NewJob};
use crate::domain::DomainContext;
use crate::foundation::error::Result;
use crate::jobs::job::Registry;
use crate::jobs::outcome::{Settlement, attempt, decide};

/// How often a settlement is tried while the database is away.
const SETTLE_TRIES: u32 = 5;

/// How often a worker looks whether the rows of recurring jobs are there.
const RECURRING_EVERY: Duration = Duration::from_mins(10);

/// Runs jobs of one process.
pub struct Worker {
    inner: Arc<Inner>,
    wake: Arc<Notify>,
    slots: usize,
}

struct Inner {
    database: Database,
    cx: DomainContext,
    registry: Registry,
    owner: String,
}

#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    jobs: HashMap<Id, (JobId, AbortHandle)>,
}

impl Worker {
    /// A worker for the kinds in `registry`. `owner` is a name that no other
    /// process has; `wake` is notified when there may be work.
    #[must_use]
    pub fn new(
        database: Database,
        cx: DomainContext,
        registry: Registry,
        owner: String,
        wake: Arc<Notify>,
    ) -> Self {
        let slots = cx.config.jobs.workers;
        let inner = Arc::new(Inner {
            database,
            cx,
            registry,
            owner,
        });
        Self { inner, wake, slots }
    }

    /// Works on at most `most` jobs at once, whatever the configuration allows.
    #[must_use]
    pub fn at_most(mut self, most: usize) -> Self {
        self.slots = self.slots.min(most);
        self
    }

    /// Works until `stop` is ready. Then it claims nothing more, gives running
    /// jobs `server.shutdown_timeout_seconds` to end, and hands the others back.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let config = self.inner.cx.config.clone();
        if self.slots == 0 {
            return stop.await;
        }
        let mut stop = std::pin::pin!(stop);
        let mut running = Running::default();
        let mut heartbeat = tokio::time::interval(self.inner.lease() / 3);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let poll = Duration::from_secs(config.jobs.poll_seconds);
        let mut recurring_at = None::<Instant>;
        loop {
            if recurring_at.is_none_or(|at| at.elapsed() > RECURRING_EVERY)
                && logged(self.inner.add_recurring().await).is_some()
            {
                recurring_at = Some(Instant::now());
            }
            let free = self.slots.saturating_sub(running.jobs.len());
            if free > 0 {
                for job in logged(self.inner.claim(free).await).unwrap_or_default() {
                    running.start(&self.inner, job);
                }
            }
            let idle = running.jobs.len() < self.slots;
            tokio::select! {
                () = &mut stop => break,
                () = running.one_ended(), if !running.jobs.is_empty() => {}
                () = self.wake.notified(), if idle => {}
                () = tokio::time::sleep(poll), if idle => {}
                _ = heartbeat.tick() => self.inner.extend(&mut running).await,
            }
        }
        let grace = Duration::from_secs(config.server.shutdown_timeout_seconds);
        self.wind_down(running, grace).await;
    }

    async fn wind_down(&self, mut running: Running, grace: Duration) {
        let mut heartbeat = tokio::time::interval(self.inner.lease() / 3);
        let mut over = std::pin::pin!(tokio::time::sleep(grace));
        while !running.jobs.is_empty() {
            tokio::select! {
                () = running.one_ended() => {}
                () = &mut over => break,
                _ = heartbeat.tick() => self.inner.extend(&mut running).await,
            }
        }
        running.tasks.shutdown().await;
        if let Some(released) = logged(self.inner.release().await)
            && released > 0
        {
            tracing::info!(released, "handed unfinished jobs back");
        }
    }
}

impl Running {
    fn start(&mut self, inner: &Arc<Inner>, job: ClaimedJob) {
        let id = job.id;
        let handle = self.tasks.spawn(Arc::clone(inner).work(job));
        self.jobs.insert(handle.id(), (id, handle));
    }

    /// Waits until a job has ended. Dropping the future loses nothing.
    async fn one_ended(&mut self) {
        let ended = match self.tasks.join_next_with_id().await {
            Some(Ok((id, ()))) => id,
            Some(Err(error)) => error.id(),
            None => return,
        };
        self.jobs.remove(&ended);
    }
}

impl Inner {
    fn lease(&self) -> Duration {
        Duration::from_secs(self.cx.config.jobs.lease_seconds)
    }

    fn lease_until(&self) -> DateTime<Utc> {
        self.cx.clock.now() + TimeDelta::from_std(self.lease()).unwrap_or(TimeDelta::minutes(1))
    }

    async fn claim(&self, limit: usize) -> Result<Vec<ClaimedJob>> {
        let kinds = self.registry.kinds();
        let claim = Claim {
            owner: &self.owner,
            now: self.cx.clock.now(),
            until: self.lease_until(),
            kinds: &kinds,
            limit,
        };
        let mut conn = self.database.conn().await?;
        Ok(queue::claim(&mut conn, &claim).await?)
    }

    /// Runs one job to its settlement.
    async fn work(self: Arc<Self>, claimed: ClaimedJob) {
        let Some(job) = self.registry.get(&claimed.kind) else {
            return;
        };
        let outcome = attempt(job.as_ref(), &claimed).await;
        let jitter = rand::random();
        let settlement = decide(outcome, &claimed, job.every(), self.cx.clock.now(), jitter);
        if let Settlement::Bury(words) = &settlement {
            tracing::error!(
                job = claimed.id.0,
                kind = claimed.kind,
                words,
                "put a job aside"
            );
        }
        self.settle(&settlement, &claimed).await;
    }

    /// Writes the settlement down; through a short outage it waits. When it
    /// cannot, the lease runs out and the job is done again.
    async fn settle(&self, settlement: &Settlement, claimed: &ClaimedJob) {
        for pause in (0..SETTLE_TRIES).map(|doublings| Duration::from_secs(1 << doublings)) {
            let settled = async {
                let mut conn = self.database.conn().await?;
                settlement
                    .apply(&mut conn, claimed, self.cx.clock.now())
                    .await
            };
            match logged(settled.await) {
                Some(true) => return,
                Some(false) => {
                    tracing::warn!(job = claimed.id.0, "lost the lease of a job before its end");
                    return;
                }
                None => tokio::time::sleep(pause).await,
            }
        }
    }

    /// Extends the leases of running jobs, and stops those that somebody else has.
    async fn extend(&self, running: &mut Running) {
        let ids: Vec<JobId> = running.jobs.values().map(|(id, _)| *id).collect();
        if ids.is_empty() {
            return;
        }
        let extended = async {
            let mut conn = self.database.conn().await?;
            Ok(queue::extend(&mut conn, &self.owner, &ids, self.lease_until()).await?)
        };
        let Some(held) = logged(extended.await) else {
            return;
        };
        for (id, handle) in running.jobs.values() {
            if !held.contains(id) {
                handle.abort();
            }
        }
    }

    async fn release(&self) -> Result<usize> {
        let mut conn = self.database.conn().await?;
        Ok(queue::release(&mut conn, &self.owner).await?)
    }

    /// Makes the rows of recurring jobs where they are missing.
    async fn add_recurring(&self) -> Result<()> {
        let mut conn = self.database.conn().await?;
        for kind in self.registry.recurring() {
            let now = self.cx.clock.now();
            let job = NewJob {
                id: JobId(self.cx.ids.next()),
                kind: kind.to_owned(),
                payload: serde_json::json!({}),
                priority: 10,
                unique_key: Some("recurring".to_owned()),
                run_at: now,
                max_attempts: i32::try_from(self.cx.config.jobs.max_attempts).unwrap_or(12),
                created_at: now,
            };
            queue::enqueue(&mut conn, &job).await?;
        }
        Ok(())
    }
}

fn logged<T>(result: Result<T>) -> Option<T> {
    result
        .inspect_err(|error| tracing::warn!(?error, "the worker could not reach the queue"))
        .ok()
}
