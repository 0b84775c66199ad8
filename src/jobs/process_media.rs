//! Works on films and sounds that members upload.

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::db::ids::MediaId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::media::upload::PROCESS_JOB;
use crate::domain::media::{Desk, process};
use crate::domain::pictures::Pictures;
use crate::foundation::error::Result;
use crate::jobs::job::{self, Job};

/// The handler of [`PROCESS_JOB`].
pub struct ProcessMedia {
    /// The database.
    pub db: Database,
    /// Where files are worked on and kept.
    pub pictures: Pictures,
    /// The rest.
    pub cx: DomainContext,
}

#[derive(Deserialize)]
struct Payload {
    media_id: MediaId,
}

#[async_trait]
impl Job for ProcessMedia {
    fn kind(&self) -> &'static str {
        PROCESS_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let id = job::parse::<Payload>(payload)?.media_id;
        let desk = Desk {
            db: &self.db,
            pictures: &self.pictures,
            cx: &self.cx,
        };
        process(desk, id).await
    }
}
