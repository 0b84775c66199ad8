//! Every five minutes: computes what trends, and the directory.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::trends::{self, COMPUTE_JOB};
use crate::foundation::error::Result;
use crate::jobs::job::Job;

/// The handler of [`COMPUTE_JOB`].
pub struct ComputeTrends(pub Database, pub DomainContext);

#[async_trait]
impl Job for ComputeTrends {
    fn kind(&self) -> &'static str {
        COMPUTE_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(5))
    }

    async fn run(&self, _: &Value) -> Result<()> {
        trends::compute(&mut *self.0.conn().await?, &self.1).await
    }
}
