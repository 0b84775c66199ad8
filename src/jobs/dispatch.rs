//! Tells the rooms that asked for it what happened: the job behind every event.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::db::ids::EventId;
use crate::db::models::event::{self, EventRow};
use crate::db::pool::Database;
use crate::domain::event::{DISPATCH_JOB, Event};
use crate::foundation::error::{Error, Result};
use crate::jobs::job::{self, Job};

/// Somebody who wants to know what happened.
#[async_trait]
pub trait Consumer: Send + Sync + 'static {
    /// Hears of an event, at least once. When another consumer fails, it hears
    /// of the same event again.
    async fn consume(&self, id: EventId, event: &Event) -> Result<()>;
}

/// The handler of [`DISPATCH_JOB`].
pub struct Dispatch {
    database: Database,
    consumers: Vec<Arc<dyn Consumer>>,
}

#[derive(Deserialize)]
struct Payload {
    event_id: EventId,
}

impl Dispatch {
    /// Tells `consumers`, in their order.
    #[must_use]
    pub fn new(database: Database, consumers: Vec<Arc<dyn Consumer>>) -> Self {
        Self {
            database,
            consumers,
        }
    }

    async fn load(&self, id: EventId) -> Result<Option<EventRow>> {
        let mut conn = self.database.conn().await?;
        Ok(event::find(&mut conn, id).await?)
    }
}

#[async_trait]
impl Job for Dispatch {
    fn kind(&self) -> &'static str {
        DISPATCH_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let id = job::parse::<Payload>(payload)?.event_id;
        let Some(row) = self.load(id).await? else {
            // Cleaned up: it had been dispatched long ago.
            return Ok(());
        };
        // A newer version may have written it; it waits for a worker that knows it.
        let event: Event = serde_json::from_value(row.payload).map_err(Error::internal)?;
        for consumer in &self.consumers {
            consumer.consume(id, &event).await?;
        }
        Ok(())
    }
}
