//! `domain_rules`: what moderators decided about other servers.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::domain_rules;
use crate::db::text_enum::text_enum;

/// Most restrictions that are listed.
const RESTRICTIONS: i64 = 20_000;

text_enum! {
    /// How a server is treated.
    Severity {
        /// It may talk to this one where only listed servers may.
        Allow = "allow",
        /// Only followers see its accounts.
        Limit = "limit",
        /// Its pictures and other media are neither fetched nor shown.
        RejectMedia = "reject_media",
        /// Nothing comes from it and nothing goes to it.
        Suspend = "suspend",
    }
}

/// The rule for a domain and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = domain_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct DomainRule {
    pub domain: String,
    pub severity: Severity,
    pub public_comment: String,
    pub private_comment: String,
    pub created_at: DateTime<Utc>,
}

/// Stores a rule, in place of the domain's earlier one.
pub async fn put(conn: &mut Conn, rule: &DomainRule) -> QueryResult<()> {
    diesel::insert_into(domain_rules::table)
        .values(rule)
        .on_conflict(domain_rules::domain)
        .do_update()
        .set(rule)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes the rule of a domain; `false` when there was none.
pub async fn remove(conn: &mut Conn, domain: &str) -> QueryResult<bool> {
    let rows = diesel::delete(domain_rules::table.find(domain))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// What changes whenever the rules do: how many there are, and the newest.
pub async fn version(conn: &mut Conn) -> QueryResult<(i64, Option<DateTime<Utc>>)> {
    domain_rules::table
        .select((
            diesel::dsl::count_star(),
            diesel::dsl::max(domain_rules::created_at),
        ))
        .first(conn)
        .await
}

/// The rules that restrict servers, in the order of their names; at most some
/// thousands.
pub async fn restrictions(conn: &mut Conn) -> QueryResult<Vec<DomainRule>> {
    domain_rules::table
        .filter(domain_rules::severity.eq_any([Severity::Limit, Severity::Suspend]))
        .order(domain_rules::domain)
        .limit(RESTRICTIONS)
        .select(DomainRule::as_select())
        .load(conn)
        .await
}

/// Every domain with its rule.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<(String, Severity)>> {
    domain_rules::table
        .select((domain_rules::domain, domain_rules::severity))
        .load(conn)
        .await
}

/// The rule of a domain itself.
pub async fn find(conn: &mut Conn, domain: &str) -> QueryResult<Option<DomainRule>> {
    domain_rules::table
        .find(domain)
        .select(DomainRule::as_select())
        .first(conn)
        .await
        .optional()
}

/// Every rule, by domain.
pub async fn list(conn: &mut Conn) -> QueryResult<Vec<DomainRule>> {
    domain_rules::table
        .order(domain_rules::domain)
        .select(DomainRule::as_select())
        .load(conn)
        .await
}

/// Suspends the known accounts of `domain` and below that the rules suspend now,
/// and ends that for those they do not suspend any more. What moderators or the
/// accounts' own servers decided stays.
pub async fn apply_to_accounts(
    conn: &mut Conn,
    domain: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::sql_query(
        "WITH there AS (
             SELECT id, domain_severity(lower(domain)) IS NOT DISTINCT FROM 'suspend' AS suspended
             FROM accounts
             WHERE domain IS NOT NULL AND (lower(domain) = $1
                OR split_part(lower(domain), ':', 1) = $1
                OR right(split_part(lower(domain), ':', 1), length($1) + 1) = '.' || $1)
         )
         UPDATE accounts SET
             suspended_at = CASE WHEN there.suspended THEN coalesce(suspended_at, $2) END,
             suspension = CASE WHEN there.suspended THEN 'domain' END
         FROM there
         WHERE there.id = accounts.id AND CASE WHEN there.suspended
             THEN coalesce(suspension, 'origin') = 'origin' ELSE suspension = 'domain' END",
    )
    .bind::<Text, _>(domain)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}
