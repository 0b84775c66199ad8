//! `reports` and `report_posts`: complaints, for moderators.

use chrono::{DateTime, Utc};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, ReportId};
use crate::db::page::{Page, Slice};
use crate::db::prepared;
use crate::db::schema::{accounts, report_posts, reports};
use crate::db::sql::lower;
use crate::db::text_enum::text_enum;

text_enum! {
    /// What a complaint is about.
    Category {
        /// Unwanted messages.
        Spam = "spam",
        /// Something against the law.
        Legal = "legal",
        /// Something against the server's rules.
        Violation = "violation",
        /// Anything else.
        Other = "other",
    }
}

/// A complaint about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Report {
    pub id: ReportId,
    pub account_id: AccountId,
    pub target_id: AccountId,
    pub comment: String,
    pub uri: Option<String>,
    pub forwarded: bool,
    pub resolved_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub category: Category,
    pub rule_ids: Vec<String>,
    pub assigned_to_id: Option<AccountId>,
    pub resolved_by_id: Option<AccountId>,
    pub updated_at: Option<DateTime<Utc>>,
    pub forward_text: Option<String>,
}

/// Whether somebody settled a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Settled {
    /// It waits.
    #[default]
    No,
    /// It is settled.
    Yes,
    /// Either.
    Either,
}

/// Who looks after a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Assigned {
    /// Anybody, or nobody.
    #[default]
    Whoever,
    /// This moderator.
    To(AccountId),
    /// Somebody.
    Somebody,
    /// Nobody yet.
    Nobody,
}

/// Which complaints are wanted; None: whatever they have there.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Settled ones, or open ones.
    pub settled: Settled,
    /// Of whom.
    pub by: Option<AccountId>,
    /// About whom.
    pub about: Option<AccountId>,
    /// Who looks after them.
    pub assigned: Assigned,
    /// From people of this server, or of others.
    pub by_local: Option<bool>,
    /// About people of this server, or of others.
    pub about_local: Option<bool>,
    /// About people of the server with this name.
    pub domain: Option<String>,
    /// What they are about.
    pub category: Option<Category>,
}

/// What waits, counted up to [`WAITING_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, QueryableByName)]
pub struct Waiting {
    /// Complaints that nobody settled.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
    /// Those that nobody looks after.
    #[diesel(sql_type = BigInt)]
    pub free: i64,
    /// Those that one moderator looks after.
    #[diesel(sql_type = BigInt)]
    pub mine: i64,
    /// Since when the oldest waits.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub since: Option<DateTime<Utc>>,
}

/// More open complaints than this are not counted.
pub const WAITING_MAX: i64 = 1000;

/// What waits; `me` is the moderator who asks.
pub async fn waiting(conn: &mut Conn, me: Option<AccountId>) -> QueryResult<Waiting> {
    prepared::query(
        "SELECT count(*) AS open, count(*) FILTER (WHERE assigned_to_id IS NULL) AS free, \
             count(*) FILTER (WHERE assigned_to_id = $1) AS mine, min(created_at) AS since \
         FROM (SELECT assigned_to_id, created_at FROM reports WHERE resolved_at IS NULL \
             ORDER BY id LIMIT $2) AS open",
    )
    .bind::<Nullable<BigInt>, _>(me)
    .rows(WAITING_MAX)
    .get_result(conn)
    .await
}

/// Stores a complaint with the posts it names; `false` when it came before.
pub async fn insert(conn: &mut Conn, report: &Report, posts: &[PostId]) -> QueryResult<bool> {
    let rows = diesel::insert_into(reports::table)
        .values(report)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    let named: Vec<_> = posts
        .iter()
        .map(|post| {
            (
                report_posts::report_id.eq(report.id),
                report_posts::post_id.eq(*post),
            )
        })
        .collect();
    diesel::insert_into(report_posts::table)
        .values(named)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(true)
}

/// A complaint.
pub async fn find(conn: &mut Conn, id: ReportId) -> QueryResult<Option<Report>> {
    reports::table
        .find(id)
        .select(Report::as_select())
        .first(conn)
        .await
        .optional()
}

/// As [`find`], and nobody else changes the row until the transaction ends.
pub async fn lock(conn: &mut Conn, id: ReportId) -> QueryResult<Option<Report>> {
    reports::table
        .find(id)
        .select(Report::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// These complaints.
pub async fn find_many(conn: &mut Conn, ids: &[ReportId]) -> QueryResult<Vec<Report>> {
    reports::table
        .filter(reports::id.eq_any(ids))
        .select(Report::as_select())
        .load(conn)
        .await
}

/// The posts that these complaints name.
pub async fn posts(conn: &mut Conn, ids: &[ReportId]) -> QueryResult<Vec<(ReportId, PostId)>> {
    report_posts::table
        .filter(report_posts::report_id.eq_any(ids))
        .order((report_posts::report_id, report_posts::post_id))
        .select((report_posts::report_id, report_posts::post_id))
        .load(conn)
        .await
}

/// One page of complaints, the newest first.
pub async fn page(conn: &mut Conn, filter: &Filter, page: &Page) -> QueryResult<Slice<Report>> {
    let mut query = reports::table
        .filter(reports::id.lt(page.upper()))
        .filter(reports::id.gt(page.lower()))
        .select(Report::as_select())
        .limit(page.fetch())
        .into_boxed();
    query = match filter.settled {
        Settled::Yes => query.filter(reports::resolved_at.is_not_null()),
        Settled::No => query.filter(reports::resolved_at.is_null()),
        Settled::Either => query,
    };
    query = match filter.assigned {
        Assigned::To(moderator) => query.filter(reports::assigned_to_id.eq(moderator)),
        Assigned::Somebody => query.filter(reports::assigned_to_id.is_not_null()),
        Assigned::Nobody => query.filter(reports::assigned_to_id.is_null()),
        Assigned::Whoever => query,
    };
    if let Some(category) = filter.category {
        query = query.filter(reports::category.eq(category));
    }
    // What a complaint has there is asked of one row at a time, so that a page is
    // read from the newest on and no list of accounts is made.
    let reporter = accounts::table.filter(accounts::id.eq(reports::account_id));
    query = match filter.by_local {
        Some(true) => query.filter(exists(reporter.filter(accounts::domain.is_null()))),
        Some(false) => query.filter(exists(reporter.filter(accounts::domain.is_not_null()))),
        None => query,
    };
    let target = accounts::table.filter(accounts::id.eq(reports::target_id));
    query = match filter.about_local {
        Some(true) => query.filter(exists(target.filter(accounts::domain.is_null()))),
        Some(false) => query.filter(exists(target.filter(accounts::domain.is_not_null()))),
        None => query,
    };
    if let Some(domain) = &filter.domain {
        let there = lower(accounts::domain.assume_not_null()).eq(domain.to_lowercase());
        query = query.filter(exists(
            target.filter(accounts::domain.is_not_null()).filter(there),
        ));
    }
    if let Some(by) = filter.by {
        query = query.filter(reports::account_id.eq(by));
    }
    if let Some(about) = filter.about {
        query = query.filter(reports::target_id.eq(about));
    }
    let rows = if page.ascending() {
        query.order(reports::id.asc()).load(conn).await?
    } else {
        query.order(reports::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// The newest complaint of `by` about `target` that nobody settled.
pub async fn open_about(
    conn: &mut Conn,
    by: AccountId,
    target: AccountId,
) -> QueryResult<Option<ReportId>> {
    reports::table
        .filter(reports::account_id.eq(by))
        .filter(reports::target_id.eq(target))
        .filter(reports::resolved_at.is_null())
        .order(reports::id.desc())
        .select(reports::id)
        .first(conn)
        .await
        .optional()
}

/// Adds a post to a complaint that names fewer than `most`.
pub async fn add_post(conn: &mut Conn, id: ReportId, post: PostId, most: usize) -> QueryResult<()> {
    let named: i64 = report_posts::table
        .filter(report_posts::report_id.eq(id))
        .count()
        .get_result(conn)
        .await?;
    if usize::try_from(named).is_ok_and(|named| named < most) {
        diesel::insert_into(report_posts::table)
            .values((
                report_posts::report_id.eq(id),
                report_posts::post_id.eq(post),
            ))
            .on_conflict_do_nothing()
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// Settles a complaint; `false` when that was done already.
pub async fn resolve(
    conn: &mut Conn,
    id: ReportId,
    by: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let open = reports::table
        .find(id)
        .filter(reports::resolved_at.is_null());
    let rows = diesel::update(open)
        .set((
            reports::resolved_at.eq(now),
            reports::resolved_by_id.eq(by),
            reports::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Opens a settled complaint again.
pub async fn reopen(conn: &mut Conn, id: ReportId, now: DateTime<Utc>) -> QueryResult<()> {
    diesel::update(reports::table.find(id))
        .set((
            reports::resolved_at.eq(None::<DateTime<Utc>>),
            reports::resolved_by_id.eq(None::<AccountId>),
            reports::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Writes who looks after a complaint.
pub async fn assign(
    conn: &mut Conn,
    id: ReportId,
    to: Option<AccountId>,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(reports::table.find(id))
        .set((reports::assigned_to_id.eq(to), reports::updated_at.eq(now)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that the target's server is told, with these words instead of the
/// comment; `false` when it was told before.
pub async fn forward(
    conn: &mut Conn,
    id: ReportId,
    text: &str,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let row = reports::table
        .find(id)
        .filter(diesel::dsl::not(reports::forwarded));
    let rows = diesel::update(row)
        .set((
            reports::forwarded.eq(true),
            reports::forward_text.eq(text),
            reports::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes what a complaint is about.
pub async fn classify(
    conn: &mut Conn,
    id: ReportId,
    category: Category,
    rule_ids: &[String],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::update(reports::table.find(id))
        .set((
            reports::category.eq(category),
            reports::rule_ids.eq(rule_ids),
            reports::updated_at.eq(now),
        ))
        .execute(conn)
        .await?;
    Ok(())
}
