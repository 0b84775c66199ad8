//! Invitations: codes that let somebody join where nobody else can.

use chrono::Duration;

use crate::db::ids::{AccountId, InviteId, UserId};
use crate::db::models::invite::{self, Invite};
use crate::db::page::{Page, Slice};
use crate::db::views::sought::{self, Filter};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::foundation::config::Registrations;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most people who can come by one invitation.
pub const MAX_USES: i32 = 1000;
/// Most days an invitation works.
pub const MAX_DAYS: i64 = 365;
/// Most working invitations one member has.
pub const MAX_OPEN: i64 = 50;

/// What an invitation is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewInvite {
    /// People who can come by it, 1 to [`MAX_USES`]; `None` for any number.
    pub max_uses: Option<i32>,
    /// Days it works, 1 to [`MAX_DAYS`]; `None` for ever.
    pub days: Option<i64>,
}

/// Whether members make invitations here: everywhere but on a closed server;
/// there, those with a moderator's powers do.
#[must_use]
pub fn may_invite(cx: &DomainContext, member: &Member) -> bool {
    cx.instance().registrations != Registrations::Closed
        || member.powers.permissions.has(Permission::ManageInvites)
        || member.role.is_moderator()
}

/// Makes an invitation for a member, or (`by` is nobody) for the operator.
///
/// # Errors
/// Fields `max_uses` and `days`; `Forbidden`; `Conflict` when they have too many.
pub async fn create(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Option<&Member>,
    new: NewInvite,
) -> Result<Invite> {
    let now = cx.clock.now();
    if let Some(member) = by {
        if !may_invite(cx, member) {
            let message = Message::of("refused-sign-up-closed");
            return Err(Error::forbidden(message));
        }
        if invite::count_open(conn, member.user_id, now).await? >= MAX_OPEN {
            let message = Message::about("refused-invite-many", [("max", MAX_OPEN.into())]);
            return Err(Error::conflict(message));
        }
    }
    if new
        .max_uses
        .is_some_and(|uses| !(1..=MAX_USES).contains(&uses))
    {
        return Err(beyond("max_uses", i64::from(MAX_USES)));
    }
    if new.days.is_some_and(|days| !(1..=MAX_DAYS).contains(&days)) {
        return Err(beyond("days", MAX_DAYS));
    }
    let row = Invite {
        id: InviteId(cx.ids.next()),
        code: code()?,
        created_by: by.map(|member| member.user_id),
        max_uses: new.max_uses,
        uses: 0,
        expires_at: new.days.map(|days| now + Duration::days(days)),
        revoked_at: None,
        created_at: now,
    };
    invite::insert(conn, &row).await?;
    Ok(row)
}

fn beyond(field: &'static str, max: i64) -> Error {
    let most = [("max", max.to_string().into())];
    Error::field(field, Message::about("refused-invite-number", most))
}

/// The whole address to hand on.
#[must_use]
pub fn link(cx: &DomainContext, code: &str) -> String {
    format!("{}/invite/{code}", cx.config.base_url())
}

/// Whether somebody can still join with this code.
pub async fn is_open(conn: &mut Conn, cx: &DomainContext, code: &str) -> Result<bool> {
    let found = invite::by_code(conn, code).await?;
    Ok(found.is_some_and(|invite| invite.is_open(cx.clock.now())))
}

/// Counts a use in the transaction of the sign-up.
///
/// # Errors
/// Field `invite`.
pub(in crate::domain::auth) async fn use_once(
    conn: &mut Conn,
    cx: &DomainContext,
    code: &str,
) -> Result<InviteId> {
    let used = invite::use_once(conn, code, cx.clock.now()).await?;
    used.ok_or_else(not_open)
}

/// What somebody reads whose invitation does not work.
#[must_use]
pub(in crate::domain::auth) fn not_open() -> Error {
    Error::field("invite", Message::of("refused-invite-over"))
}

/// The member's invitations, the newest first.
pub async fn list(conn: &mut Conn, by: UserId, page: &Page) -> Result<Slice<Invite>> {
    Ok(invite::list(conn, by, page).await?)
}

/// Ends one of the member's invitations.
///
/// # Errors
/// `NotFound` when it is not theirs or has ended.
pub async fn revoke(
    conn: &mut Conn,
    cx: &DomainContext,
    member: &Member,
    id: InviteId,
) -> Result<()> {
    if invite::revoke(conn, id, member.user_id, cx.clock.now()).await? {
        return Ok(());
    }
    Err(Error::not_found())
}

/// As [`create`], by somebody who looks after invitations; it is written down.
///
/// # Errors
/// As [`create`]; `Forbidden`.
pub async fn make(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: NewInvite,
) -> Result<Invite> {
    may(by, Permission::ManageInvites)?;
    let member = match by {
        Authority::Member(member) => Some(member),
        Authority::Operator => None,
    };
    conn.transaction(async |conn| {
        let made = create(conn, cx, member, new).await?;
        note(conn, cx, by, (Action::InviteMade, &made.code)).await?;
        Ok(made)
    })
    .await
}

/// Everybody's invitations with the names of who made them, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn all(
    conn: &mut Conn,
    by: Authority<'_>,
    page: &Page,
) -> Result<Slice<(Invite, Option<String>)>> {
    may(by, Permission::ManageInvites)?;
    Ok(invite::all(conn, page).await?)
}

/// An invitation with the name of who made it, and one page of who came by it.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn came_by(
    conn: &mut Conn,
    by: Authority<'_>,
    id: InviteId,
    page: &Page,
) -> Result<((Invite, Option<String>), Slice<AccountId>)> {
    may(by, Permission::ManageInvites)?;
    let found = invite::named(conn, &[id]).await?.into_iter().next();
    let found = found.ok_or_else(Error::not_found)?;
    let filter = Filter {
        invite: Some(id),
        ..Filter::default()
    };
    Ok((found, sought::page(conn, &filter, page).await?))
}

/// The invitations by which people came who ask to join, with the names of who made
/// them.
///
/// # Errors
/// `Forbidden`.
pub async fn of_sign_ups(
    conn: &mut Conn,
    by: Authority<'_>,
    ids: &[InviteId],
) -> Result<Vec<(Invite, Option<String>)>> {
    may(by, Permission::ManageUsers)?;
    Ok(invite::named(conn, ids).await?)
}

/// Ends an invitation, whoever made it.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is none, `Conflict` when it has ended.
pub async fn end(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: InviteId,
) -> Result<()> {
    may(by, Permission::ManageInvites)?;
    conn.transaction(async |conn| {
        let found = invite::named(conn, &[id]).await?.into_iter().next();
        let (found, _) = found.ok_or_else(Error::not_found)?;
        if !invite::end(conn, id, cx.clock.now()).await? {
            return Err(Error::conflict(Message::of("refused-invite-ended")));
        }
        note(conn, cx, by, (Action::InviteRevoked, &found.code)).await
    })
    .await
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    (action, code): (Action, &str),
) -> Result<()> {
    let note = Note {
        actor: by.user_id(),
        subject: code.to_owned(),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

/// 80 random bits in letters and digits that can be read aloud.
fn code() -> Result<String> {
    const LETTERS: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u',
        'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9', '0',
    ];
    let bytes = crypto::random_bytes::<16>()?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32));
    Ok(bytes.iter().filter_map(letter).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_plain_and_differ() {
        let (one, two) = (code().unwrap(), code().unwrap());
        assert_eq!(one.len(), 16);
        assert!(one.bytes().all(|b| b.is_ascii_alphanumeric()));
        assert_ne!(one, two);
    }
}
