//! Muting: the member does not see the other, who does not notice.

use chrono::Duration;

use crate::db::Conn;
use crate::db::ids::{AccountId, MuteId};
use crate::db::models::account;
use crate::db::models::mute::{self, Mute};
use crate::domain::DomainContext;
use crate::domain::accounts::profile;
use crate::domain::relationships::policy;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// The longest mute that ends by itself.
pub const LONGEST: Duration = Duration::days(366);

/// What a mute hides besides posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hides {
    /// Notifications too.
    Notifications,
    /// Posts only.
    PostsOnly,
}

/// Mutes `target`, for good or for `lasts`. Doing it again sets the new terms.
///
/// # Errors
/// `Invalid` for oneself or a time that is not within a minute and 366 days.
pub async fn mute(
    conn: &mut Conn,
    cx: &DomainContext,
    actor: AccountId,
    target: AccountId,
    hides: Hides,
    lasts: Option<Duration>,
) -> Result<()> {
    policy::not_oneself(actor, target, "refused-mute-self")?;
    if lasts.is_some_and(|time| !(Duration::minutes(1)..=LONGEST).contains(&time)) {
        return Err(Error::field("duration", Message::of("refused-mute-time")));
    }
    profile::get(conn, target).await?;
    let now = cx.clock.now();
    let row = Mute {
        id: MuteId(cx.ids.next()),
        account_id: actor,
        target_id: target,
        hide_notifications: hides == Hides::Notifications,
        expires_at: lasts.map(|time| now + time),
        created_at: now,
    };
    mute::upsert(conn, &row).await?;
    Ok(())
}

/// Ends a mute. Nothing to end is fine.
///
/// # Errors
/// `NotFound` when there is no such account.
pub async fn unmute(conn: &mut Conn, actor: AccountId, target: AccountId) -> Result<()> {
    policy::not_oneself(actor, target, "refused-unmute-self")?;
    let ended = mute::delete(conn, actor, target).await?;
    if !ended && account::find(conn, target).await?.is_none() {
        return Err(Error::not_found());
    }
    Ok(())
}
