//! What a kind of job is: a name and how to do it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::foundation::error::{Error, Result};

/// One kind of background work. The handler brings what it needs in its fields.
#[async_trait]
pub trait Job: Send + Sync + 'static {
    /// The `kind` of the rows in the job table.
    fn kind(&self) -> &'static str;

    /// For work that comes round: the time from the end of one run to the next.
    /// There is always one row of such a kind, made by the workers.
    fn every(&self) -> Option<Duration> {
        None
    }

    /// Does the work. It may be done twice and by several processes, one after
    /// the other, so it looks at what is there before it changes anything.
    ///
    /// # Errors
    /// Invalid: it can never succeed, and is put aside at once. Everything else
    /// is tried again later.
    async fn run(&self, payload: &Value) -> Result<()>;
}

/// Reads a job's payload.
///
/// # Errors
/// Invalid when it is not of the expected shape.
pub fn parse<T: DeserializeOwned>(payload: &Value) -> Result<T> {
    T::deserialize(payload)
        .map_err(|error| Error::invalid("The job's payload cannot be read.").because(error))
}

/// The kinds of work that a worker knows.
#[derive(Clone, Default)]
pub struct Registry(HashMap<&'static str, Arc<dyn Job>>);

impl Registry {
    /// Adds a kind. A later one replaces an earlier one of the same name.
    #[must_use]
    pub fn with(mut self, job: impl Job) -> Self {
        self.0.insert(job.kind(), Arc::new(job));
        self
    }

    /// The names of all kinds.
    #[must_use]
    pub fn kinds(&self) -> Vec<&'static str> {
        self.0.keys().copied().collect()
    }

    /// The handler of a kind.
    #[must_use]
    pub fn get(&self, kind: &str) -> Option<Arc<dyn Job>> {
        self.0.get(kind).cloned()
    }

    /// The kinds that come round, with their pauses.
    pub fn recurring(&self) -> impl Iterator<Item = &'static str> {
        self.0
            .values()
            .filter(|job| job.every().is_some())
            .map(|job| job.kind())
    }
}
