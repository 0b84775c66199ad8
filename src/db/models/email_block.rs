//! `email_domain_blocks` and `canonical_email_blocks`: mail addresses that
//! cannot sign up.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::models::ip_rule::IpSeverity;
use crate::db::page::{Page, Slice};
use crate::db::schema::{canonical_email_blocks, email_domain_attempts, email_domain_blocks};

/// A domain whose mail addresses cannot sign up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = email_domain_blocks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct EmailDomainBlock {
    pub id: i64,
    pub domain: String,
    pub created_at: DateTime<Utc>,
    pub severity: IpSeverity,
    pub comment: String,
    pub expires_at: Option<DateTime<Utc>>,
}

/// An address that cannot sign up.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = canonical_email_blocks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct CanonicalEmailBlock {
    pub id: i64,
    pub hash: String,
    pub created_at: DateTime<Utc>,
}

/// Adds a domain; `false` when it is there. One that has ended makes room.
pub async fn insert_domain(
    conn: &mut Conn,
    row: &EmailDomainBlock,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let ended = email_domain_blocks::table
        .filter(email_domain_blocks::domain.eq(&row.domain))
        .filter(email_domain_blocks::expires_at.le(now));
    diesel::delete(ended).execute(conn).await?;
    let rows = diesel::insert_into(email_domain_blocks::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// The domain with this ID.
pub async fn find_domain(conn: &mut Conn, id: i64) -> QueryResult<Option<EmailDomainBlock>> {
    email_domain_blocks::table
        .find(id)
        .select(EmailDomainBlock::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes a domain.
pub async fn remove_domain(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(email_domain_blocks::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// One page of the domains, the newest first.
pub async fn domains(conn: &mut Conn, page: &Page) -> QueryResult<Slice<EmailDomainBlock>> {
    let query = email_domain_blocks::table
        .filter(email_domain_blocks::id.lt(page.upper()))
        .filter(email_domain_blocks::id.gt(page.lower()))
        .select(EmailDomainBlock::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query
            .order(email_domain_blocks::id.asc())
            .load(conn)
            .await?
    } else {
        query
            .order(email_domain_blocks::id.desc())
            .load(conn)
            .await?
    };
    Ok(page.cut(rows))
}

/// The rule about one of these domains that holds; the stricter one first.
pub async fn blocked(
    conn: &mut Conn,
    domains: &[String],
    now: DateTime<Utc>,
) -> QueryResult<Option<(i64, IpSeverity)>> {
    email_domain_blocks::table
        .filter(email_domain_blocks::domain.eq_any(domains))
        .filter(
            email_domain_blocks::expires_at
                .is_null()
                .or(email_domain_blocks::expires_at.gt(now)),
        )
        .order(email_domain_blocks::severity)
        .select((email_domain_blocks::id, email_domain_blocks::severity))
        .first(conn)
        .await
        .optional()
}

/// Counts somebody who tried.
pub async fn count_attempt(conn: &mut Conn, block: i64, day: i32) -> QueryResult<()> {
    diesel::insert_into(email_domain_attempts::table)
        .values((
            email_domain_attempts::block_id.eq(block),
            email_domain_attempts::day.eq(day),
            email_domain_attempts::attempts.eq(1),
        ))
        .on_conflict((email_domain_attempts::block_id, email_domain_attempts::day))
        .do_update()
        .set(email_domain_attempts::attempts.eq(email_domain_attempts::attempts + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// How often somebody tried since a day: domain, day, attempts.
pub async fn attempts(
    conn: &mut Conn,
    blocks: &[i64],
    since: i32,
) -> QueryResult<Vec<(i64, i32, i64)>> {
    email_domain_attempts::table
        .filter(email_domain_attempts::block_id.eq_any(blocks))
        .filter(email_domain_attempts::day.ge(since))
        .select((
            email_domain_attempts::block_id,
            email_domain_attempts::day,
            email_domain_attempts::attempts,
        ))
        .load(conn)
        .await
}

/// Adds an address by its hash, or finds it.
pub async fn put_hash(
    conn: &mut Conn,
    row: &CanonicalEmailBlock,
) -> QueryResult<CanonicalEmailBlock> {
    diesel::insert_into(canonical_email_blocks::table)
        .values(row)
        .on_conflict(canonical_email_blocks::hash)
        .do_update()
        .set(canonical_email_blocks::hash.eq(&row.hash))
        .returning(CanonicalEmailBlock::as_returning())
        .get_result(conn)
        .await
}

/// The address with this hash.
pub async fn by_hash(conn: &mut Conn, hash: &str) -> QueryResult<Option<CanonicalEmailBlock>> {
    canonical_email_blocks::table
        .filter(canonical_email_blocks::hash.eq(hash))
        .select(CanonicalEmailBlock::as_select())
        .first(conn)
        .await
        .optional()
}

/// The address with this ID.
pub async fn find_hash(conn: &mut Conn, id: i64) -> QueryResult<Option<CanonicalEmailBlock>> {
    canonical_email_blocks::table
        .find(id)
        .select(CanonicalEmailBlock::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes an address.
pub async fn remove_hash(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(canonical_email_blocks::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// One page of the addresses, the newest first.
pub async fn hashes(conn: &mut Conn, page: &Page) -> QueryResult<Slice<CanonicalEmailBlock>> {
    let query = canonical_email_blocks::table
        .filter(canonical_email_blocks::id.lt(page.upper()))
        .filter(canonical_email_blocks::id.gt(page.lower()))
        .select(CanonicalEmailBlock::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query
            .order(canonical_email_blocks::id.asc())
            .load(conn)
            .await?
    } else {
        query
            .order(canonical_email_blocks::id.desc())
            .load(conn)
            .await?
    };
    Ok(page.cut(rows))
}
