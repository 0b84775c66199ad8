//! `ip_rules`: what moderators decided about addresses and networks.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Inet, Nullable, Timestamptz};
use diesel_async::RunQueryDsl;
use ipnetwork::IpNetwork;

use crate::db::Conn;
use crate::db::page::{Page, Slice};
use crate::db::schema::ip_rules;
use crate::db::text_enum::text_enum;

/// Most rules that are held in memory.
const MOST: i64 = 50_000;

text_enum! {
    /// What somebody with such an address may not do.
    IpSeverity {
        /// Join without a moderator's yes.
        SignUpRequiresApproval = "sign_up_requires_approval",
        /// Join.
        SignUpBlock = "sign_up_block",
        /// Anything.
        NoAccess = "no_access",
    }
}

/// The rule for an address or a network.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = ip_rules)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[diesel(treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct IpRule {
    pub id: i64,
    pub ip: IpNetwork,
    pub severity: IpSeverity,
    pub comment: String,
    pub expires_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Adds a rule; `false` when there is one for this very network.
pub async fn insert(conn: &mut Conn, rule: &IpRule) -> QueryResult<bool> {
    let rows = diesel::insert_into(ip_rules::table)
        .values(rule)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Writes a rule that is there.
pub async fn update(conn: &mut Conn, rule: &IpRule) -> QueryResult<()> {
    diesel::update(ip_rules::table.find(rule.id))
        .set(rule)
        .execute(conn)
        .await?;
    Ok(())
}

/// The rule with this ID.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<IpRule>> {
    ip_rules::table
        .find(id)
        .select(IpRule::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes a rule.
pub async fn remove(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(ip_rules::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// One page of the rules, the newest first.
pub async fn page(conn: &mut Conn, page: &Page) -> QueryResult<Slice<IpRule>> {
    let query = ip_rules::table
        .filter(ip_rules::id.lt(page.upper()))
        .filter(ip_rules::id.gt(page.lower()))
        .select(IpRule::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query.order(ip_rules::id.asc()).load(conn).await?
    } else {
        query.order(ip_rules::id.desc()).load(conn).await?
    };
    Ok(page.cut(rows))
}

/// What changes whenever the rules do.
pub async fn version(conn: &mut Conn) -> QueryResult<(i64, Option<DateTime<Utc>>)> {
    ip_rules::table
        .select((
            sql::<BigInt>("count(*)"),
            sql::<Nullable<Timestamptz>>("max(updated_at)"),
        ))
        .first(conn)
        .await
}

/// The newest rules.
pub async fn all(
    conn: &mut Conn,
) -> QueryResult<Vec<(IpNetwork, IpSeverity, Option<DateTime<Utc>>)>> {
    ip_rules::table
        .order(ip_rules::id.desc())
        .limit(MOST)
        .select((ip_rules::ip, ip_rules::severity, ip_rules::expires_at))
        .load(conn)
        .await
}

/// What the rules for an address say, each once.
pub async fn about(
    conn: &mut Conn,
    ip: IpNetwork,
    now: DateTime<Utc>,
) -> QueryResult<Vec<IpSeverity>> {
    ip_rules::table
        .filter(sql::<Bool>("ip >>= ").bind::<Inet, _>(ip))
        .filter(
            ip_rules::expires_at
                .is_null()
                .or(ip_rules::expires_at.gt(now)),
        )
        .select(ip_rules::severity)
        .distinct()
        .load(conn)
        .await
}
