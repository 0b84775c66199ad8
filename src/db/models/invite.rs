//! `invites`: codes that let somebody join.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{InviteId, UserId};
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, invites, users};

/// An invitation.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = invites)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Invite {
    pub id: InviteId,
    pub code: String,
    pub created_by: Option<UserId>,
    pub max_uses: Option<i32>,
    pub uses: i32,
    pub expires_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Invite {
    /// Whether somebody can still join with it.
    #[must_use]
    pub fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|at| at > now)
            && self.max_uses.is_none_or(|most| self.uses < most)
    }
}

/// Adds an invitation.
pub async fn insert(conn: &mut Conn, invite: &Invite) -> QueryResult<()> {
    diesel::insert_into(invites::table)
        .values(invite)
        .execute(conn)
        .await?;
    Ok(())
}

/// The invitation with this code.
pub async fn by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Invite>> {
    invites::table
        .filter(invites::code.eq(code))
        .select(Invite::as_select())
        .first(conn)
        .await
        .optional()
}

/// Counts one use of the code; `None` when it is unknown, revoked, expired or used up.
pub async fn use_once(
    conn: &mut Conn,
    code: &str,
    now: DateTime<Utc>,
) -> QueryResult<Option<InviteId>> {
    let open = invites::table
        .filter(invites::code.eq(code))
        .filter(invites::revoked_at.is_null())
        .filter(
            invites::expires_at
                .is_null()
                .or(invites::expires_at.gt(now)),
        )
        .filter(
            invites::max_uses
                .is_null()
                .or(invites::uses.nullable().lt(invites::max_uses)),
        );
    diesel::update(open)
        .set(invites::uses.eq(invites::uses + 1))
        .returning(invites::id)
        .get_result(conn)
        .await
        .optional()
}

/// Ends an invitation; false when `by` did not make it or it had ended.
pub async fn revoke(
    conn: &mut Conn,
    id: InviteId,
    by: UserId,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = diesel::update(invites::table.find(id))
        .filter(invites::created_by.eq(by))
        .filter(invites::revoked_at.is_null())
        .set(invites::revoked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// How many invitations somebody made that still work.
pub async fn count_open(conn: &mut Conn, by: UserId, now: DateTime<Utc>) -> QueryResult<i64> {
    invites::table
        .filter(invites::created_by.eq(by))
        .filter(invites::revoked_at.is_null())
        .filter(
            invites::expires_at
                .is_null()
                .or(invites::expires_at.gt(now)),
        )
        .filter(
            invites::max_uses
                .is_null()
                .or(invites::uses.nullable().lt(invites::max_uses)),
        )
        .count()
        .get_result(conn)
        .await
}

/// The invitations somebody made, the newest first.
pub async fn list(conn: &mut Conn, by: UserId, page: &Page) -> QueryResult<Slice<Invite>> {
    let rows = invites::table
        .filter(invites::created_by.eq(by))
        .filter(invites::id.lt(InviteId(page.upper())))
        .order(invites::id.desc())
        .limit(page.fetch())
        .select(Invite::as_select())
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// Everybody's invitations with the names of who made them, the newest first.
pub async fn all(conn: &mut Conn, page: &Page) -> QueryResult<Slice<(Invite, Option<String>)>> {
    let rows = invites::table
        .left_join(users::table.on(invites::created_by.eq(users::id.nullable())))
        .left_join(accounts::table.on(users::account_id.nullable().eq(accounts::id.nullable())))
        .filter(invites::id.lt(InviteId(page.upper())))
        .order(invites::id.desc())
        .limit(page.fetch())
        .select((Invite::as_select(), accounts::username.nullable()))
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// These invitations with the names of who made them.
pub async fn named(
    conn: &mut Conn,
    ids: &[InviteId],
) -> QueryResult<Vec<(Invite, Option<String>)>> {
    invites::table
        .left_join(users::table.on(invites::created_by.eq(users::id.nullable())))
        .left_join(accounts::table.on(users::account_id.nullable().eq(accounts::id.nullable())))
        .filter(invites::id.eq_any(ids))
        .select((Invite::as_select(), accounts::username.nullable()))
        .load(conn)
        .await
}

/// Ends an invitation, whoever made it; false when it had ended.
pub async fn end(conn: &mut Conn, id: InviteId, now: DateTime<Utc>) -> QueryResult<bool> {
    let rows = diesel::update(invites::table.find(id))
        .filter(invites::revoked_at.is_null())
        .set(invites::revoked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
