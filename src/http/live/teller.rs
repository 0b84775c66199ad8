//! Tells readers what happened, as long as the process lives.

use std::sync::Arc;
use std::time::Duration;

use crate::db::ids::AccountId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::live::{self, Connected, Signal};
use crate::foundation::error::Result;
use crate::http::live::deliveries::{Composer, Heard};
use crate::http::live::{Frame, Hub, Render, Topic};

/// Signals that are told together: their readers are asked for in one go.
const TOGETHER: usize = 64;

/// How often it is asked whether open streams may stay open; revoked tokens are
/// heard of at once, those that ran out are not.
const CHECK_EVERY: Duration = Duration::from_mins(1);

/// Frames that a stream gets at most when it resumes.
const MOST_MISSED: usize = 200;

/// Tells readers what happened; clones share everything.
#[derive(Clone)]
pub struct Teller {
    /// The readers.
    pub hub: Hub,
    /// Where what happened is found.
    pub db: Database,
    /// What the domain needs.
    pub cx: DomainContext,
    /// How things look.
    pub render: Arc<dyn Render>,
}

impl Teller {
    /// Tells what is heard, for ever; drop the future to stop.
    pub async fn run(self) {
        let Some(mut heard) = self.hub.take_heard() else {
            return;
        };
        let mut signals = Vec::with_capacity(TOGETHER);
        while heard.recv_many(&mut signals, TOGETHER).await > 0 {
            let batch: Vec<Heard> = signals.drain(..).map(|s| (s.at(), s)).collect();
            self.end_streams(&batch);
            if let Err(error) = self.tell(&batch).await {
                tracing::warn!(?error, "live streams missed something");
            }
        }
    }

    /// Closes streams whose tokens ran out, for ever; drop the future to stop.
    pub async fn check(self) {
        loop {
            tokio::time::sleep(CHECK_EVERY).await;
            if let Err(error) = self.check_once().await {
                tracing::debug!(?error, "open streams were not checked");
            }
        }
    }

    /// Closes streams whose tokens ran out or were revoked.
    pub async fn check_once(&self) -> Result<()> {
        let tokens = self.hub.tokens();
        if tokens.is_empty() {
            return Ok(());
        }
        let mut conn = self.db.conn().await?;
        let good = live::good_tokens(&mut conn, &self.cx, &tokens).await?;
        drop(conn);
        let gone: Vec<i64> = tokens.into_iter().filter(|id| !good.contains(id)).collect();
        self.hub.end_tokens(&gone);
        Ok(())
    }

    fn end_streams(&self, batch: &[Heard]) {
        for (_, signal) in batch {
            match signal {
                Signal::Revoked { tokens } => self.hub.end_tokens(tokens),
                Signal::Barred { account } => self.hub.end_account(*account),
                _ => {}
            }
        }
    }

    async fn tell(&self, batch: &[Heard]) -> Result<()> {
        let connected = self.hub.connected();
        let composer = Composer {
            teller: self,
            connected: &connected,
            follows: &|topic| self.hub.follows(topic),
        };
        for delivery in composer.compose(batch).await? {
            let (topic, frame) = (&delivery.topic, &delivery.frame);
            self.hub.send(topic, frame, &delivery.except);
        }
        Ok(())
    }

    /// What a reader of `topic` missed after `last`, an ID that a stream gave
    /// out: at most the newest 200 frames, of the last 15 minutes.
    pub async fn missed(
        &self,
        topic: &Topic,
        viewer: Option<AccountId>,
        last: i64,
    ) -> Result<Vec<Arc<Frame>>> {
        let heard = {
            let mut conn = self.db.conn().await?;
            live::since(&mut conn, &self.cx, last, viewer).await?
        };
        let heard: Vec<Heard> = heard.into_iter().map(|(id, s)| (Some(id), s)).collect();
        let mut connected = Connected::default();
        match topic {
            Topic::User(account) => connected.homes.push(*account),
            Topic::List(id) => connected.lists.extend(viewer.map(|owner| (*id, owner))),
            topic if topic.is_public() => connected.members.extend(viewer),
            _ => {}
        }
        let composer = Composer {
            teller: self,
            connected: &connected,
            follows: &|other| other == topic,
        };
        let deliveries = composer.compose(&heard).await?;
        let mut frames: Vec<Arc<Frame>> = deliveries
            .into_iter()
            .filter(|one| one.topic == *topic && !viewer.is_some_and(|v| one.except.contains(&v)))
            .map(|one| one.frame)
            .collect();
        frames.drain(..frames.len().saturating_sub(MOST_MISSED));
        Ok(frames)
    }
}
