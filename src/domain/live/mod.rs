//! What live streams hear of: small words that only name things by their IDs,
//! said in the transaction of the change and heard by every process at its
//! commit. What somebody sees of it is looked up when it is sent.

mod audience;
mod gone;
mod replay;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::ids::{AccountId, EventId, NotificationId, PostId};
use crate::db::models::event as rows;
use crate::db::models::oauth::token;
use crate::domain::DomainContext;
use crate::domain::event::Event;
use crate::foundation::error::{Error, Result};

pub use audience::{Connected, Reach, reach, reach_of_edited};
pub(in crate::domain) use gone::seen;
pub use gone::{Gone, Lost, Seen, reach_of_lost};
pub use replay::{since, since_for_all};

/// IDs in one signal: with twenty bytes each it stays below the 8,000 bytes that
/// PostgreSQL passes on, pairs included.
const IDS_MAX: usize = 150;

/// Something that live streams may want to show.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "k", rename_all = "snake_case")]
pub enum Signal {
    /// New posts or boosts.
    Posts {
        /// The event; streams resume after it.
        at: EventId,
        /// The posts.
        ids: Vec<PostId>,
    },
    /// A post says something else now.
    Edited {
        /// The event.
        at: EventId,
        /// The post.
        id: PostId,
    },
    /// A post or boost is gone.
    Deleted {
        /// The event.
        at: EventId,
        /// The post or boost.
        id: PostId,
        /// Who wrote or boosted it.
        by: AccountId,
    },
    /// Members were told something.
    Notified {
        /// What, and whom.
        told: Vec<(NotificationId, AccountId)>,
    },
    /// A member changed their filters.
    FiltersChanged {
        /// Whose filters.
        account: AccountId,
    },
    /// Notifications that a member accepted stand among the others now.
    NotificationsMerged {
        /// Whose notifications.
        account: AccountId,
    },
    /// A conversation of direct posts went on.
    Conversation {
        /// Whose view of it.
        account: AccountId,
        /// The ID that the member knows it by.
        id: i64,
    },
    /// An announcement was published or changed.
    Announcement {
        /// Which one.
        id: i64,
    },
    /// Reactions to an announcement changed.
    Reaction {
        /// To which announcement.
        id: i64,
        /// The emoji or the name of a custom one.
        name: String,
        /// How many reacted with it.
        count: i64,
    },
    /// An announcement is gone.
    AnnouncementDeleted {
        /// Which one.
        id: i64,
    },
    /// Access tokens are no good any more.
    Revoked {
        /// Their IDs.
        tokens: Vec<i64>,
    },
    /// An account may not be here any more.
    Barred {
        /// Whose streams end.
        account: AccountId,
    },
}

impl Signal {
    /// What another process said.
    ///
    /// # Errors
    /// Invalid where it comes from a newer version.
    pub fn parse(words: &str) -> Result<Self> {
        serde_json::from_str(words)
            .map_err(|error| Error::invalid("The signal cannot be read.").because(error))
    }

    /// The event it comes from, if streams can resume there.
    #[must_use]
    pub fn at(&self) -> Option<i64> {
        match self {
            Self::Posts { at, .. } | Self::Edited { at, .. } | Self::Deleted { at, .. } => {
                Some(at.0)
            }
            _ => None,
        }
    }
}

/// Says something to every process when the caller's transaction commits.
pub async fn announce(conn: &mut Conn, signals: &[Signal]) -> Result<()> {
    if signals.is_empty() {
        return Ok(());
    }
    let words = words(signals)?;
    let said: Vec<(&str, &str)> = words
        .iter()
        .map(|words| (rows::LIVE_CHANNEL, words.as_str()))
        .collect();
    rows::announce(conn, &said).await?;
    Ok(())
}

/// Says that members were told something.
pub async fn announce_notifications(
    conn: &mut Conn,
    told: &[(NotificationId, AccountId)],
) -> Result<()> {
    let signals: Vec<Signal> = told
        .chunks(IDS_MAX)
        .map(|told| Signal::Notified {
            told: told.to_vec(),
        })
        .collect();
    announce(conn, &signals).await
}

/// Those of `tokens` that have not ended.
pub async fn good_tokens(
    conn: &mut Conn,
    cx: &DomainContext,
    tokens: &[i64],
) -> Result<HashSet<i64>> {
    let good = token::still_good(conn, tokens, cx.clock.now()).await?;
    Ok(good.into_iter().map(|token| token.0).collect())
}

pub(super) fn words(signals: &[Signal]) -> Result<Vec<String>> {
    signals
        .iter()
        .map(|signal| serde_json::to_string(signal).map_err(Error::internal))
        .collect()
}

/// The kinds of events that streams show.
const KINDS: &[&str] = &[
    "post_created",
    "posts_received",
    "post_edited",
    "post_deleted",
    "boosted",
    "unboosted",
];

/// What streams hear of an event; nothing of most.
#[must_use]
pub(super) fn signals(at: EventId, event: &Event) -> Vec<Signal> {
    let posts = |ids: &[PostId]| Signal::Posts {
        at,
        ids: ids.to_vec(),
    };
    match event {
        Event::PostCreated { post_id, .. } => vec![posts(&[*post_id])],
        Event::Boosted { boost_id, .. } => vec![posts(&[*boost_id])],
        Event::PostsReceived { post_ids, .. } => post_ids.chunks(IDS_MAX).map(posts).collect(),
        Event::PostEdited { post_id, .. } => vec![Signal::Edited { at, id: *post_id }],
        Event::PostDeleted {
            account_id,
            post_id,
            ..
        } => vec![Signal::Deleted {
            at,
            id: *post_id,
            by: *account_id,
        }],
        Event::Unboosted {
            account_id,
            boost_id,
            ..
        } => vec![Signal::Deleted {
            at,
            id: *boost_id,
            by: *account_id,
        }],
        Event::AccountDisabled { account_id } => vec![Signal::Barred {
            account: *account_id,
        }],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_signal_fits_into_a_notification() {
        let most = i64::MAX;
        let told = Signal::Notified {
            told: vec![(NotificationId(most), AccountId(most)); IDS_MAX],
        };
        let posts = Event::PostsReceived {
            account_id: AccountId(1),
            post_ids: vec![PostId(most); 2 * IDS_MAX + 1],
        };
        let mut all = signals(EventId(most), &posts);
        assert_eq!(all.len(), 3);
        all.push(told);
        for words in words(&all).unwrap() {
            assert!(words.len() < 8000, "{}", words.len());
        }
    }

    #[test]
    fn what_one_process_says_another_understands() {
        for signal in [
            Signal::Posts {
                at: EventId(1),
                ids: vec![PostId(2)],
            },
            Signal::Reaction {
                id: 1,
                name: "🎉".to_owned(),
                count: 3,
            },
            Signal::FiltersChanged {
                account: AccountId(4),
            },
        ] {
            let words = words(std::slice::from_ref(&signal)).unwrap();
            assert_eq!(Signal::parse(&words[0]).unwrap(), signal);
        }
        assert!(Signal::parse("{\"k\":\"of_the_future\"}").is_err());
        assert!(Signal::parse("").is_err());
    }
}
