//! What other servers' people did, one file per activity: each checks that the
//! actor may do it, fetches what is missing, and then calls the domain.

mod accept;
mod announce;
mod block;
pub mod create;
mod delete;
mod flag;
mod follow;
mod forwarded;
pub mod intake;
mod like;
mod moved;
mod people;
mod pin;
mod quote_request;
mod relay;
mod undo;
mod update;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::models::account::{self, Account};
use crate::federation::Federation;
use crate::federation::protocol::activity::{Activity, Kind};
use crate::federation::protocol::actor;
use crate::foundation::error::{Error, Result};

/// An activity that was accepted at the door.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// What it says.
    pub activity: &'a Activity,
    /// Whose signature it bears.
    pub signer: &'a Account,
    /// The member whose inbox it came to; none: the shared one.
    pub recipient: Option<AccountId>,
}

impl Incoming<'_> {
    /// Whether its actor signed it.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.signer.uri == self.activity.actor
    }
}

/// Does what an activity says, as far as its actor may. Doing it again changes
/// nothing.
///
/// # Errors
/// `Unavailable`, `RateLimited` and `Internal` may go away; with any other
/// error the activity has no effect, now or later.
pub async fn perform(federation: &Federation, incoming: &Incoming<'_>) -> Result<()> {
    if !incoming.is_own() {
        return forwarded::receive(federation, incoming).await;
    }
    match incoming.activity.kind {
        Kind::Follow => follow::receive(federation, incoming).await,
        Kind::Accept if relay::answered(federation, incoming, true).await? => Ok(()),
        Kind::Reject if relay::answered(federation, incoming, false).await? => Ok(()),
        Kind::Accept => accept::accepted(federation, incoming).await,
        Kind::Reject => accept::rejected(federation, incoming).await,
        Kind::Undo => undo::receive(federation, incoming).await,
        Kind::Block => block::receive(federation, incoming).await,
        Kind::Flag => flag::receive(federation, incoming).await,
        Kind::Move => moved::receive(federation, incoming).await,
        Kind::Update if is_about_actor(incoming.activity) => {
            people::updated(federation, incoming).await
        }
        Kind::Delete if is_about_actor(incoming.activity) => {
            people::deleted(federation, incoming).await
        }
        Kind::Create => create::receive(federation, incoming).await,
        Kind::Update => update::receive(federation, incoming).await,
        Kind::Delete => delete::receive(federation, incoming).await,
        Kind::Like | Kind::EmojiReact => like::receive(federation, incoming).await,
        Kind::Announce => announce::receive(federation, incoming).await,
        Kind::Add => pin::add(federation, incoming).await,
        Kind::Remove => pin::remove(federation, incoming).await,
        Kind::QuoteRequest => quote_request::receive(federation, incoming).await,
        Kind::Dislike | Kind::Other(_) => Ok(()),
    }
}

/// Who signed may not say this.
fn not_theirs() -> Error {
    Error::forbidden("This is somebody else's.")
}

/// Whether an Update or Delete is about its actor or another one, and not about
/// a post.
fn is_about_actor(activity: &Activity) -> bool {
    let itself = activity.object_id().as_deref() == Some(activity.actor.as_str());
    let object = activity.first().and_then(|node| node.object());
    itself || object.is_some_and(|object| actor::kind_of(object).is_some())
}

/// The member with this actor ID, unless they are gone.
async fn member(conn: &mut Conn, uri: &str) -> Result<Option<Account>> {
    let account = account::by_uri(conn, uri).await?;
    Ok(account.filter(|account| account.is_local() && account.deleted_at.is_none()))
}
