//! `domain_rules`: what moderators decided about other servers.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::schema::domain_rules;
use crate::db::text_enum::text_enum;

/// Most restrictions that are listed.
const RESTRICTIONS: i64 = 20_000;

text_enum! {
    /// How a server is treated.
    Severity {
        /// It may talk to this one where only listed servers may.
        Allow = "allow",
        /// Only what the rule says beside this.
        None = "none",
        /// Only followers see its accounts.
        Limit = "limit",
        /// Its pictures and other media are neither fetched nor shown.
        RejectMedia = "reject_media",
        /// Nothing comes from it and nothing goes to it.
        Suspend = "suspend",
    }
}

/// The rule for a domain and everything below it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = domain_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct DomainRule {
    pub domain: String,
    pub severity: Severity,
    pub public_comment: String,
    pub private_comment: String,
    pub created_at: DateTime<Utc>,
    pub id: i64,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub obfuscate: bool,
}

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq, Insertable, AsChangeset)]
#[diesel(table_name = domain_rules)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Terms {
    pub domain: String,
    pub severity: Severity,
    pub public_comment: String,
    pub private_comment: String,
    pub reject_media: bool,
    pub reject_reports: bool,
    pub obfuscate: bool,
    pub updated_at: Option<DateTime<Utc>>,
}

/// Stores a rule, in place of the domain's earlier one.
pub async fn put(conn: &mut Conn, terms: &Terms, now: DateTime<Utc>) -> QueryResult<DomainRule> {
    diesel::insert_into(domain_rules::table)
        .values((terms, domain_rules::created_at.eq(now)))
        .on_conflict(domain_rules::domain)
        .do_update()
        .set(terms)
        .returning(DomainRule::as_returning())
        .get_result(conn)
        .await
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
            sql::<Nullable<Timestamptz>>("max(coalesce(updated_at, created_at))"),
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

/// Every domain with its rule: whether its media and its reports are refused.
pub async fn all(conn: &mut Conn) -> QueryResult<Vec<(String, Severity, bool, bool)>> {
    domain_rules::table
        .select((
            domain_rules::domain,
            domain_rules::severity,
            domain_rules::reject_media,
            domain_rules::reject_reports,
        ))
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

/// The rule with this ID.
pub async fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<DomainRule>> {
    domain_rules::table
        .filter(domain_rules::id.eq(id))
        .select(DomainRule::as_select())
        .first(conn)
        .await
        .optional()
}

/// One page of the rules that allow (or of the others), the newest first.
pub async fn page(conn: &mut Conn, allows: bool, page: &Page) -> QueryResult<Slice<DomainRule>> {
    let mut query = domain_rules::table
        .filter(domain_rules::id.lt(page.upper()))
        .filter(domain_rules::id.gt(page.lower()))
        .select(DomainRule::as_select())
        .limit(page.fetch())
        .into_boxed();
    query = if allows {
        query.filter(domain_rules::severity.eq(Severity::Allow))
    } else {
        query.filter(domain_rules::severity.ne(Severity::Allow))
    };
    let rows = if page.ascending() {
        query.order(domain_rules::id.asc()).load(conn).await?
    } else {
        query.order(domain_rules::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// Suspends or silences the known accounts of `domain` and below as the rules
/// say now, and ends that for those of which they do not say so any more. What
/// moderators or the accounts' own servers decided stays.
pub async fn apply_to_accounts(
    conn: &mut Conn,
    domain: &str,
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::sql_query(APPLY)
        .bind::<Text, _>(domain)
        .bind::<Timestamptz, _>(now)
        .execute(conn)
        .await?;
    Ok(())
}

const APPLY: &str = "
    WITH there AS (
        SELECT id, coalesce(domain_severity(lower(domain)), '') AS rule
        FROM accounts
        WHERE domain IS NOT NULL AND (lower(domain) = $1
           OR split_part(lower(domain), ':', 1) = $1
           OR right(split_part(lower(domain), ':', 1), length($1) + 1) = '.' || $1)
    ), silenced AS (
        INSERT INTO account_limits (account_id, silenced_at, silencing)
        SELECT id, $2, 'domain' FROM there WHERE rule = 'limit'
        ON CONFLICT (account_id) DO UPDATE SET silenced_at = $2, silencing = 'domain'
            WHERE account_limits.silencing IS NULL
    ), heard AS (
        UPDATE account_limits SET silenced_at = NULL, silencing = NULL
        FROM there
        WHERE there.id = account_id AND there.rule <> 'limit' AND silencing = 'domain'
    ), now AS (
        SELECT a.id,
            CASE WHEN there.rule = 'suspend' AND coalesce(a.suspension, 'origin') = 'origin'
                     THEN 'domain'
                 WHEN there.rule <> 'suspend' AND a.suspension = 'domain' THEN NULL
                 ELSE a.suspension END AS suspension
        FROM there JOIN accounts a ON a.id = there.id
    )
    UPDATE accounts SET
        suspension = now.suspension,
        suspended_at = CASE WHEN now.suspension IS NOT NULL THEN coalesce(suspended_at, $2) END
    FROM now
    WHERE now.id = accounts.id AND now.suspension IS DISTINCT FROM accounts.suspension";
