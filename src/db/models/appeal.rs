//! `appeals`: what owners of accounts say against decisions about them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, AppealId, WarningId};
use crate::db::page::{Page, Slice};
use crate::db::schema::appeals;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What became of an appeal, by the names of the API.
    AppealState {
        /// Nobody decided about it.
        Pending = "pending",
        /// The decision is undone.
        Approved = "approved",
        /// The decision holds.
        Rejected = "rejected",
    }
}

/// What somebody says against a decision.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = appeals)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Appeal {
    pub id: AppealId,
    pub warning_id: WarningId,
    pub account_id: AccountId,
    pub text: String,
    pub state: AppealState,
    pub reply: String,
    pub decided_by_id: Option<AccountId>,
    pub decided_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

/// Stores one; `false` when there is one against the decision already.
pub async fn insert(conn: &mut Conn, row: &Appeal) -> QueryResult<bool> {
    let rows = diesel::insert_into(appeals::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// That with this ID; nobody else changes it until the transaction ends.
pub async fn lock(conn: &mut Conn, id: AppealId) -> QueryResult<Option<Appeal>> {
    appeals::table
        .find(id)
        .select(Appeal::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// Those against these decisions.
pub async fn against(conn: &mut Conn, warnings: &[WarningId]) -> QueryResult<Vec<Appeal>> {
    appeals::table
        .filter(appeals::warning_id.eq_any(warnings))
        .select(Appeal::as_select())
        .load(conn)
        .await
}

/// One page of those that wait or of those that are decided, the newest first.
pub async fn page(conn: &mut Conn, waiting: bool, page: &Page) -> QueryResult<Slice<Appeal>> {
    let mut query = appeals::table
        .filter(appeals::id.lt(page.upper()))
        .filter(appeals::id.gt(page.lower()))
        .select(Appeal::as_select())
        .limit(page.fetch())
        .into_boxed();
    query = if waiting {
        query.filter(appeals::state.eq(AppealState::Pending))
    } else {
        query.filter(appeals::state.ne(AppealState::Pending))
    };
    let rows = if page.ascending() {
        query.order(appeals::id.asc()).load(conn).await?
    } else {
        query.order(appeals::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// How many wait, counted up to `most`, and since when the oldest does.
pub async fn waiting(conn: &mut Conn, most: i64) -> QueryResult<(usize, Option<DateTime<Utc>>)> {
    let since: Vec<DateTime<Utc>> = appeals::table
        .filter(appeals::state.eq(AppealState::Pending))
        .order(appeals::id.asc())
        .select(appeals::created_at)
        .limit(most)
        .load(conn)
        .await?;
    Ok((since.len(), since.iter().copied().min()))
}

/// Writes what was decided.
pub async fn decide(
    conn: &mut Conn,
    id: AppealId,
    (state, reply): (AppealState, &str),
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(appeals::table.find(id))
        .set((
            appeals::state.eq(state),
            appeals::reply.eq(reply),
            appeals::decided_by_id.eq(by),
            appeals::decided_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
