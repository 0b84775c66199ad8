//! `quotes` and `quote_stamps`: which post quotes which, and who allowed it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId, QuoteStampId};
use crate::db::prepared;
use crate::db::schema::{posts, quote_stamps, quotes};
use crate::db::text_enum::text_enum;

text_enum! {
    /// Whether the quoted author lets a post quote theirs (FEP-044f).
    QuoteState {
        /// They were asked, or nobody asked yet.
        Pending = "pending",
        /// Yes.
        Accepted = "accepted",
        /// No.
        Rejected = "rejected",
        /// Not any more.
        Revoked = "revoked",
    }
}

/// A post that quotes another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = quotes)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Quote {
    pub post_id: PostId,
    pub quoted_post_id: Option<PostId>,
    pub quoted_uri: String,
    pub state: QuoteState,
    pub request_uri: Option<String>,
    pub stamp_uri: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// A member's permission to quote a post of theirs (`QuoteAuthorization`).
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = quote_stamps)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct QuoteStamp {
    pub id: QuoteStampId,
    pub account_id: AccountId,
    pub quoted_post_id: PostId,
    pub quoting_uri: String,
    pub created_at: DateTime<Utc>,
}

/// Stores a quote; what was known of it before is replaced.
pub async fn upsert(conn: &mut Conn, quote: &Quote) -> QueryResult<()> {
    diesel::insert_into(quotes::table)
        .values(quote)
        .on_conflict(quotes::post_id)
        .do_update()
        .set((
            quotes::quoted_post_id.eq(quote.quoted_post_id),
            quotes::quoted_uri.eq(&quote.quoted_uri),
            quotes::state.eq(quote.state),
            quotes::stamp_uri.eq(&quote.stamp_uri),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// What a post quotes.
pub async fn find(conn: &mut Conn, post: PostId) -> QueryResult<Option<Quote>> {
    quotes::table
        .find(post)
        .select(Quote::as_select())
        .first(conn)
        .await
        .optional()
}

/// As [`find`], and nobody else changes the row until the transaction ends.
pub async fn lock(conn: &mut Conn, post: PostId) -> QueryResult<Option<Quote>> {
    quotes::table
        .find(post)
        .select(Quote::as_select())
        .for_no_key_update()
        .first(conn)
        .await
        .optional()
}

/// What these posts quote.
pub async fn of_posts(conn: &mut Conn, ids: &[PostId]) -> QueryResult<Vec<Quote>> {
    quotes::table
        .filter(quotes::post_id.eq_any(ids))
        .select(Quote::as_select())
        .load(conn)
        .await
}

/// The post whose quote was asked for with this request.
pub async fn by_request(conn: &mut Conn, request_uri: &str) -> QueryResult<Option<PostId>> {
    quotes::table
        .filter(quotes::request_uri.eq(request_uri))
        .select(quotes::post_id)
        .first(conn)
        .await
        .optional()
}

/// The posts that show this permission.
pub async fn by_stamp(conn: &mut Conn, stamp_uri: &str, limit: i64) -> QueryResult<Vec<PostId>> {
    quotes::table
        .filter(quotes::stamp_uri.eq(stamp_uri))
        .select(quotes::post_id)
        .limit(limit)
        .load(conn)
        .await
}

/// Writes what became of a quote.
pub async fn set_state(
    conn: &mut Conn,
    post: PostId,
    state: QuoteState,
    stamp_uri: Option<&str>,
) -> QueryResult<()> {
    diesel::update(quotes::table.find(post))
        .set((quotes::state.eq(state), quotes::stamp_uri.eq(stamp_uri)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Connects quotes with posts that came after them: pairs of a post and its
/// object ID. Quotes of oneself are accepted by that.
pub async fn connect(conn: &mut Conn, arrived: &[(PostId, String)]) -> QueryResult<usize> {
    let (ids, uris): (Vec<PostId>, Vec<&str>) =
        arrived.iter().map(|(id, uri)| (*id, uri.as_str())).unzip();
    prepared::query(
        "UPDATE quotes q SET quoted_post_id = quoted.id, state = CASE \
             WHEN quoting.account_id = quoted.account_id THEN 'accepted' ELSE q.state END \
         FROM unnest($1, $2) AS a (id, uri) \
         JOIN posts quoted ON quoted.id = a.id, posts quoting \
         WHERE q.quoted_uri = a.uri AND q.quoted_post_id IS NULL AND quoting.id = q.post_id",
    )
    .bind::<Array<BigInt>, _>(ids)
    .bind::<Array<Text>, _>(uris)
    .execute(conn)
    .await
}

/// Forgets what a deleted post quoted. Quotes of it by others stay: they lead
/// to its tombstone.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(quotes::table.find(post))
        .execute(conn)
        .await?;
    diesel::delete(quote_stamps::table.filter(quote_stamps::quoted_post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Stores a permission, or returns the one there is.
pub async fn stamp(conn: &mut Conn, stamp: &QuoteStamp) -> QueryResult<QuoteStampId> {
    diesel::insert_into(quote_stamps::table)
        .values(stamp)
        .on_conflict((quote_stamps::quoted_post_id, quote_stamps::quoting_uri))
        .do_update()
        .set(quote_stamps::account_id.eq(stamp.account_id))
        .returning(quote_stamps::id)
        .get_result(conn)
        .await
}

/// A permission with the object ID of the quoted post.
pub async fn find_stamp(
    conn: &mut Conn,
    id: QuoteStampId,
) -> QueryResult<Option<(QuoteStamp, String)>> {
    quote_stamps::table
        .inner_join(posts::table.on(posts::id.eq(quote_stamps::quoted_post_id)))
        .filter(quote_stamps::id.eq(id))
        .filter(posts::deleted_at.is_null())
        .select((QuoteStamp::as_select(), posts::uri))
        .first(conn)
        .await
        .optional()
}

/// Whether this post may quote that one.
pub async fn has_stamp(conn: &mut Conn, quoted: PostId, quoting_uri: &str) -> QueryResult<bool> {
    let given = quote_stamps::table
        .filter(quote_stamps::quoted_post_id.eq(quoted))
        .filter(quote_stamps::quoting_uri.eq(quoting_uri));
    diesel::select(diesel::dsl::exists(given))
        .get_result(conn)
        .await
}

/// Takes a permission back; returns which it was.
pub async fn delete_stamp(
    conn: &mut Conn,
    quoted: PostId,
    quoting_uri: &str,
) -> QueryResult<Option<QuoteStampId>> {
    diesel::delete(
        quote_stamps::table
            .filter(quote_stamps::quoted_post_id.eq(quoted))
            .filter(quote_stamps::quoting_uri.eq(quoting_uri)),
    )
    .returning(quote_stamps::id)
    .get_result(conn)
    .await
    .optional()
}
