//! `announcements` with who read them and who reacted how.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, AnnouncementId};
use crate::db::schema::{announcement_reactions, announcement_reads, announcements};

/// What those in charge tell everybody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = announcements)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Announcement {
    pub id: AnnouncementId,
    pub text: String,
    pub content: String,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    pub all_day: bool,
    pub published_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub draft: bool,
}

/// How often somebody reacted in one way.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Reactions {
    /// To what.
    #[diesel(sql_type = BigInt)]
    pub announcement_id: AnnouncementId,
    /// The emoji, or the name of a custom one.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// How often.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// Whether the member who looks did.
    #[diesel(sql_type = Bool)]
    pub me: bool,
}

/// Stores an announcement.
pub async fn insert(conn: &mut Conn, row: &Announcement) -> QueryResult<()> {
    diesel::insert_into(announcements::table)
        .values(row)
        .execute(conn)
        .await?;
    Ok(())
}

/// All announcements, the newest first; at most `limit`.
pub async fn all(conn: &mut Conn, limit: i64) -> QueryResult<Vec<Announcement>> {
    announcements::table
        .order(announcements::id.desc())
        .limit(limit)
        .select(Announcement::as_select())
        .load(conn)
        .await
}

/// What is told at `now`, the oldest first; at most `limit`.
pub async fn current(
    conn: &mut Conn,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<Announcement>> {
    announcements::table
        .filter(announcements::draft.eq(false))
        .filter(announcements::published_at.le(now))
        .filter(
            announcements::ends_at
                .is_null()
                .or(announcements::ends_at.gt(now)),
        )
        .order(announcements::id)
        .limit(limit)
        .select(Announcement::as_select())
        .load(conn)
        .await
}

/// An announcement.
pub async fn find(conn: &mut Conn, id: AnnouncementId) -> QueryResult<Option<Announcement>> {
    announcements::table
        .find(id)
        .select(Announcement::as_select())
        .first(conn)
        .await
        .optional()
}

/// An announcement, under lock.
pub async fn lock(conn: &mut Conn, id: AnnouncementId) -> QueryResult<Option<Announcement>> {
    announcements::table
        .find(id)
        .select(Announcement::as_select())
        .for_update()
        .first(conn)
        .await
        .optional()
}

/// Writes an announcement that is there.
pub async fn update(conn: &mut Conn, row: &Announcement) -> QueryResult<()> {
    diesel::update(announcements::table.find(row.id))
        .set((
            announcements::text.eq(&row.text),
            announcements::content.eq(&row.content),
            announcements::starts_at.eq(row.starts_at),
            announcements::ends_at.eq(row.ends_at),
            announcements::all_day.eq(row.all_day),
            announcements::published_at.eq(row.published_at),
            announcements::updated_at.eq(row.updated_at),
            announcements::draft.eq(row.draft),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes an announcement; `false` when there was none.
pub async fn delete(conn: &mut Conn, id: AnnouncementId) -> QueryResult<bool> {
    Ok(diesel::delete(announcements::table.find(id))
        .execute(conn)
        .await?
        > 0)
}

/// What is told at `now` and a member has not read, the oldest first; at most
/// `limit`.
pub async fn unread(
    conn: &mut Conn,
    member: AccountId,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<(AnnouncementId, String)>> {
    let read = announcement_reads::table
        .filter(announcement_reads::account_id.eq(member))
        .select(announcement_reads::announcement_id);
    announcements::table
        .filter(announcements::draft.eq(false))
        .filter(announcements::published_at.le(now))
        .filter(
            announcements::ends_at
                .is_null()
                .or(announcements::ends_at.gt(now)),
        )
        .filter(announcements::id.ne_all(read))
        .order(announcements::id)
        .limit(limit)
        .select((announcements::id, announcements::content))
        .load(conn)
        .await
}

/// Which of these a member has read.
pub async fn read_by(
    conn: &mut Conn,
    member: AccountId,
    ids: &[AnnouncementId],
) -> QueryResult<Vec<AnnouncementId>> {
    announcement_reads::table
        .filter(announcement_reads::account_id.eq(member))
        .filter(announcement_reads::announcement_id.eq_any(ids))
        .select(announcement_reads::announcement_id)
        .load(conn)
        .await
}

/// Notes that a member read an announcement. Doing it again changes nothing.
pub async fn mark_read(conn: &mut Conn, member: AccountId, id: AnnouncementId) -> QueryResult<()> {
    diesel::insert_into(announcement_reads::table)
        .values((
            announcement_reads::announcement_id.eq(id),
            announcement_reads::account_id.eq(member),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Reactions to these, those that came first first.
pub async fn reactions(
    conn: &mut Conn,
    member: Option<AccountId>,
    ids: &[AnnouncementId],
) -> QueryResult<Vec<Reactions>> {
    let me = member.map_or(0, |member| member.0);
    let sql = format!(
        "SELECT r.announcement_id, r.name, count(*) AS count, \
         bool_or(r.account_id = {me}) AS me FROM announcement_reactions r \
         WHERE r.announcement_id = ANY($1) GROUP BY r.announcement_id, r.name \
         ORDER BY r.announcement_id, min(r.created_at), r.name"
    );
    diesel::sql_query(sql)
        .bind::<Array<BigInt>, _>(ids)
        .load(conn)
        .await
}

/// Adds a reaction; `false` when it was there.
pub async fn react(
    conn: &mut Conn,
    member: AccountId,
    id: AnnouncementId,
    name: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let rows = diesel::insert_into(announcement_reactions::table)
        .values((
            announcement_reactions::announcement_id.eq(id),
            announcement_reactions::name.eq(name),
            announcement_reactions::account_id.eq(member),
            announcement_reactions::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Takes a reaction back; `false` when there was none.
pub async fn unreact(
    conn: &mut Conn,
    member: AccountId,
    id: AnnouncementId,
    name: &str,
) -> QueryResult<bool> {
    let there = announcement_reactions::table.find((id, name, member));
    Ok(diesel::delete(there).execute(conn).await? > 0)
}
