//! `report_evidence`: reported posts as they were when they were reported.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{PostId, ReportId};
use crate::db::models::post::Visibility;
use crate::db::prepared;
use crate::db::schema::report_evidence;

/// A post as it was.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = report_evidence)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Evidence {
    pub report_id: ReportId,
    pub post_id: PostId,
    pub author: String,
    pub url: String,
    pub content: String,
    pub content_warning: String,
    pub sensitive: bool,
    pub visibility: Visibility,
    pub language: Option<String>,
    pub media: serde_json::Value,
    pub written_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
    pub kept_at: DateTime<Utc>,
}

/// Keeps these posts with a complaint as they are now.
pub async fn keep(
    conn: &mut Conn,
    report: ReportId,
    posts: &[PostId],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    prepared::query(
        "INSERT INTO report_evidence (report_id, post_id, author, url, content, content_warning, \
             sensitive, visibility, language, media, written_at, edited_at, kept_at) \
         SELECT $1, p.id, a.username || coalesce('@' || a.domain, ''), coalesce(p.url, p.uri), \
             p.content, p.content_warning, p.sensitive, p.visibility, p.language, \
             coalesce((SELECT jsonb_agg(jsonb_build_object('id', m.id::text, 'kind', m.kind, \
                     'description', m.description, 'key', m.storage_key, 'url', m.remote_url) \
                     ORDER BY m.position) \
                 FROM media_attachments m WHERE m.post_id = p.id), '[]'), \
             p.created_at, p.edited_at, $3 \
         FROM posts p JOIN accounts a ON a.id = p.account_id \
         WHERE p.id = ANY($2) AND p.deleted_at IS NULL \
         ON CONFLICT DO NOTHING",
    )
    .bind::<BigInt, _>(report)
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    keep_files(conn, report, now).await
}

/// Lets the files of other servers that a complaint names, as far as they are here,
/// count as seen for so long that the cache lets everything else go before them.
pub async fn keep_files(conn: &mut Conn, report: ReportId, now: DateTime<Utc>) -> QueryResult<()> {
    prepared::query(
        "UPDATE remote_files f SET seen_at = $2 + interval '1 year' \
         FROM report_evidence e CROSS JOIN LATERAL jsonb_array_elements(e.media) AS m \
         WHERE e.report_id = $1 AND m ->> 'url' IS NOT NULL AND f.state = 'here' \
         AND f.url_hash = sha256(convert_to(m ->> 'url', 'UTF8'))",
    )
    .bind::<BigInt, _>(report)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets the files that [`keep_files`] kept count as seen now, unless another open
/// complaint is about their posts.
pub async fn let_go_files(
    conn: &mut Conn,
    report: ReportId,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    prepared::query(
        "UPDATE remote_files f SET seen_at = $2 \
         FROM report_evidence e CROSS JOIN LATERAL jsonb_array_elements(e.media) AS m \
         WHERE e.report_id = $1 AND m ->> 'url' IS NOT NULL \
         AND f.state = 'here' AND f.seen_at > $2 \
         AND f.url_hash = sha256(convert_to(m ->> 'url', 'UTF8')) \
         AND NOT EXISTS (SELECT 1 FROM report_evidence o \
             JOIN reports r ON r.id = o.report_id AND r.resolved_at IS NULL \
             WHERE o.post_id = e.post_id)",
    )
    .bind::<BigInt, _>(report)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}

/// What is kept with a complaint, the oldest post first.
pub async fn of_report(conn: &mut Conn, report: ReportId) -> QueryResult<Vec<Evidence>> {
    report_evidence::table
        .filter(report_evidence::report_id.eq(report))
        .order(report_evidence::post_id.asc())
        .select(Evidence::as_select())
        .load(conn)
        .await
}

#[derive(QueryableByName)]
struct File {
    #[diesel(sql_type = Text)]
    key: String,
}

/// The storage keys of files of this post that open complaints are about.
pub async fn held(conn: &mut Conn, post: PostId) -> QueryResult<Vec<String>> {
    let files: Vec<File> = prepared::query(
        "SELECT DISTINCT m ->> 'key' AS key FROM report_evidence e \
         JOIN reports r ON r.id = e.report_id AND r.resolved_at IS NULL \
         CROSS JOIN LATERAL jsonb_array_elements(e.media) AS m \
         WHERE e.post_id = $1 AND m ->> 'key' IS NOT NULL",
    )
    .bind::<BigInt, _>(post)
    .load(conn)
    .await?;
    Ok(files.into_iter().map(|file| file.key).collect())
}

/// The storage keys of files that only this complaint, which is settled, kept:
/// their posts are deleted, and no open complaint is about them.
pub async fn let_go(conn: &mut Conn, report: ReportId) -> QueryResult<Vec<String>> {
    let files: Vec<File> = prepared::query(
        "SELECT DISTINCT m ->> 'key' AS key FROM report_evidence e \
         CROSS JOIN LATERAL jsonb_array_elements(e.media) AS m \
         WHERE e.report_id = $1 AND m ->> 'key' IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.id = e.post_id AND p.deleted_at IS NULL) \
         AND NOT EXISTS (SELECT 1 FROM report_evidence o \
             JOIN reports r ON r.id = o.report_id AND r.resolved_at IS NULL \
             WHERE o.post_id = e.post_id)",
    )
    .bind::<BigInt, _>(report)
    .load(conn)
    .await?;
    Ok(files.into_iter().map(|file| file.key).collect())
}
