//! `tag_days`, `card_days`, `trends`, `trend_reviews`: how much tags and pages
//! are used, and what many talk about now.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Integer, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;
use crate::db::schema::{card_days, publishers, tag_days, trend_reviews, trends};
use crate::db::text_enum::text_enum;
use crate::db::views::listed::is_public;
use crate::db::views::search::Window;
use crate::db::views::viewer::Viewer;

text_enum! {
    /// What trends.
    TrendKind {
        /// A tag.
        Tag = "tag",
        /// A post.
        Post = "post",
        /// A page that posts link to.
        Link = "link",
        /// The server of such pages.
        Publisher = "publisher",
    }
}

/// How much something was used on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, QueryableByName)]
pub struct Day {
    /// The tag or card.
    #[diesel(sql_type = BigInt)]
    pub subject_id: i64,
    /// Days since 1970-01-01, UTC.
    #[diesel(sql_type = Integer)]
    pub day: i32,
    /// Public posts.
    #[diesel(sql_type = BigInt)]
    pub uses: i64,
    /// People who wrote them.
    #[diesel(sql_type = BigInt)]
    pub accounts: i64,
}

/// Where the uses of a kind are counted: the table of days with its key, and
/// the table that connects posts.
fn tables(kind: TrendKind) -> Option<(&'static str, &'static str, &'static str)> {
    match kind {
        TrendKind::Tag => Some(("tag_days", "tag_id", "post_tags")),
        TrendKind::Link => Some(("card_days", "card_id", "post_cards")),
        TrendKind::Post | TrendKind::Publisher => None,
    }
}

/// Public posts of people who are there, as `p`.
fn counted() -> String {
    format!("{} AND {}", is_public("p"), Viewer::author_is_shown("p"))
}

/// Waits until nobody else computes trends or the directory. Call it first in a
/// transaction; it holds until the end of that.
pub async fn take_turns(conn: &mut Conn) -> QueryResult<()> {
    prepared::once("LOCK TABLE trends IN SHARE ROW EXCLUSIVE MODE")
        .execute(conn)
        .await?;
    Ok(())
}

/// Counts one day anew from the posts with IDs from `from` to below `to`. Call
/// it after [`take_turns`].
pub async fn count_day(
    conn: &mut Conn,
    kind: TrendKind,
    day: i32,
    from: i64,
    to: i64,
) -> QueryResult<()> {
    let Some((days, key, uses)) = tables(kind) else {
        return Ok(());
    };
    diesel::sql_query(format!("DELETE FROM {days} WHERE day = $1"))
        .bind::<Integer, _>(day)
        .execute(conn)
        .await?;
    let sql = format!(
        "INSERT INTO {days} ({key}, day, uses, accounts) \
         SELECT u.{key}, $1, count(*), count(DISTINCT p.account_id) \
         FROM posts p JOIN {uses} u ON u.post_id = p.id \
         WHERE p.id >= $2 AND p.id < $3 AND {} GROUP BY u.{key}",
        counted()
    );
    diesel::sql_query(sql)
        .bind::<Integer, _>(day)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(to)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the days before `day`.
pub async fn forget_days(conn: &mut Conn, day: i32) -> QueryResult<()> {
    diesel::delete(tag_days::table.filter(tag_days::day.lt(day)))
        .execute(conn)
        .await?;
    diesel::delete(card_days::table.filter(card_days::day.lt(day)))
        .execute(conn)
        .await?;
    Ok(())
}

/// How much these tags or cards were used on each day from `since` on.
pub async fn days(
    conn: &mut Conn,
    kind: TrendKind,
    subjects: &[i64],
    since: i32,
) -> QueryResult<Vec<Day>> {
    let Some((days, key, _)) = tables(kind) else {
        return Ok(Vec::new());
    };
    let sql = format!(
        "SELECT {key} AS subject_id, day, uses, accounts FROM {days} \
         WHERE {key} = ANY($1) AND day >= $2"
    );
    diesel::sql_query(sql)
        .bind::<Array<BigInt>, _>(subjects)
        .bind::<Integer, _>(since)
        .load(conn)
        .await
}

/// What the scores of a run are computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The first ID of the last day's posts and reactions.
    pub since: i64,
    /// The first ID of posts that may trend.
    pub oldest: i64,
    /// The day of `since`; the days before it tell what is usual.
    pub day: i32,
    /// Now.
    pub now: DateTime<Utc>,
    /// Fewest people that make a trend.
    pub people: i64,
    /// Most trends of a kind.
    pub most: i64,
}

/// Computes the trends of a kind anew. Call it after [`take_turns`].
pub async fn compute(conn: &mut Conn, kind: TrendKind, run: Run) -> QueryResult<()> {
    diesel::delete(trends::table.filter(trends::kind.eq(kind)))
        .execute(conn)
        .await?;
    let scores = match (tables(kind), kind) {
        (Some((days, key, uses)), _) => used_more_than_usual(days, key, uses),
        (None, TrendKind::Publisher) => linked_to(),
        (None, _) => reacted_to(),
    };
    let sql = format!(
        "INSERT INTO trends (kind, subject_id, rank, score) \
         SELECT $1, subject_id, row_number() OVER (ORDER BY score DESC, subject_id DESC), score \
         FROM ({scores}) AS scores \
         ORDER BY score DESC, subject_id DESC LIMIT $2"
    );
    prepared::once(sql)
        .bind::<Text, _>(kind)
        .bind::<BigInt, _>(run.most)
        .bind::<BigInt, _>(run.since)
        .bind::<BigInt, _>(run.oldest)
        .bind::<Integer, _>(run.day)
        .bind::<BigInt, _>(run.people)
        .bind::<Timestamptz, _>(run.now)
        .execute(conn)
        .await?;
    Ok(())
}

/// How many more people used it in the last day than on the days before.
fn used_more_than_usual(days: &str, key: &str, uses: &str) -> String {
    let shown = match uses {
        "post_cards" => "EXISTS (SELECT 1 FROM cards c WHERE c.id = u.card_id AND c.title <> '')",
        _ => "true",
    };
    format!(
        "SELECT subject_id, ((people - usual) ^ 2 / greatest(usual, 1))::real AS score FROM ( \
             SELECT u.{key} AS subject_id, count(DISTINCT p.account_id)::float8 AS people, \
             (SELECT coalesce(sum(d.accounts), 0) / 6.0 FROM {days} d \
                 WHERE d.{key} = u.{key} AND d.day < $5 AND d.day >= $5 - 6)::float8 AS usual \
             FROM posts p JOIN {uses} u ON u.post_id = p.id \
             WHERE p.id >= $3 AND {shown} AND {counted} \
             GROUP BY u.{key} HAVING count(DISTINCT p.account_id) >= $6 \
         ) AS used WHERE people > usual",
        counted = counted()
    )
}

/// How many people boosted or favourited it in the last day; half counts what is
/// half a day older. At most two posts of one author.
fn reacted_to() -> String {
    format!(
        "SELECT subject_id, score::real FROM ( \
             SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY score DESC) AS nth FROM ( \
                 SELECT p.id AS subject_id, p.account_id, \
                 people * 0.5 ^ (extract(epoch FROM $7 - p.created_at) / 43200) AS score \
                 FROM (SELECT reacted.post_id, count(DISTINCT reacted.account_id) AS people FROM ( \
                         SELECT f.post_id, f.account_id FROM favourites f WHERE f.id >= $3 \
                         UNION ALL SELECT b.boost_of_id, b.account_id FROM posts b \
                         WHERE b.id >= $3 AND b.boost_of_id IS NOT NULL AND b.deleted_at IS NULL \
                     ) AS reacted JOIN posts o ON o.id = reacted.post_id \
                     WHERE o.id >= $4 AND o.account_id <> reacted.account_id \
                     GROUP BY reacted.post_id HAVING count(DISTINCT reacted.account_id) >= $6 \
                 ) AS liked JOIN posts p ON p.id = liked.post_id \
                 JOIN accounts a ON a.id = p.account_id \
                 WHERE a.discoverable AND p.in_reply_to_id IS NULL AND NOT p.sensitive \
                 AND p.content_warning = '' AND {counted} \
             ) AS scored \
         ) AS numbered WHERE nth <= 2",
        counted = counted()
    )
}

/// The servers of pages that trend; together they have their pages' scores.
fn linked_to() -> String {
    format!(
        "SELECT p.id AS subject_id, sum(t.score)::real AS score \
         FROM trends t JOIN cards c ON c.id = t.subject_id \
         JOIN publishers p ON p.domain = {HOST} \
         WHERE t.kind = 'link' GROUP BY p.id"
    )
}

/// The server of a page `c`.
const HOST: &str = "lower(substring(c.url from '^https?://([^/?#]+)'))";

/// Notes the servers of pages that trend.
pub async fn note_publishers(conn: &mut Conn, now: DateTime<Utc>) -> QueryResult<()> {
    let sql = format!(
        "INSERT INTO publishers (domain, created_at) SELECT DISTINCT {HOST}, $1 \
         FROM trends t JOIN cards c ON c.id = t.subject_id \
         WHERE t.kind = 'link' AND {HOST} IS NOT NULL ON CONFLICT DO NOTHING"
    );
    diesel::sql_query(sql)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

/// Which trends are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Those that may be shown to everybody. What nobody decided about may be
    /// shown where it need not be approved.
    ToEverybody {
        /// Whether each has to be approved.
        approved: bool,
    },
    /// Everything, for those who decide.
    ToModerators,
}

impl Shown {
    /// The condition on `t`; a page goes as its server does, where nobody decided
    /// about it.
    fn sql(self) -> String {
        let Self::ToEverybody { approved } = self else {
            return "true".to_owned();
        };
        format!(
            "NOT (t.kind = 'tag' AND EXISTS (SELECT 1 FROM tag_rules h \
                 WHERE h.tag_id = t.subject_id AND NOT h.listable)) AND coalesce( \
                 (SELECT r.allowed FROM trend_reviews r \
                     WHERE r.kind = t.kind AND r.subject_id = t.subject_id), \
                 (SELECT r.allowed FROM cards c JOIN publishers p ON p.domain = {HOST} \
                     JOIN trend_reviews r ON r.kind = 'publisher' AND r.subject_id = p.id \
                     WHERE t.kind = 'link' AND c.id = t.subject_id), \
                 {})",
            !approved
        )
    }
}

#[derive(QueryableByName)]
struct Subject {
    #[diesel(sql_type = BigInt)]
    subject_id: i64,
}

/// What trends now, on top first.
pub async fn ranked(
    conn: &mut Conn,
    kind: TrendKind,
    shown: Shown,
    window: Window,
) -> QueryResult<Vec<i64>> {
    let sql = format!(
        "SELECT t.subject_id FROM trends t WHERE t.kind = $1 AND {} \
         ORDER BY t.rank OFFSET $2 LIMIT $3",
        shown.sql()
    );
    let rows: Vec<Subject> = diesel::sql_query(sql)
        .bind::<Text, _>(kind)
        .bind::<BigInt, _>(window.offset)
        .bind::<BigInt, _>(window.limit)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.subject_id).collect())
}

/// Whether this trends now.
pub async fn is_ranked(
    conn: &mut Conn,
    kind: TrendKind,
    shown: Shown,
    subject: i64,
) -> QueryResult<bool> {
    let sql = format!(
        "SELECT t.subject_id FROM trends t WHERE t.kind = $1 AND t.subject_id = $2 AND {}",
        shown.sql()
    );
    let rows: Vec<Subject> = diesel::sql_query(sql)
        .bind::<Text, _>(kind)
        .bind::<BigInt, _>(subject)
        .load(conn)
        .await?;
    Ok(!rows.is_empty())
}

/// Notes the server of pages; its ID.
pub async fn publisher(conn: &mut Conn, domain: &str, now: DateTime<Utc>) -> QueryResult<i64> {
    diesel::insert_into(publishers::table)
        .values((
            publishers::domain.eq(domain),
            publishers::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    publishers::table
        .filter(publishers::domain.eq(domain))
        .select(publishers::id)
        .first(conn)
        .await
}

/// The names of these publishers' servers.
pub async fn publishers(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<(i64, String)>> {
    publishers::table
        .filter(publishers::id.eq_any(ids))
        .select((publishers::id, publishers::domain))
        .load(conn)
        .await
}

/// Writes what a moderator decided; it holds at once.
pub async fn review(
    conn: &mut Conn,
    kind: TrendKind,
    subject: i64,
    allowed: bool,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    let decision = (
        trend_reviews::allowed.eq(allowed),
        trend_reviews::reviewed_at.eq(now),
    );
    diesel::insert_into(trend_reviews::table)
        .values((
            trend_reviews::kind.eq(kind),
            trend_reviews::subject_id.eq(subject),
            decision,
        ))
        .on_conflict((trend_reviews::kind, trend_reviews::subject_id))
        .do_update()
        .set(decision)
        .execute(conn)
        .await?;
    Ok(())
}

/// What moderators decided about these, and when; those that nobody decided about
/// are missing.
pub async fn reviews(
    conn: &mut Conn,
    kind: TrendKind,
    subjects: &[i64],
) -> QueryResult<Vec<(i64, bool, DateTime<Utc>)>> {
    trend_reviews::table
        .filter(trend_reviews::kind.eq(kind))
        .filter(trend_reviews::subject_id.eq_any(subjects))
        .select((
            trend_reviews::subject_id,
            trend_reviews::allowed,
            trend_reviews::reviewed_at,
        ))
        .load(conn)
        .await
}
