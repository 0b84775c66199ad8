//! Keeps to the budgets: of files of other servers at once, of rows every day.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::app::App;
use crate::domain::moderation::permission::Authority;
use crate::domain::retention::{KeepWithin, prune_database};
use crate::foundation::error::Result;
use crate::jobs::job::Job;

/// Every minute: removes files of other servers that are over the budget (after
/// it was lowered: files that come never exceed it) or past their days.
pub struct KeepBudget(pub KeepWithin);

#[async_trait]
impl Job for KeepBudget {
    fn kind(&self) -> &'static str {
        "keep_budget"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(1))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        let freed = self.0.run().await?;
        if freed.files > 0 {
            tracing::info!(freed.files, freed.bytes, "files of other servers went");
        }
        Ok(())
    }
}

/// Every six hours: removes what is past its time from the database.
pub struct PruneDatabase(pub App);

#[async_trait]
impl Job for PruneDatabase {
    fn kind(&self) -> &'static str {
        "prune_database"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(6))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        let app = &self.0;
        let pruned = prune_database(&app.db, &app.cx, Authority::Operator, false);
        for outcome in Box::pin(pruned).await? {
            if outcome.removed > 0 {
                let subject = outcome.subject.as_str();
                tracing::info!(subject, outcome.removed, "past its time");
            }
        }
        Ok(())
    }
}
