//! Counts and measures what the moderators' pages show, so that these need not.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::app::App;
use crate::domain::costs::measure;
use crate::foundation::error::Result;
use crate::jobs::job::Job;

/// Every ten minutes: what happened, what passed, how large the database is.
pub struct CountFigures(pub App);

#[async_trait]
impl Job for CountFigures {
    fn kind(&self) -> &'static str {
        "count_figures"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(10))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        Box::pin(measure::figures(&self.0.db, &self.0.cx)).await
    }
}

/// Every three hours: files, backups, and what members use.
pub struct MeasureFiles(pub App);

#[async_trait]
impl Job for MeasureFiles {
    fn kind(&self) -> &'static str {
        "measure_files"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(3))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        let app = &self.0;
        let store = app.pictures.store();
        Box::pin(measure::files(&app.db, &app.cx, store, &app.remote_cache)).await
    }
}
