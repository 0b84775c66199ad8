//! A connection that listens for `NOTIFY` and comes back by itself.

use std::time::Duration;

use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::StreamExt as _;
use tokio::time::Instant;

use crate::db::pool::Database;
use crate::foundation::error::{Error, Result};

/// The first pause after a failure; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long the line may be silent before it is tested.
const SILENCE: Duration = Duration::from_secs(15);

/// How long a test or a connection attempt may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a [`Listener`] heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// The line is up (again). What was said before is lost: look for yourself.
    Connected,
    /// Somebody notified one of the channels.
    Notified {
        /// Which one.
        channel: String,
        /// What they said.
        payload: String,
    },
    /// The line is down; it will be opened again.
    Lost,
}

/// Listens on channels of a database.
pub struct Listener {
    database: Database,
    channels: Vec<&'static str>,
    line: Option<AsyncPgConnection>,
    pause: Duration,
    not_before: Instant,
}

impl Listener {
    /// A listener that connects when it is first asked. `channels` are names
    /// from the code, never from outside.
    #[must_use]
    pub fn new(database: Database, channels: &[&'static str]) -> Self {
        Self {
            database,
            channels: channels.to_vec(),
            line: None,
            pause: FIRST_PAUSE,
            not_before: Instant::now(),
        }
    }

    /// Waits for the next thing to hear. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Heard {
        match self.line.take() {
            Some(line) => self.hear(line).await,
            None => self.connect().await,
        }
    }

    async fn hear(&mut self, line: AsyncPgConnection) -> Heard {
        // Back in its place at once: the caller may drop this future.
        let line = self.line.insert(line);
        loop {
            let heard = {
                let next = std::pin::pin!(line.notifications_stream());
                tokio::time::timeout(SILENCE, next.into_future())
                    .await
                    .map(|(said, _)| said)
            };
            match heard {
                Ok(Some(Ok(said))) => {
                    return Heard::Notified {
                        channel: said.channel,
                        payload: said.payload,
                    };
                }
                Ok(_closed) => break,
                Err(_silence) if answers(line).await => {}
                Err(_silence) => break,
            }
        }
        self.line = None;
        self.not_before = Instant::now();
        Heard::Lost
    }

    async fn connect(&mut self) -> Heard {
        loop {
            tokio::time::sleep_until(self.not_before).await;
            match self.open().await {
                Ok(line) => {
                    self.line = Some(line);
                    self.pause = FIRST_PAUSE;
                    return Heard::Connected;
                }
                Err(error) => {
                    tracing::debug!(?error, "cannot listen for notifications yet");
                    self.not_before = Instant::now() + self.pause;
                    self.pause = (self.pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    async fn open(&self) -> Result<AsyncPgConnection> {
        let opening = async {
            let mut line = self.database.dedicated().await?;
            for channel in &self.channels {
                diesel::sql_query(format!("LISTEN {channel}"))
                    .execute(&mut line)
                    .await?;
            }
            Ok(line)
        };
        tokio::time::timeout(PATIENCE, opening)
            .await
            .map_err(Error::unavailable)?
    }
}

async fn answers(line: &mut AsyncPgConnection) -> bool {
    let asked = diesel::sql_query("SELECT 1").execute(line);
    matches!(tokio::time::timeout(PATIENCE, asked).await, Ok(Ok(_)))
}
