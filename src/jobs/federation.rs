//! Work about other servers: files of rules and shared lists are applied, lists are
//! fetched, and what is shown of servers is counted and asked for.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::domain::moderation::{blocklists, domain_imports, servers};
use crate::foundation::error::Result;
use crate::jobs::job::{self, Job};

/// Applies files of rules: the handler of [`domain_imports::APPLY_JOB`].
pub struct ApplyImport(pub App);

/// Applies shared lists: the handler of [`blocklists::APPLY_JOB`].
pub struct ApplyBlocklist(pub App);

/// Fetches a shared list: the handler of [`blocklists::FETCH_JOB`].
pub struct FetchBlocklist(pub App);

/// Has shared lists fetched: the handler of [`blocklists::FETCH_ALL_JOB`].
pub struct FetchBlocklists(pub App);

/// Counts what is shown of servers: the handler of [`servers::COUNT_JOB`].
pub struct CountPeers(pub App);

/// Asks servers what they run: the handler of [`servers::ASK_JOB`].
pub struct AskPeers(pub App);

#[derive(Deserialize)]
struct Row {
    id: i64,
}

#[async_trait]
impl Job for ApplyImport {
    fn kind(&self) -> &'static str {
        domain_imports::APPLY_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Row { id } = job::parse(payload)?;
        while domain_imports::work(&mut *self.0.db.conn().await?, &self.0.cx, id).await? {}
        Ok(())
    }
}

#[async_trait]
impl Job for ApplyBlocklist {
    fn kind(&self) -> &'static str {
        blocklists::APPLY_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Row { id } = job::parse(payload)?;
        while blocklists::work(&mut *self.0.db.conn().await?, &self.0.cx, id).await? {}
        Ok(())
    }
}

#[async_trait]
impl Job for FetchBlocklist {
    fn kind(&self) -> &'static str {
        blocklists::FETCH_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Row { id } = job::parse(payload)?;
        Box::pin(blocklists::fetch(&self.0.db, &self.0.cx, &self.0.http, id)).await
    }
}

#[async_trait]
impl Job for FetchBlocklists {
    fn kind(&self) -> &'static str {
        blocklists::FETCH_ALL_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(15))
    }

    async fn run(&self, _: &Value) -> Result<()> {
        blocklists::order_due(&mut *self.0.db.conn().await?, &self.0.cx).await
    }
}

#[async_trait]
impl Job for CountPeers {
    fn kind(&self) -> &'static str {
        servers::COUNT_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(5))
    }

    async fn run(&self, _: &Value) -> Result<()> {
        let changed = servers::count(&mut *self.0.db.conn().await?, &self.0.cx).await?;
        tracing::debug!(changed, "servers were counted");
        Ok(())
    }
}

#[async_trait]
impl Job for AskPeers {
    fn kind(&self) -> &'static str {
        servers::ASK_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(Duration::from_mins(5))
    }

    async fn run(&self, _: &Value) -> Result<()> {
        let App {
            db,
            cx,
            http,
            peers,
            ..
        } = &self.0;
        if cx.config.federation.enabled {
            Box::pin(servers::ask_some(db, cx, (http, peers))).await?;
        }
        Ok(())
    }
}
