//! Sends a post whose time has come: the handler of [`SEND_JOB`].

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::db::ids::ScheduledPostId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::scheduled::{self, SEND_JOB};
use crate::foundation::error::Result;
use crate::jobs::job::{self, Job};

/// Posts one scheduled post.
pub struct SendScheduled(pub Database, pub DomainContext);

#[derive(Deserialize)]
struct Payload {
    id: ScheduledPostId,
}

#[async_trait]
impl Job for SendScheduled {
    fn kind(&self) -> &'static str {
        SEND_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Payload { id } = job::parse(payload)?;
        let conn = &mut *self.0.conn().await?;
        scheduled::send(conn, &self.1, id).await?;
        Ok(())
    }
}
