//! Quotes (FEP-044f): a post shows another one, where its author lets it. The
//! author's leave is a stamp, a small object on their server; quotes of oneself
//! need none.

mod answer;
mod ask;
mod remote;
mod revoke;

pub use answer::{Asked, request_received};
pub(in crate::domain) use ask::{Planned, plan, store};
pub use remote::{RemoteQuote, accepted, arrived, receive, rejected, revoked};
pub use revoke::revoke;

use crate::db::Conn;
use crate::db::ids::{AccountId, QuoteStampId};
use crate::db::models::follow::FollowState;
use crate::db::models::post::{Post, QuotePolicy, Visibility};
use crate::db::models::{account, follow, quote};
use crate::foundation::error::{Error, Result};

/// A member's leave to quote a post of theirs, as it is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Its object ID.
    pub uri: String,
    /// The member.
    pub account_id: AccountId,
    /// The member's object ID.
    pub account_uri: String,
    /// The object ID of the member's post.
    pub quoted_uri: String,
    /// The object ID of the post that may quote it.
    pub quoting_uri: String,
}

/// The object ID of a stamp.
#[must_use]
pub fn stamp_uri(author_uri: &str, id: QuoteStampId) -> String {
    format!("{author_uri}/quote_authorizations/{id}")
}

/// A stamp by its ID.
///
/// # Errors
/// `NotFound` when it was never given, was taken back, or its post is gone.
pub async fn stamp(conn: &mut Conn, id: QuoteStampId) -> Result<Stamp> {
    let found = quote::find_stamp(conn, id).await?;
    let (stamp, quoted_uri) = found.ok_or_else(Error::not_found)?;
    let author = account::find(conn, stamp.account_id).await?;
    let author = author.ok_or_else(Error::not_found)?;
    Ok(Stamp {
        uri: stamp_uri(&author.uri, id),
        account_id: author.id,
        account_uri: author.uri,
        quoted_uri,
        quoting_uri: stamp.quoting_uri,
    })
}

/// How many people a post is for; quotes are never for more.
fn openness(visibility: Visibility) -> u8 {
    match visibility {
        Visibility::Public => 3,
        Visibility::Unlisted => 2,
        Visibility::Followers => 1,
        Visibility::Direct => 0,
    }
}

/// Whether a member's post may be quoted by `quoter` without a further question.
async fn permitted(conn: &mut Conn, quoted: &Post, quoter: AccountId) -> Result<bool> {
    if quoted.account_id == quoter {
        return Ok(true);
    }
    if !matches!(quoted.visibility, Visibility::Public | Visibility::Unlisted) {
        return Ok(false);
    }
    Ok(match quoted.quote_policy {
        QuotePolicy::Everyone => true,
        QuotePolicy::Nobody => false,
        QuotePolicy::Followers => follow::find(conn, quoter, quoted.account_id)
            .await?
            .is_some_and(|follow| follow.state == FollowState::Accepted),
    })
}
