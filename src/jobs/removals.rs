//! Every hour: deletes what is left of accounts that were suspended some weeks
//! ago, and forgets old figures of refused sign-ups.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::auth::protection;
use crate::domain::moderation::removal;
use crate::foundation::error::Result;
use crate::jobs::job::Job;

/// Rounds in one run; the rest waits for the next hour.
const ROUNDS: usize = 20;

/// The handler of `remove_suspended`.
pub struct RemoveSuspended(pub Database, pub DomainContext);

#[async_trait]
impl Job for RemoveSuspended {
    fn kind(&self) -> &'static str {
        "remove_suspended"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(1))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        let conn = &mut *self.0.conn().await?;
        for _ in 0..ROUNDS {
            if Box::pin(removal::delete_due(conn, &self.1)).await? == 0 {
                break;
            }
        }
        protection::forget(conn, &self.1).await
    }
}
