//! One action for many accounts: each is done by itself, and told by itself.

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account;
use crate::domain::DomainContext;
use crate::domain::moderation::actions::{self, Decision, Measure, Tells};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::moderation::undo;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// Most accounts at once.
pub const MOST: usize = 100;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bulk {
    /// Says yes to who waits.
    Approve,
    /// Says no to who waits.
    Reject,
    /// Only followers see them.
    Silence,
    /// Everybody sees them again.
    Unsilence,
    /// Nobody sees them.
    Suspend,
    /// They are seen again.
    Unsuspend,
}

impl Bulk {
    /// Every action.
    pub const ALL: [Self; 6] = [
        Self::Approve,
        Self::Reject,
        Self::Silence,
        Self::Unsilence,
        Self::Suspend,
        Self::Unsuspend,
    ];

    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Silence => "silence",
            Self::Unsilence => "unsilence",
            Self::Suspend => "suspend",
            Self::Unsuspend => "unsuspend",
        }
    }

    /// The action of a word.
    ///
    /// # Errors
    /// Field `action`.
    pub fn parse(word: &str) -> Result<Self> {
        let known = Self::ALL.into_iter().find(|bulk| bulk.as_str() == word);
        known.ok_or_else(|| Error::field("action", Message::of("refused-person-measure")))
    }
}

/// What became of one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Which one.
    pub id: AccountId,
    /// `@name` or `@name@host`; none where there is no such account.
    pub handle: Option<String>,
    /// Why it was not done; none where it was.
    pub refused: Option<Message>,
}

/// Does something to each of these accounts. What is refused for one does not
/// keep it from the others.
///
/// # Errors
/// `Forbidden`; field `ids` for none or too many; and what is nobody's fault.
pub async fn each(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    ids: &[AccountId],
    (bulk, text): (Bulk, &str),
) -> Result<Vec<Outcome>> {
    may(by, Permission::ManageUsers)?;
    if ids.is_empty() || ids.len() > MOST {
        let message = Message::about("refused-bulk-count", [("max", MOST.into())]);
        return Err(Error::field("ids", message));
    }
    let known = account::find_many(conn, ids).await?;
    let mut outcomes = Vec::with_capacity(ids.len());
    for id in ids {
        let handle = known.iter().find(|account| account.id == *id);
        let done = Box::pin(one(conn, cx, by, *id, (bulk, text))).await;
        let refused = match done {
            Ok(()) => None,
            Err(error) if error.kind() == ErrorKind::Internal => return Err(error),
            Err(error) => error.says().next().cloned(),
        };
        outcomes.push(Outcome {
            id: *id,
            handle: handle.map(|account| format!("@{}", account.acct())),
            refused,
        });
    }
    Ok(outcomes)
}

async fn one(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: AccountId,
    (bulk, text): (Bulk, &str),
) -> Result<()> {
    let decision = |measure| Decision {
        measure,
        report: None,
        text: text.to_owned(),
        tells: Tells::Owner,
    };
    match bulk {
        Bulk::Approve => undo::approve(conn, cx, by, id, text).await,
        Bulk::Reject => undo::reject(conn, cx, by, id, text).await,
        Bulk::Silence => actions::act(conn, cx, by, id, &decision(Measure::Silence)).await,
        Bulk::Suspend => actions::act(conn, cx, by, id, &decision(Measure::Suspend)).await,
        Bulk::Unsilence => undo::unsilence(conn, cx, by, id, text).await,
        Bulk::Unsuspend => undo::unsuspend(conn, cx, by, id, text).await,
    }
}
