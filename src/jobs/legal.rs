//! Makes archives of people's data, removes those that nobody fetched, and tells
//! announcements whose time has come.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::db::ids::AnnouncementId;
use crate::domain::announcements::{self, TELL_JOB};
use crate::domain::legal::exports::{self, EXPORT_JOB};
use crate::foundation::error::Result;
use crate::jobs::job::{self, Job};

#[derive(Deserialize)]
struct Payload {
    id: i64,
}

/// The handler of [`EXPORT_JOB`].
pub struct MakeExport(pub App);

#[async_trait]
impl Job for MakeExport {
    fn kind(&self) -> &'static str {
        EXPORT_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Payload { id } = job::parse(payload)?;
        let app = &self.0;
        Box::pin(exports::make(&app.db, &app.cx, app.pictures.store(), id)).await
    }
}

/// Removes archives whose time is over.
pub struct ExpireExports(pub App);

#[async_trait]
impl Job for ExpireExports {
    fn kind(&self) -> &'static str {
        "expire_exports"
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_hours(1))
    }

    async fn run(&self, _payload: &Value) -> Result<()> {
        exports::expire(&mut *self.0.db.conn().await?, &self.0.cx).await
    }
}

/// The handler of [`TELL_JOB`].
pub struct TellAnnouncement(pub App);

#[async_trait]
impl Job for TellAnnouncement {
    fn kind(&self) -> &'static str {
        TELL_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Payload { id } = job::parse(payload)?;
        let conn = &mut *self.0.db.conn().await?;
        announcements::tell_due(conn, &self.0.cx, AnnouncementId(id)).await
    }
}
