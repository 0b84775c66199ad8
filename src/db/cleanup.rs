//! Removes what has had its time, in small bites that hold no lock for long.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::models::media::Media;
use crate::db::schema::media_attachments;

/// Rows that may be removed once a time in them has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expiring {
    /// Sign-ins that ended.
    Sessions,
    /// Links that nobody followed in time.
    OneTimeTokens,
    /// Codes of programs; used ones are known for a day, in case they come again.
    OauthCodes,
    /// Tokens of programs that ended by themselves.
    OauthTokens,
    /// Captchas that nobody answered.
    Captchas,
    /// Proofs of work that are refused for their age anyway.
    SpentChallenges,
    /// Attempts in windows that are over.
    Throttles,
    /// Mutes that ended by themselves.
    Mutes,
    /// Forms that nobody will send a second time.
    PostSubmissions,
    /// The same of the panel.
    PanelSubmissions,
    /// Who tried to sign in, after a quarter of a year.
    SignIns,
}

impl Expiring {
    /// Every kind of row.
    pub const ALL: [Self; 11] = [
        Self::Sessions,
        Self::OneTimeTokens,
        Self::OauthCodes,
        Self::OauthTokens,
        Self::Captchas,
        Self::SpentChallenges,
        Self::Throttles,
        Self::Mutes,
        Self::PostSubmissions,
        Self::PanelSubmissions,
        Self::SignIns,
    ];

    fn table_and_column(self) -> (&'static str, &'static str) {
        match self {
            Self::Sessions => ("sessions", "expires_at"),
            Self::OneTimeTokens => ("one_time_tokens", "expires_at"),
            Self::OauthCodes => ("oauth_codes", "expires_at + interval '1 day'"),
            Self::OauthTokens => ("oauth_tokens", "expires_at"),
            Self::Captchas => ("captchas", "expires_at"),
            Self::SpentChallenges => ("spent_challenges", "expires_at"),
            Self::Throttles => ("throttles", "window_ends_at"),
            Self::Mutes => ("mutes", "expires_at"),
            Self::PostSubmissions => ("post_submissions", "created_at + interval '1 day'"),
            Self::PanelSubmissions => ("panel_submissions", "created_at + interval '1 day'"),
            Self::SignIns => ("sign_ins", "created_at + interval '90 days'"),
        }
    }
}

/// Removes at most `limit` rows whose time is before `now`; returns how many.
pub async fn expired(
    conn: &mut Conn,
    what: Expiring,
    now: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    let (table, column) = what.table_and_column();
    diesel::sql_query(format!(
        "DELETE FROM {table} WHERE ctid = ANY(ARRAY(
             SELECT ctid FROM {table} WHERE {column} <= $1 LIMIT $2 FOR UPDATE SKIP LOCKED))"
    ))
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}

/// Removes at most `limit` events from before `before` whose `dispatch_job` is
/// done; returns how many.
pub async fn old_events(
    conn: &mut Conn,
    dispatch_job: &str,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM events WHERE id IN (
             SELECT id FROM events
             WHERE id NOT IN (
                 SELECT (payload->>'event_id')::bigint FROM jobs
                 WHERE kind = $1 AND payload ? 'event_id')
             AND created_at < $2
             ORDER BY id LIMIT $3)",
    )
    .bind::<Text, _>(dispatch_job)
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}

/// Removes at most `limit` uploads from before `before` that were never posted;
/// returns the storage keys of their files.
pub async fn unposted_uploads(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<Vec<String>> {
    let unposted = media_attachments::post_id.is_null();
    let ids: Vec<i64> = media_attachments::table
        .filter(unposted)
        .filter(media_attachments::scheduled_post_id.is_null())
        .filter(media_attachments::former_post_id.is_null())
        .filter(media_attachments::held_post_id.is_null())
        .filter(media_attachments::created_at.lt(before))
        .select(media_attachments::id)
        .limit(limit)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    let gone: Vec<Media> =
        diesel::delete(media_attachments::table.filter(media_attachments::id.eq_any(ids)))
            .returning(Media::as_returning())
            .get_results(conn)
            .await?;
    Ok(gone.into_iter().flat_map(Media::files).collect())
}
