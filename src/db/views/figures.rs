//! Figures for moderators, counted by SQL: per day, by kind, and who stayed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;

/// What is counted on each day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Daily {
    ActiveUsers,
    NewUsers,
    Interactions,
    OpenedReports,
    ResolvedReports,
    TagAccounts,
    TagUses,
    TagServers,
    InstanceAccounts,
    InstanceMedia,
    InstanceReports,
    InstanceStatuses,
    InstanceFollows,
    InstanceFollowers,
}

impl Daily {
    /// Rows of a moment and what is counted once in a day; `$3` is the tag's ID or
    /// the domain.
    fn source(self) -> &'static str {
        match self {
            Self::ActiveUsers => {
                "SELECT p.created_at AS at, p.account_id::text AS what FROM posts p WHERE p.local \
                 UNION ALL SELECT s.last_used_at, u.account_id::text FROM sessions s \
                 JOIN users u ON u.id = s.user_id"
            }
            Self::NewUsers => "SELECT created_at AS at, id::text AS what FROM users",
            Self::Interactions => {
                "SELECT f.created_at AS at, 'f' || f.id AS what FROM favourites f \
                 JOIN posts p ON p.id = f.post_id AND p.local \
                 UNION ALL SELECT b.created_at, 'p' || b.id FROM posts b \
                 JOIN posts p ON p.id = coalesce(b.boost_of_id, b.in_reply_to_id) AND p.local"
            }
            Self::OpenedReports => "SELECT created_at AS at, id::text AS what FROM reports",
            Self::ResolvedReports => {
                "SELECT resolved_at AS at, id::text AS what FROM reports \
                 WHERE resolved_at IS NOT NULL"
            }
            Self::TagAccounts => {
                "SELECT p.created_at AS at, p.account_id::text AS what FROM post_tags t \
                 JOIN posts p ON p.id = t.post_id WHERE t.tag_id::text = $3"
            }
            Self::TagUses => {
                "SELECT p.created_at AS at, p.id::text AS what FROM post_tags t \
                 JOIN posts p ON p.id = t.post_id WHERE t.tag_id::text = $3"
            }
            Self::TagServers => {
                "SELECT p.created_at AS at, coalesce(a.domain, '') AS what FROM post_tags t \
                 JOIN posts p ON p.id = t.post_id JOIN accounts a ON a.id = p.account_id \
                 WHERE t.tag_id::text = $3"
            }
            Self::InstanceAccounts => {
                "SELECT created_at AS at, id::text AS what FROM accounts WHERE lower(domain) = $3"
            }
            Self::InstanceMedia => {
                "SELECT m.created_at AS at, m.id::text AS what FROM media_attachments m \
                 JOIN accounts a ON a.id = m.account_id WHERE lower(a.domain) = $3"
            }
            Self::InstanceReports => {
                "SELECT r.created_at AS at, r.id::text AS what FROM reports r \
                 JOIN accounts a ON a.id = r.target_id WHERE lower(a.domain) = $3"
            }
            Self::InstanceStatuses => {
                "SELECT p.created_at AS at, p.id::text AS what FROM posts p \
                 JOIN accounts a ON a.id = p.account_id WHERE lower(a.domain) = $3"
            }
            Self::InstanceFollows => {
                "SELECT f.created_at AS at, f.id::text AS what FROM follows f \
                 JOIN accounts a ON a.id = f.target_id WHERE lower(a.domain) = $3"
            }
            Self::InstanceFollowers => {
                "SELECT f.created_at AS at, f.id::text AS what FROM follows f \
                 JOIN accounts a ON a.id = f.account_id WHERE lower(a.domain) = $3"
            }
        }
    }
}

/// A day and what was counted on it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct OnDay {
    /// Its beginning, UTC.
    #[diesel(sql_type = Timestamptz)]
    pub day: DateTime<Utc>,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
}

/// Counts day by day, from the day of `from` to that of `to`.
pub async fn daily(
    conn: &mut Conn,
    what: Daily,
    about: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<Vec<OnDay>> {
    let sql = format!(
        "WITH days AS (
             SELECT day FROM generate_series(date_trunc('day', $1, 'UTC'),
                 date_trunc('day', $2, 'UTC'), interval '1 day') AS day
         ), counted AS (
             SELECT date_trunc('day', s.at, 'UTC') AS day, count(DISTINCT s.what) AS count
             FROM ({}) AS s
             WHERE s.at >= date_trunc('day', $1, 'UTC')
               AND s.at < date_trunc('day', $2, 'UTC') + interval '1 day'
               AND $3::text IS NOT NULL
             GROUP BY 1
         )
         SELECT days.day, coalesce(counted.count, 0) AS count
         FROM days LEFT JOIN counted ON counted.day = days.day ORDER BY days.day",
        what.source()
    );
    diesel::sql_query(sql)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .bind::<Text, _>(about)
        .load(conn)
        .await
}

/// How many of a kind there are altogether between two moments.
pub async fn total(
    conn: &mut Conn,
    what: Daily,
    about: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<i64> {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sql = format!(
        "SELECT count(DISTINCT s.what) AS count FROM ({}) AS s
         WHERE s.at >= date_trunc('day', $1, 'UTC')
           AND s.at < date_trunc('day', $2, 'UTC') + interval '1 day' AND $3::text IS NOT NULL",
        what.source()
    );
    let row: Count = diesel::sql_query(sql)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .bind::<Text, _>(about)
        .get_result(conn)
        .await?;
    Ok(row.count)
}

/// By what things are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Kinds {
    Languages,
    Sources,
    Servers,
    TagServers,
    TagLanguages,
    InstanceAccounts,
    InstanceLanguages,
}

impl Kinds {
    fn source(self) -> &'static str {
        match self {
            Self::Languages => {
                "SELECT coalesce(u.locale, 'und') AS key, count(*) AS value FROM users u \
                 WHERE u.created_at < $2 AND u.created_at >= $1 AND $3::text IS NOT NULL GROUP BY 1"
            }
            Self::Sources => {
                "SELECT CASE WHEN invite_id IS NULL THEN 'web' ELSE 'invite' END AS key, \
                 count(*) AS value FROM users \
                 WHERE created_at >= $1 AND created_at < $2 AND $3::text IS NOT NULL GROUP BY 1"
            }
            Self::Servers => {
                "SELECT coalesce(a.domain, '') AS key, count(*) AS value FROM posts p \
                 JOIN accounts a ON a.id = p.account_id WHERE p.created_at >= $1 \
                 AND p.created_at < $2 AND p.deleted_at IS NULL AND $3::text IS NOT NULL GROUP BY 1"
            }
            Self::TagServers => {
                "SELECT coalesce(a.domain, '') AS key, count(*) AS value FROM post_tags t \
                 JOIN posts p ON p.id = t.post_id JOIN accounts a ON a.id = p.account_id \
                 WHERE t.tag_id::text = $3 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1"
            }
            Self::TagLanguages => {
                "SELECT coalesce(p.language, 'und') AS key, count(*) AS value FROM post_tags t \
                 JOIN posts p ON p.id = t.post_id \
                 WHERE t.tag_id::text = $3 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1"
            }
            Self::InstanceAccounts => {
                "SELECT a.username AS key, s.followers_count AS value FROM accounts a \
                 JOIN account_stats s ON s.account_id = a.id \
                 WHERE lower(a.domain) = $3 AND a.created_at < $2 AND $1 IS NOT NULL"
            }
            Self::InstanceLanguages => {
                "SELECT coalesce(p.language, 'und') AS key, count(*) AS value FROM posts p \
                 JOIN accounts a ON a.id = p.account_id \
                 WHERE lower(a.domain) = $3 AND p.created_at >= $1 AND p.created_at < $2 GROUP BY 1"
            }
        }
    }
}

/// A kind and how many there are of it.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct Counted {
    /// The kind.
    #[diesel(sql_type = Text)]
    pub key: String,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub value: i64,
}

/// Counts by kind, the most first.
pub async fn kinds(
    conn: &mut Conn,
    what: Kinds,
    about: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    limit: u8,
) -> QueryResult<Vec<Counted>> {
    let sql = format!(
        "SELECT key, value FROM ({}) AS counted ORDER BY value DESC, key LIMIT {limit}",
        what.source()
    );
    diesel::sql_query(sql)
        .bind::<Timestamptz, _>(from)
        .bind::<Timestamptz, _>(to)
        .bind::<Text, _>(about)
        .load(conn)
        .await
}

/// The version of the database and how large it is, in bytes.
pub async fn database(conn: &mut Conn) -> QueryResult<Counted> {
    diesel::sql_query(
        "SELECT split_part(current_setting('server_version'), ' ', 1) AS key,
                pg_database_size(current_database()) AS value",
    )
    .get_result(conn)
    .await
}

/// How many of those who joined in a period were there in a later one.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Stayed {
    /// When they joined.
    #[diesel(sql_type = Timestamptz)]
    pub joined: DateTime<Utc>,
    /// When they were there.
    #[diesel(sql_type = Timestamptz)]
    pub period: DateTime<Utc>,
    /// How many they were.
    #[diesel(sql_type = BigInt)]
    pub value: i64,
    /// What part of all who joined then, 0 to 1.
    #[diesel(sql_type = Double)]
    pub rate: f64,
}

/// Who stayed; `unit` is `day` or `month`. Those who posted count as there.
pub async fn stayed(
    conn: &mut Conn,
    unit: &str,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> QueryResult<Vec<Stayed>> {
    diesel::sql_query(
        "WITH periods AS (
             SELECT p FROM generate_series(date_trunc($3, $1, 'UTC'), date_trunc($3, $2, 'UTC'),
                 ('1 ' || $3)::interval) AS p
         ), joined AS (
             SELECT account_id, date_trunc($3, created_at, 'UTC') AS p FROM users
             WHERE created_at >= date_trunc($3, $1, 'UTC')
         ), active AS (
             SELECT DISTINCT joined.account_id, date_trunc($3, posts.created_at, 'UTC') AS p
             FROM joined JOIN posts ON posts.account_id = joined.account_id
             WHERE posts.created_at >= date_trunc($3, $1, 'UTC')
         ), size AS (
             SELECT p, count(*) AS n FROM joined GROUP BY p
         )
         SELECT one.p AS joined, two.p AS period,
             count(active.account_id) AS value,
             coalesce(count(active.account_id)::float8 / nullif(max(size.n), 0), 0) AS rate
         FROM periods one JOIN periods two ON two.p >= one.p
         LEFT JOIN size ON size.p = one.p
         LEFT JOIN joined ON joined.p = one.p
         LEFT JOIN active ON active.account_id = joined.account_id AND active.p = two.p
         GROUP BY 1, 2 ORDER BY 1, 2",
    )
    .bind::<Timestamptz, _>(from)
    .bind::<Timestamptz, _>(to)
    .bind::<Text, _>(unit)
    .load(conn)
    .await
}
