//! Finds out on whose homes new posts stand, so that only those are drawn anew.

use crate::db::ids::PostId;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::live::{self, Connected};
use crate::foundation::error::Result;
use crate::http::answers::Answers;

/// Signals that are looked at together.
const TOGETHER: usize = 64;

/// Puts homes out of date as posts come in.
pub struct Freshener {
    /// What is kept.
    pub answers: Answers,
    /// Where homes are looked up.
    pub db: Database,
    /// What the domain needs.
    pub cx: DomainContext,
}

impl Freshener {
    /// Works for ever; drop the future to stop.
    pub async fn run(self) {
        let Some(mut heard) = self.answers.take_heard() else {
            return;
        };
        let mut signals = Vec::with_capacity(TOGETHER);
        while heard.recv_many(&mut signals, TOGETHER).await > 0 {
            let posts: Vec<PostId> = signals.drain(..).flatten().collect();
            if let Err(error) = self.freshen(&posts).await {
                tracing::debug!(?error, "all answers are made anew");
                self.answers.expire_all();
            }
        }
    }

    /// Four statements at most, however many posts and members there are.
    async fn freshen(&self, posts: &[PostId]) -> Result<()> {
        let homes = self.answers.members();
        if homes.is_empty() {
            return Ok(());
        }
        let connected = Connected {
            homes,
            ..Connected::default()
        };
        let mut conn = self.db.conn().await?;
        let reach = live::reach(&mut conn, &self.cx, posts, &connected).await?;
        drop(conn);
        for reach in reach.values() {
            self.answers.touch_homes(&reach.homes).await;
        }
        Ok(())
    }
}
