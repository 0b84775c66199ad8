//! Tells readers what happened, as long as the process lives.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::db::ids::AccountId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::live::{self, Connected, Signal};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::http::live::deliveries::{Composer, Heard};
use crate::http::live::heard::Word;
use crate::http::live::{Frame, Hub, Render, Topic};

/// Signals that are told together: their readers are asked for in one go.
const TOGETHER: usize = 64;

/// How often it is asked whether open streams may stay open; revoked tokens are
/// heard of at once, those that ran out are not.
const CHECK_EVERY: Duration = Duration::from_mins(1);

/// Frames that a stream gets at most when it resumes.
const MOST_MISSED: usize = 200;

/// A line that was lost was silent for so long at most before that was noticed.
const UNNOTICED: Duration = Duration::from_secs(30);

/// Pauses before something is tried again while the database is away; they
/// double, and add up to half a minute.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
const MOST_PAUSES: u32 = 11;

/// How much longer something is tried again.
struct Patience {
    pause: Duration,
    left: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            pause: FIRST_PAUSE,
            left: MOST_PAUSES,
        }
    }
}

impl Patience {
    /// Waits a moment where it is worth trying again.
    async fn lasts(&mut self, error: &Error) -> bool {
        if error.kind() != ErrorKind::Unavailable || self.left == 0 {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.left -= 1;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}

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
        let (mut words, mut lost) = (Vec::with_capacity(TOGETHER), None);
        while heard.recv_many(&mut words, TOGETHER).await > 0 {
            let mut batch: Vec<Heard> = Vec::new();
            for word in words.drain(..) {
                match word {
                    Word::Said(signal) => batch.push((signal.at(), signal)),
                    Word::Lost(since) => lost = lost.or(Some(since)),
                    Word::Back => {
                        self.tell_patiently(&std::mem::take(&mut batch)).await;
                        if let Some(since) = lost.take() {
                            self.catch_up_patiently(since).await;
                        }
                    }
                }
            }
            self.tell_patiently(&batch).await;
        }
    }

    async fn tell_patiently(&self, batch: &[Heard]) {
        self.end_streams(batch);
        let mut patience = Patience::default();
        while let Err(error) = self.tell(batch).await {
            if !patience.lasts(&error).await {
                tracing::warn!(?error, "live streams missed something");
                return;
            }
        }
    }

    async fn catch_up_patiently(&self, since: Instant) {
        let mut patience = Patience::default();
        while let Err(error) = self.catch_up(since).await {
            if !patience.lasts(&error).await {
                tracing::warn!(?error, "live streams do not know what they missed");
                return;
            }
        }
    }

    /// Tells what was said while nobody heard it, and closes streams that ended.
    async fn catch_up(&self, since: Instant) -> Result<()> {
        self.check_once().await?;
        let members = self.hub.told_members();
        let begin = self.cx.clock.now() - (since.elapsed() + UNNOTICED);
        let missed = {
            let mut conn = self.db.conn().await?;
            live::since_for_all(&mut conn, &self.cx, begin, &members).await?
        };
        let news: Vec<Heard> = missed
            .into_iter()
            .filter_map(|(id, signal)| Some((Some(id), self.hub.news(signal)?)))
            .collect();
        for batch in news.chunks(TOGETHER) {
            self.tell_patiently(batch).await;
        }
        Ok(())
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
            readers: &|topic| self.hub.readers_of(topic),
        };
        for delivery in composer.compose(batch).await? {
            self.hub.send(&delivery.topic, &delivery.to);
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
            Topic::Direct(account) => connected.directs.push(*account),
            Topic::List(id) => connected.lists.extend(viewer.map(|owner| (*id, owner))),
            topic if topic.is_public() => connected.members.extend(viewer),
            _ => {}
        }
        let composer = Composer {
            teller: self,
            connected: &connected,
            follows: &|other| other == topic,
            readers: &|other| {
                if other == topic {
                    vec![viewer]
                } else {
                    Vec::new()
                }
            },
        };
        let deliveries = composer.compose(&heard).await?;
        let mut frames: Vec<Arc<Frame>> = deliveries
            .into_iter()
            .filter(|one| one.topic == *topic)
            .filter_map(|one| one.to.frame(viewer).cloned())
            .collect();
        frames.drain(..frames.len().saturating_sub(MOST_MISSED));
        Ok(frames)
    }
}
