//! Work that polls, moves and blocks of servers leave for later.

use std::time::Duration;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use crate::db::ids::{AccountId, PostId};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::migrations::{CARRY_JOB, carry_followers};
use crate::domain::polls::{CLOSE_JOB, TALLIES_JOB, close_due, tell_tallies};
use crate::domain::relationships::domain_block::{self, PART_JOB};
use crate::foundation::error::Result;
use crate::jobs::job::{self, Job};

/// How often polls that are over are looked for.
const CLOSE_EVERY: Duration = Duration::from_secs(30);

/// Ends polls whose time is over: the handler of [`CLOSE_JOB`].
pub struct ClosePolls(pub Database, pub DomainContext);

/// Tells how a poll stands: the handler of [`TALLIES_JOB`].
pub struct TellTallies(pub Database, pub DomainContext);

/// Takes followers along to a new account: the handler of [`CARRY_JOB`].
pub struct CarryFollowers(pub Database, pub DomainContext);

/// Removes followers of servers that members block: the handler of [`PART_JOB`].
pub struct PartWithDomains(pub Database, pub DomainContext);

#[derive(Deserialize)]
struct Part {
    account: AccountId,
    domain: String,
}

#[derive(Deserialize)]
struct Tallies {
    post_id: PostId,
}

#[derive(Deserialize)]
struct Carry {
    old: AccountId,
    new: AccountId,
}

#[async_trait]
impl Job for ClosePolls {
    fn kind(&self) -> &'static str {
        CLOSE_JOB
    }

    fn every(&self) -> Option<Duration> {
        Some(CLOSE_EVERY)
    }

    async fn run(&self, _: &Value) -> Result<()> {
        let conn = &mut *self.0.conn().await?;
        while close_due(conn, &self.1).await? > 0 {}
        Ok(())
    }
}

#[async_trait]
impl Job for TellTallies {
    fn kind(&self) -> &'static str {
        TALLIES_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Tallies { post_id } = job::parse(payload)?;
        tell_tallies(&mut *self.0.conn().await?, &self.1, post_id).await
    }
}

#[async_trait]
impl Job for CarryFollowers {
    fn kind(&self) -> &'static str {
        CARRY_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Carry { old, new } = job::parse(payload)?;
        let conn = &mut *self.0.conn().await?;
        while carry_followers(conn, &self.1, old, new).await? > 0 {}
        Ok(())
    }
}

#[async_trait]
impl Job for PartWithDomains {
    fn kind(&self) -> &'static str {
        PART_JOB
    }

    async fn run(&self, payload: &Value) -> Result<()> {
        let Part { account, domain } = job::parse(payload)?;
        let conn = &mut *self.0.conn().await?;
        while domain_block::part(conn, &self.1, account, &domain).await? > 0 {}
        Ok(())
    }
}
