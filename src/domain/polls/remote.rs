//! Polls of other servers: stored when they come, and their counts afterwards.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::db::ids::PostId;
use crate::db::models::poll::{self, Poll, PollOption};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::foundation::error::Result;
use crate::foundation::text::clean_line;

/// Most answers that are read of a poll.
const OPTIONS_MAX: usize = 20;
/// Most characters that are kept of an answer.
const TITLE_MAX: usize = 500;

/// A poll as its server tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemotePoll {
    /// Several answers may be chosen.
    pub multiple: bool,
    /// When votes end, or ended.
    pub ends_at: Option<DateTime<Utc>>,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// People who voted, where that is told.
    pub voters_count: Option<i64>,
    /// Answers with their votes, in their order.
    pub options: Vec<(String, i64)>,
}

impl RemotePoll {
    fn options(&self, post: PostId) -> Vec<PollOption> {
        let title = |title: &str| clean_line(title).chars().take(TITLE_MAX).collect();
        let options = self.options.iter().take(OPTIONS_MAX);
        (0_i16..)
            .zip(options)
            .map(|(position, (text, votes))| PollOption {
                post_id: post,
                position,
                title: title(text),
                votes_count: (*votes).max(0),
            })
            .collect()
    }

    fn voters(&self) -> i64 {
        let votes = self.options.iter().map(|(_, votes)| (*votes).max(0));
        let counted = if self.multiple {
            votes.max().unwrap_or(0)
        } else {
            votes.fold(0_i64, i64::saturating_add)
        };
        self.voters_count.unwrap_or(counted).max(0)
    }

    /// The end: whichever of the two came first.
    fn end(&self) -> Option<DateTime<Utc>> {
        self.ends_at.into_iter().chain(self.closed_at).min()
    }
}

/// Stores the poll of a remote post, or what it says now. When the answers are
/// others than before, what was voted here is void.
pub async fn receive(
    conn: &mut Conn,
    cx: &DomainContext,
    post: PostId,
    remote: &RemotePoll,
) -> Result<()> {
    let options = remote.options(post);
    if options.is_empty() {
        return Ok(());
    }
    let ends_at = remote.end();
    conn.transaction(async |conn| {
        let Some(known) = poll::lock(conn, post).await? else {
            let row = Poll {
                post_id: post,
                multiple: remote.multiple,
                ends_at,
                // Nobody here has to be told of an end that was before.
                closed_at: ends_at.filter(|end| *end <= cx.clock.now()),
                voters_count: remote.voters(),
            };
            return Ok(poll::insert(conn, &row, &options).await?);
        };
        let row = Poll {
            multiple: remote.multiple,
            ends_at,
            voters_count: remote.voters(),
            ..known
        };
        poll::update(conn, &row).await?;
        let before = poll::options(conn, &[post]).await?;
        let titles = |options: &[PollOption]| -> Vec<String> {
            options.iter().map(|option| option.title.clone()).collect()
        };
        if titles(&before) == titles(&options) {
            poll::set_counts(conn, &options).await?;
        } else {
            poll::replace_options(conn, post, &options).await?;
        }
        Ok(())
    })
    .await
}
