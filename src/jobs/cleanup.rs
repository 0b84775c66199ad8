//! Every hour: removes what has had its time.

use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::Value;

use crate::db::cleanup::{self, Expiring};
use crate::db::ids::JobId;
use crate::db::models::oauth::application;
use crate::db::models::{delivery, incoming, outgoing, withdrawn};
use crate::db::pool::Database;
use crate::db::queue::{self, NewJob};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::event::DISPATCH_JOB;
use crate::domain::retention::Retention;
use crate::foundation::error::{Error, Result};
use crate::jobs::job::Job;
use crate::jobs::remove_files;

/// Rows removed by one statement.
const BITE: i64 = 1_000;

/// Statements of one kind in one run; the rest waits for the next hour.
const BITES: usize = 200;

/// How long an upload may wait to be posted.
const UPLOAD_WAITS: TimeDelta = TimeDelta::days(1);

/// How long events, dead jobs and deliveries that were given up are kept for
/// whoever looks into a problem; and how long a dead host may come back and
/// still get what it missed.
const HISTORY: TimeDelta = TimeDelta::days(30);

/// How long it is remembered what other servers deleted and undid: longer than
/// any of them goes on sending the same.
const REMEMBERED: TimeDelta = TimeDelta::days(14);

/// The handler of `cleanup`.
pub struct Cleanup {
    database: Database,
    cx: DomainContext,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Expired(Expiring),
    Uploads,
    Programs,
    Events,
    DeadJobs,
    Undelivered,
    Delivered,
    Received,
    Withdrawn,
}

impl Cleanup {
    /// The name of the job.
    pub const KIND: &'static str = "cleanup";

    /// Cleans this database.
    #[must_use]
    pub fn new(database: Database, cx: DomainContext) -> Self {
        Self { database, cx }
    }

    /// Removes up to [`BITE`] things; returns how many.
    async fn bite(&self, step: Step) -> Result<usize> {
        let now = self.cx.clock.now();
        let mut conn = self.database.conn().await?;
        let removed = match step {
            Step::Expired(what) => cleanup::expired(&mut conn, what, now, BITE).await?,
            Step::Uploads => self.uploads(&mut conn).await?,
            Step::Programs => application::delete_unused(&mut conn, now - HISTORY, BITE).await?,
            Step::Events => {
                cleanup::old_events(&mut conn, DISPATCH_JOB, now - HISTORY, BITE).await?
            }
            Step::Received => {
                let days = Retention::now(&self.cx).incoming_days;
                incoming::forget(&mut conn, now - TimeDelta::days(days.into()), BITE).await?
            }
            Step::Withdrawn => withdrawn::forget(&mut conn, now - REMEMBERED, BITE).await?,
            Step::DeadJobs => queue::remove_dead(&mut conn, now - HISTORY, BITE).await?,
            Step::Undelivered => delivery::remove_given_up(&mut conn, now - HISTORY, BITE).await?,
            Step::Delivered => {
                let days = Retention::now(&self.cx).outgoing_days;
                outgoing::remove_sent(&mut conn, now - TimeDelta::days(days.into()), BITE).await?
            }
        };
        Ok(removed)
    }

    /// The rows go in the transaction that orders the removal of the files.
    async fn uploads(&self, conn: &mut Conn) -> Result<usize> {
        let now = self.cx.clock.now();
        conn.transaction(async |conn| {
            let files = cleanup::unposted_uploads(conn, now - UPLOAD_WAITS, BITE).await?;
            let removed = files.len();
            if removed > 0 {
                let job = NewJob {
                    id: JobId(self.cx.ids.next()),
                    kind: remove_files::KIND.to_owned(),
                    payload: remove_files::payload(&files),
                    priority: 10,
                    unique_key: None,
                    run_at: now,
                    max_attempts: i32::try_from(self.cx.config.jobs.max_attempts).unwrap_or(12),
                    created_at: now,
                };
                queue::enqueue(conn, &job).await?;
            }
            Ok::<_, Error>(removed)
        })
        .await
    }
}

#[async_trait]
impl Job for Cleanup {
    fn kind(&self) -> &'static str {
        Self::KIND
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(1))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        let expired = Expiring::ALL.map(Step::Expired);
        for step in expired.into_iter().chain([
            Step::Uploads,
            Step::Programs,
            Step::Events,
            Step::DeadJobs,
            Step::Undelivered,
            Step::Delivered,
            Step::Received,
            Step::Withdrawn,
        ]) {
            for _ in 0..BITES {
                let removed = self.bite(step).await?;
                if i64::try_from(removed).is_ok_and(|removed| removed < BITE) {
                    break;
                }
            }
        }
        Ok(())
    }
}
