//! Previews of linked pages: hears of posts, and fetches what they link to.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use crate::app::App;
use crate::db::ids::{EventId, PostId};
use crate::domain::cards::{FETCH_JOB, SWEEP_JOB, fetch_due, note_links};
use crate::domain::event::Event;
use crate::domain::resolver::RemoteResolver;
use crate::foundation::error::Result;
use crate::jobs::dispatch::Consumer;
use crate::jobs::job::Job;

/// How often pages are fetched that could wait.
const SWEEP_EVERY: Duration = Duration::from_secs(15);

/// Notes the links of new and edited posts.
pub struct NoteLinks(pub App);

/// The handler of [`FETCH_JOB`].
pub struct FetchCards(pub App, pub Arc<dyn RemoteResolver>);

/// The handler of [`SWEEP_JOB`].
pub struct SweepCards(pub App, pub Arc<dyn RemoteResolver>);

#[async_trait]
impl Consumer for NoteLinks {
    async fn consume(&self, _id: EventId, event: &Event) -> Result<()> {
        let one;
        let posts: &[PostId] = match event {
            Event::PostCreated { post_id, .. } | Event::PostEdited { post_id, .. } => {
                one = [*post_id];
                &one
            }
            Event::PostsReceived { post_ids, .. } => post_ids,
            _ => return Ok(()),
        };
        note_links(&mut *self.0.db.conn().await?, &self.0.cx, posts).await
    }
}

#[async_trait]
impl Job for FetchCards {
    fn kind(&self) -> &'static str {
        FETCH_JOB
    }

    async fn run(&self, _: &Value) -> Result<()> {
        fetch(&self.0, &*self.1).await
    }
}

#[async_trait]
impl Job for SweepCards {
    fn kind(&self) -> &'static str {
        SWEEP_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(SWEEP_EVERY)
    }

    async fn run(&self, _: &Value) -> Result<()> {
        fetch(&self.0, &*self.1).await
    }
}

async fn fetch(app: &App, resolver: &dyn RemoteResolver) -> Result<()> {
    fetch_due(&app.db, &app.cx, &app.http, &app.peers, resolver).await?;
    Ok(())
}
