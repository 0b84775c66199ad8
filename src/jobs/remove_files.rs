//! Removes files from storage that nothing refers to any more, and no hold keeps.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::db::ids::EventId;
use crate::db::pool::Database;
use crate::domain::event::Event;
use crate::domain::legal::holds;
use crate::foundation::error::Result;
use crate::foundation::storage::{Key, Store};
use crate::jobs::dispatch::Consumer;
use crate::jobs::job::{self, Job};

/// The name of the job.
pub const KIND: &str = holds::REMOVE_JOB;

#[derive(Serialize, Deserialize)]
struct Payload {
    keys: Vec<String>,
}

/// What the job needs to know: the storage keys of the files.
#[must_use]
pub fn payload(keys: &[String]) -> Value {
    serde_json::json!({ "keys": keys })
}

/// Removes files, on order and after events that left some behind.
#[derive(Clone)]
pub struct RemoveFiles {
    db: Database,
    store: Store,
}

impl RemoveFiles {
    /// Removes files of this storage.
    #[must_use]
    pub fn new(db: Database, store: Store) -> Self {
        Self { db, store }
    }

    async fn remove_all(&self, keys: &[String]) -> Result<()> {
        if keys.is_empty() {
            return Ok(());
        }
        let keys = holds::removable(&mut *self.db.conn().await?, keys).await?;
        for key in &keys {
            match key.parse::<Key>() {
                // A file that is not there is as good as removed.
                Ok(key) => {
                    if let Some(still) = key.still() {
                        self.store.delete(&still).await?;
                    }
                    self.store.delete(&key).await?;
                }
                Err(error) => tracing::warn!(key, %error, "this is no key of a stored file"),
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Job for RemoveFiles {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        self.remove_all(&job::parse::<Payload>(payload)?.keys).await
    }
}

#[async_trait]
impl Consumer for RemoveFiles {
    async fn consume(&self, _id: EventId, event: &Event) -> Result<()> {
        match event {
            Event::PostDeleted { removed_files, .. }
            | Event::AccountUpdated { removed_files, .. }
            | Event::AccountDeleted { removed_files, .. } => self.remove_all(removed_files).await,
            _ => Ok(()),
        }
    }
}
