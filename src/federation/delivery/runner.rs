//! Finds hosts that are due, gives each a session, and keeps their leases alive.
//! It holds a connection only to claim, load and extend.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, mpsc};
use tokio::task::{AbortHandle, Id, JoinSet};
use tokio::time::MissedTickBehavior;

use super::lanes::Lanes;
use super::load::Loader;
use super::post::Post;
use super::session::{Session, Shared};
use super::settle::Settler;
use super::signer::Signers;
use crate::app::App;
use crate::db::models::host::{self, Claim};
use crate::foundation::error::Result;

/// Results that may wait to be written down; then senders wait.
const MAX_UNSETTLED: usize = 2_048;
/// How often somebody looks for hosts that were forgotten.
const LOOK_EVERY: Duration = Duration::from_mins(10);

/// Delivers until `stop` is ready. Then it claims nothing more, gives running
/// requests `server.shutdown_timeout_seconds` to end, and hands the rest back.
/// `wake` is notified when there may be something to send.
pub async fn run(app: App, wake: Arc<Notify>, stop: impl Future<Output = ()>) {
    let config = app.cx.config.clone();
    let places = config.federation.delivery_hosts_at_once;
    if !config.federation.enabled || places == 0 {
        return stop.await;
    }
    let (settled, results) = mpsc::channel(MAX_UNSETTLED);
    let settler = Settler {
        db: app.db.clone(),
        clock: app.cx.clock.clone(),
        owner: app.process.clone(),
        wake: wake.clone(),
    };
    let mut settling = JoinSet::from_iter([settler.run(results)]);
    let signers = Signers::new(app.cx.clock.clone());
    let shared = Arc::new(Shared {
        post: Post {
            http: app.http.clone(),
            signers: signers.clone(),
        },
        clock: app.cx.clock.clone(),
        stopping: AtomicBool::new(false),
        settled,
    });
    let mut runner = Runner {
        loader: Loader::new(signers),
        app,
        places,
        lanes: Lanes::new(places),
        shared,
        queues: [VecDeque::new(), VecDeque::new()],
        hungry: [true; 2],
        running: Running::default(),
    };
    runner.work(&wake, stop).await;
    runner.wind_down().await;
    let app = runner.app.clone();
    // The settler ends when nobody can tell it anything any more.
    drop(runner);
    settling.join_next().await;
    logged(release(&app).await);
}

struct Runner {
    app: App,
    loader: Loader,
    places: usize,
    lanes: Lanes,
    shared: Arc<Shared>,
    /// Hosts under lease without a place yet, by lane.
    queues: [VecDeque<Session>; 2],
    /// Whether more hosts may be due, by lane.
    hungry: [bool; 2],
    running: Running,
}

#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    hosts: HashMap<Id, (String, AbortHandle)>,
}

impl Runner {
    async fn work(&mut self, wake: &Notify, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut heartbeat = self.heartbeat();
        let poll = Duration::from_secs(self.app.cx.config.jobs.poll_seconds);
        let mut poll = tokio::time::interval(poll);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut looked = None::<Instant>;
        loop {
            if looked.is_none_or(|at| at.elapsed() > LOOK_EVERY) {
                looked = logged(self.find_forgotten().await).map(|()| Instant::now());
            }
            self.fill().await;
            tokio::select! {
                () = &mut stop => return,
                () = self.running.some_ended(), if !self.running.hosts.is_empty() => {}
                () = self.lanes.freed() => {}
                () = wake.notified() => self.hungry = [true; 2],
                _ = poll.tick() => self.hungry = [true; 2],
                _ = heartbeat.tick() => self.extend().await,
            }
        }
    }

    /// Gives free places to hosts, and claims more hosts when few are left.
    async fn fill(&mut self) {
        for slow in [false, true] {
            let lane = usize::from(slow);
            loop {
                self.start_queued(slow);
                let (Some(queue), Some(hungry)) =
                    (self.queues.get(lane), self.hungry.get(lane).copied())
                else {
                    return;
                };
                if !hungry || queue.len() > self.places / 8 {
                    break;
                }
                let wanted = self.lanes.free(slow) + self.places / 2;
                let claimed = logged(self.claim(slow, wanted.max(1)).await).unwrap_or(0);
                if let Some(hungry) = self.hungry.get_mut(lane) {
                    *hungry = claimed >= wanted;
                }
            }
        }
    }

    fn start_queued(&mut self, slow: bool) {
        let Some(queue) = self.queues.get_mut(usize::from(slow)) else {
            return;
        };
        while !queue.is_empty() {
            let Some(place) = self.lanes.take(slow) else {
                return;
            };
            let Some(session) = queue.pop_front() else {
                return;
            };
            let name = session.host.host.clone();
            let task = session.run(Arc::clone(&self.shared), place);
            let handle = self.running.tasks.spawn(task);
            self.running.hosts.insert(handle.id(), (name, handle));
        }
    }

    /// Leases hosts and loads what is next for them; returns how many.
    async fn claim(&mut self, slow: bool, limit: usize) -> Result<usize> {
        let now = self.app.cx.clock.now();
        let claim = Claim {
            owner: &self.app.process,
            now,
            until: self.lease_until(),
            failing: slow,
            limit,
        };
        let rules = self.app.peers.rules(&self.app.db).await?;
        let mut conn = self.app.db.conn().await?;
        let hosts = host::claim(&mut conn, &claim).await?;
        if hosts.is_empty() {
            return Ok(0);
        }
        let names: Vec<String> = hosts.iter().map(|host| host.host.clone()).collect();
        match self.loader.sessions(&mut conn, hosts, &rules, now).await {
            Ok(sessions) => {
                if let Some(queue) = self.queues.get_mut(usize::from(slow)) {
                    queue.extend(sessions);
                }
                Ok(names.len())
            }
            Err(error) => {
                host::let_go(&mut conn, &self.app.process, &names).await?;
                Err(error)
            }
        }
    }

    fn lease(&self) -> Duration {
        Duration::from_secs(self.app.cx.config.jobs.lease_seconds)
    }

    fn lease_until(&self) -> DateTime<Utc> {
        let lease = TimeDelta::from_std(self.lease()).unwrap_or(TimeDelta::minutes(1));
        self.app.cx.clock.now() + lease
    }

    fn heartbeat(&self) -> tokio::time::Interval {
        let mut heartbeat = tokio::time::interval(self.lease() / 3);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        heartbeat
    }

    /// Extends the leases of all hosts, and lets go of those somebody else has.
    async fn extend(&mut self) {
        let queued = self
            .queues
            .iter()
            .flatten()
            .map(|session| &session.host.host);
        let running = self.running.hosts.values().map(|(name, _)| name);
        let held: Vec<String> = queued.chain(running).cloned().collect();
        if held.is_empty() {
            return;
        }
        let extended = async {
            let mut conn = self.app.db.conn().await?;
            Ok(host::extend(&mut conn, &self.app.process, &held, self.lease_until()).await?)
        };
        let Some(kept) = logged(extended.await) else {
            return;
        };
        let kept: std::collections::HashSet<String> = kept.into_iter().collect();
        for queue in &mut self.queues {
            queue.retain(|session| kept.contains(&session.host.host));
        }
        // A session that is about to end may have given its lease back.
        for (name, handle) in self.running.hosts.values() {
            if !kept.contains(name) {
                handle.abort();
            }
        }
    }

    async fn find_forgotten(&self) -> Result<()> {
        let mut conn = self.app.db.conn().await?;
        let found = host::find_forgotten(&mut conn, self.app.cx.clock.now()).await?;
        if found > 0 {
            tracing::warn!(found, "found hosts whose deliveries nobody waited for");
        }
        Ok(())
    }

    async fn wind_down(&mut self) {
        self.shared.stopping.store(true, Ordering::Relaxed);
        self.queues = [VecDeque::new(), VecDeque::new()];
        let grace = self.app.cx.config.server.shutdown_timeout_seconds;
        let mut over = std::pin::pin!(tokio::time::sleep(Duration::from_secs(grace)));
        let mut heartbeat = self.heartbeat();
        while !self.running.hosts.is_empty() {
            tokio::select! {
                () = self.running.some_ended() => {}
                () = &mut over => break,
                _ = heartbeat.tick() => self.extend().await,
            }
        }
        self.running.tasks.shutdown().await;
    }
}

impl Running {
    /// Waits until a session has ended. Dropping the future loses nothing.
    async fn some_ended(&mut self) {
        let mut next = self.tasks.join_next_with_id().await;
        while let Some(ended) = next {
            let id = match ended {
                Ok((id, ())) => id,
                Err(error) => error.id(),
            };
            self.hosts.remove(&id);
            next = self.tasks.try_join_next_with_id();
        }
    }
}

async fn release(app: &App) -> Result<()> {
    let mut conn = app.db.conn().await?;
    let released = host::release(&mut conn, &app.process).await?;
    if released > 0 {
        tracing::info!(released, "handed hosts with waiting deliveries back");
    }
    Ok(())
}

fn logged<T>(result: Result<T>) -> Option<T> {
    result
        .inspect_err(|error| tracing::warn!(?error, "deliveries cannot reach the database"))
        .ok()
}
