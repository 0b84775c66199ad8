//! `mentions`: whom a post names.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::schema::{accounts, mentions};

/// An account that a text names.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, QueryableByName)]
#[diesel(table_name = accounts)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Mentioned {
    pub id: AccountId,
    pub username: String,
    pub domain: Option<String>,
    pub url: String,
}

/// The accounts with these handles, each a lower-case username and a
/// lower-case domain (empty for this server). Suspended, deleted and disabled
/// accounts are left out.
pub async fn resolve(conn: &mut Conn, handles: &[(String, String)]) -> QueryResult<Vec<Mentioned>> {
    let (names, domains): (Vec<&str>, Vec<&str>) = handles
        .iter()
        .map(|(name, domain)| (name.as_str(), domain.as_str()))
        .unzip();
    prepared::query(
        "SELECT a.id, a.username, a.domain, a.url FROM unnest($1, $2) AS h (name, domain) \
         JOIN accounts a ON lower(a.username) = h.name AND coalesce(lower(a.domain), '') = h.domain \
         LEFT JOIN users u ON u.account_id = a.id \
         WHERE a.suspended_at IS NULL AND a.deleted_at IS NULL AND u.disabled_at IS NULL",
    )
    .bind::<Array<Text>, _>(names)
    .bind::<Array<Text>, _>(domains)
    .load(conn)
    .await
}

/// Whom a post names.
pub async fn of_post(conn: &mut Conn, post: PostId) -> QueryResult<Vec<AccountId>> {
    mentions::table
        .filter(mentions::post_id.eq(post))
        .select(mentions::account_id)
        .load(conn)
        .await
}

/// Makes `accounts` the ones that a post names.
pub async fn replace(conn: &mut Conn, post: PostId, accounts: &[AccountId]) -> QueryResult<()> {
    diesel::delete(
        mentions::table
            .filter(mentions::post_id.eq(post))
            .filter(mentions::account_id.ne_all(accounts)),
    )
    .execute(conn)
    .await?;
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            (
                mentions::post_id.eq(post),
                mentions::account_id.eq(*account),
            )
        })
        .collect();
    diesel::insert_into(mentions::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes a post name nobody.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(mentions::table.filter(mentions::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}
