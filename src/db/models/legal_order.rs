//! `legal_orders`: what authorities asked for.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::schema::legal_orders;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What an authority asks for.
    OrderKind {
        /// That something goes.
        Removal = "removal",
        /// That something is not shown in a country.
        Blocking = "blocking",
        /// To know something about somebody.
        Information = "information",
        /// Anything else.
        Other = "other",
    }
}

text_enum! {
    /// What came of it.
    Outcome {
        /// Nothing yet.
        Open = "open",
        /// What was asked for was done.
        Followed = "followed",
        /// A part of it was done.
        Partly = "partly",
        /// It was not done.
        Refused = "refused",
    }
}

/// What an authority asked for.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = legal_orders)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct LegalOrder {
    pub id: i64,
    pub authority: String,
    pub country: String,
    pub reference: String,
    pub legal_ground: String,
    pub kind: OrderKind,
    pub target: String,
    pub received_on: NaiveDate,
    pub due_on: Option<NaiveDate>,
    pub answered_on: Option<NaiveDate>,
    pub outcome: Outcome,
    pub private_note: String,
    pub public_note: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Adds one.
pub async fn insert(conn: &mut Conn, row: &LegalOrder) -> QueryResult<()> {
    diesel::insert_into(legal_orders::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes one that is there.
pub async fn update(conn: &mut Conn, row: &LegalOrder) -> QueryResult<()> {
    diesel::update(legal_orders::table.find(row.id))
        .set(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// One of them, under lock.
pub async fn lock(conn: &mut Conn, id: i64) -> QueryResult<Option<LegalOrder>> {
    legal_orders::table
        .find(id)
        .select(LegalOrder::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// One of them.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<LegalOrder>> {
    legal_orders::table
        .find(id)
        .select(LegalOrder::as_select())
        .first(conn)
        .await
        .optional()
}

/// Those that wait for an answer, the nearest deadline first; at most `limit`.
pub async fn open(conn: &mut Conn, limit: i64) -> QueryResult<Vec<LegalOrder>> {
    legal_orders::table
        .filter(legal_orders::outcome.eq(Outcome::Open))
        .order((legal_orders::due_on.asc().nulls_last(), legal_orders::id))
        .limit(limit)
        .select(LegalOrder::as_select())
        .load(conn)
        .await
}

/// One page of those that were answered, the newest first.
pub async fn answered(conn: &mut Conn, page: &Page) -> QueryResult<Slice<LegalOrder>> {
    let rows = legal_orders::table
        .filter(legal_orders::outcome.ne(Outcome::Open))
        .filter(legal_orders::id.lt(page.upper()))
        .order(legal_orders::id.desc())
        .limit(page.fetch())
        .select(LegalOrder::as_select())
        .load(conn)
        .await?;
    Ok(page.cut(rows))
}

/// Those received from `from` until before `until`, with public words, the oldest
/// first; at most `limit`.
pub async fn noted(
    conn: &mut Conn,
    from: NaiveDate,
    until: NaiveDate,
    limit: i64,
) -> QueryResult<Vec<LegalOrder>> {
    legal_orders::table
        .filter(legal_orders::received_on.ge(from))
        .filter(legal_orders::received_on.lt(until))
        .filter(legal_orders::public_note.ne(""))
        .order((legal_orders::received_on, legal_orders::id))
        .limit(limit)
        .select(LegalOrder::as_select())
        .load(conn)
        .await
}
