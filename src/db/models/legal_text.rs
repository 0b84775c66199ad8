//! `legal_texts`: versions of the terms and of what is said about privacy.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::legal_texts;
use crate::db::text_enum::text_enum;

text_enum! {
    /// Which text.
    TextKind {
        /// What members agree to.
        Terms = "terms",
        /// What is done with people's data.
        Privacy = "privacy",
    }
}

/// A version of a text.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = legal_texts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct LegalText {
    pub id: i64,
    pub kind: TextKind,
    pub text: String,
    pub changes: String,
    pub effective_on: Option<NaiveDate>,
    pub published_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
}

/// The draft.
pub async fn draft(conn: &mut Conn, kind: TextKind) -> QueryResult<Option<LegalText>> {
    legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_null())
        .select(LegalText::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Adds a version.
pub async fn insert(conn: &mut Conn, row: &LegalText) -> QueryResult<()> {
    diesel::insert_into(legal_texts::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes a draft anew, or makes it a published version; `false` when there is no
/// draft of this ID, or there is a version of this day already.
pub async fn update(conn: &mut Conn, row: &LegalText) -> QueryResult<bool> {
    let draft = legal_texts::table
        .find(row.id)
        .filter(legal_texts::published_at.is_null());
    let rows = diesel::update(draft)
        .set((
            legal_texts::text.eq(&row.text),
            legal_texts::changes.eq(&row.changes),
            legal_texts::effective_on.eq(row.effective_on),
            legal_texts::published_at.eq(row.published_at),
            legal_texts::updated_at.eq(row.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes the draft.
pub async fn delete_draft(conn: &mut Conn, kind: TextKind) -> QueryResult<bool> {
    let draft = legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_null());
    Ok(diesel::delete(draft).execute(conn).await? > 0)
}

/// The days of published versions, the newest first; at most `limit`.
pub async fn days(conn: &mut Conn, kind: TextKind, limit: i64) -> QueryResult<Vec<NaiveDate>> {
    let days: Vec<Option<NaiveDate>> = legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_not_null())
        .order(legal_texts::effective_on.desc())
        .select(legal_texts::effective_on)
        .limit(limit)
        .load(conn)
        .await?;
    Ok(days.into_iter().flatten().collect())
}

/// The version that holds on `day`: the newest that is not of a later one.
pub async fn holding(
    conn: &mut Conn,
    kind: TextKind,
    day: NaiveDate,
) -> QueryResult<Option<LegalText>> {
    legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_not_null())
        .filter(legal_texts::effective_on.le(day))
        .order(legal_texts::effective_on.desc())
        .select(LegalText::as_select())
        .first(conn)
        .await
        .optional()
}

/// The published version of exactly this day.
pub async fn of_day(
    conn: &mut Conn,
    kind: TextKind,
    day: NaiveDate,
) -> QueryResult<Option<LegalText>> {
    legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_not_null())
        .filter(legal_texts::effective_on.eq(day))
        .select(LegalText::as_select())
        .first(conn)
        .await
        .optional()
}

/// The first published version of a later day.
pub async fn after(
    conn: &mut Conn,
    kind: TextKind,
    day: NaiveDate,
) -> QueryResult<Option<LegalText>> {
    legal_texts::table
        .filter(legal_texts::kind.eq(kind))
        .filter(legal_texts::published_at.is_not_null())
        .filter(legal_texts::effective_on.gt(day))
        .order(legal_texts::effective_on)
        .select(LegalText::as_select())
        .first(conn)
        .await
        .optional()
}
