//! `member_domain_blocks`: servers of which members want to see nobody.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, DomainBlockId};
use crate::db::page::{Page, Slice};
use crate::db::schema::{accounts, member_domain_blocks};

/// That a member wants to see nobody of a server.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = member_domain_blocks)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct MemberDomainBlock {
    pub id: DomainBlockId,
    pub account_id: AccountId,
    /// Lower case, as in handles.
    pub domain: String,
    pub created_at: DateTime<Utc>,
}

/// Stores a block; `false` when it was there already.
pub async fn insert(conn: &mut Conn, block: &MemberDomainBlock) -> QueryResult<bool> {
    let rows = diesel::insert_into(member_domain_blocks::table)
        .values(block)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a block. Nothing to remove is fine.
pub async fn delete(conn: &mut Conn, account: AccountId, domain: &str) -> QueryResult<()> {
    diesel::delete(
        member_domain_blocks::table
            .filter(member_domain_blocks::account_id.eq(account))
            .filter(member_domain_blocks::domain.eq(domain)),
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a member blocks a server.
pub async fn exists(conn: &mut Conn, account: AccountId, domain: &str) -> QueryResult<bool> {
    let same = member_domain_blocks::table
        .filter(member_domain_blocks::account_id.eq(account))
        .filter(member_domain_blocks::domain.eq(domain));
    diesel::select(diesel::dsl::exists(same))
        .get_result(conn)
        .await
}

/// Whether `account` blocks the server of `other`.
pub async fn covers(conn: &mut Conn, account: AccountId, other: AccountId) -> QueryResult<bool> {
    let covering = member_domain_blocks::table
        .inner_join(
            accounts::table.on(accounts::domain.eq(member_domain_blocks::domain.nullable())),
        )
        .filter(member_domain_blocks::account_id.eq(account))
        .filter(accounts::id.eq(other));
    diesel::select(diesel::dsl::exists(covering))
        .get_result(conn)
        .await
}

/// The servers that a member blocks, the last first.
pub async fn page(
    conn: &mut Conn,
    account: AccountId,
    page: Page,
) -> QueryResult<Slice<MemberDomainBlock>> {
    let query = member_domain_blocks::table
        .filter(member_domain_blocks::account_id.eq(account))
        .filter(member_domain_blocks::id.lt(page.upper()))
        .filter(member_domain_blocks::id.gt(page.lower()))
        .select(MemberDomainBlock::as_select())
        .limit(page.fetch());
    let rows = if page.ascending() {
        query
            .order(member_domain_blocks::id.asc())
            .load(conn)
            .await?
    } else {
        query
            .order(member_domain_blocks::id.desc())
            .load(conn)
            .await?
    };
    Ok(page.cut(rows))
}
