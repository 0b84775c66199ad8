//! `activity_days`: what happened on each day, as a job counts it.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::prepared;

/// A day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, QueryableByName)]
pub struct ActivityDay {
    /// Which (UTC).
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// People who signed up.
    #[diesel(sql_type = BigInt)]
    pub sign_ups: i64,
    /// Members who were there.
    #[diesel(sql_type = BigInt)]
    pub active_users: i64,
    /// Posts that members wrote.
    #[diesel(sql_type = BigInt)]
    pub posts: i64,
    /// Favourites, boosts and replies that members gave or got.
    #[diesel(sql_type = BigInt)]
    pub interactions: i64,
    /// Reports that were made.
    #[diesel(sql_type = BigInt)]
    pub reports: i64,
}

/// A day as moments and as IDs that things have which were made on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Which day (UTC).
    pub day: NaiveDate,
    /// Its first moment, and the first moment of the next.
    pub times: (DateTime<Utc>, DateTime<Utc>),
    /// The smallest ID of it, and of the next.
    pub ids: (i64, i64),
}

/// Counts a day and writes it down. Who was there is known only while nobody was
/// there again: the most that was ever counted stays.
pub async fn count(conn: &mut Conn, span: Span) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO activity_days (day, sign_ups, active_users, posts, interactions, reports) \
         SELECT $1, \
         (SELECT count(*) FROM users WHERE id >= $4 AND id < $5), \
         (SELECT count(*) FROM ( \
             SELECT account_id FROM posts WHERE local AND id >= $4 AND id < $5 \
             UNION SELECT u.account_id FROM sessions s JOIN users u ON u.id = s.user_id \
                 WHERE s.last_used_at >= $2 AND s.last_used_at < $3 \
             UNION SELECT u.account_id FROM oauth_tokens t JOIN users u ON u.id = t.user_id \
                 WHERE t.last_used_at >= $2 AND t.last_used_at < $3 \
             UNION SELECT u.account_id FROM user_activity a JOIN users u ON u.id = a.user_id \
                 WHERE a.active_at >= $2 AND a.active_at < $3) AS there), \
         (SELECT count(*) FROM posts WHERE local AND boost_of_id IS NULL \
             AND id >= $4 AND id < $5), \
         (SELECT count(*) FROM favourites f JOIN posts p ON p.id = f.post_id AND p.local \
             WHERE f.id >= $4 AND f.id < $5) \
         + (SELECT count(*) FROM posts b JOIN posts p \
             ON p.id = coalesce(b.boost_of_id, b.in_reply_to_id) AND p.local \
             WHERE b.id >= $4 AND b.id < $5), \
         (SELECT count(*) FROM reports WHERE id >= $4 AND id < $5) \
         ON CONFLICT (day) DO UPDATE SET sign_ups = excluded.sign_ups, \
         active_users = greatest(activity_days.active_users, excluded.active_users), \
         posts = excluded.posts, interactions = excluded.interactions, \
         reports = excluded.reports",
    )
    .bind::<Date, _>(span.day)
    .bind::<Timestamptz, _>(span.times.0)
    .bind::<Timestamptz, _>(span.times.1)
    .bind::<BigInt, _>(span.ids.0)
    .bind::<BigInt, _>(span.ids.1)
    .execute(conn)
    .await?;
    Ok(())
}

/// The days since `from` (inclusive) that were counted.
pub async fn since(conn: &mut Conn, from: NaiveDate) -> QueryResult<Vec<ActivityDay>> {
    prepared::query(
        "SELECT day, sign_ups, active_users, posts, interactions, reports FROM activity_days \
         WHERE day >= $1 ORDER BY day",
    )
    .bind::<Date, _>(from)
    .load(conn)
    .await
}
