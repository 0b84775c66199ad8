//! `pins`: posts that stay on top of a profile.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, PostId};
use crate::db::prepared;
use crate::db::schema::pins;

/// Pins a post; `false` when it was pinned already.
pub async fn insert(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
    now: DateTime<Utc>,
) -> QueryResult<bool> {
    let row = (
        pins::account_id.eq(account),
        pins::post_id.eq(post),
        pins::created_at.eq(now),
    );
    let rows = diesel::insert_into(pins::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Unpins a post; `false` when it was not pinned.
pub async fn delete(conn: &mut Conn, account: AccountId, post: PostId) -> QueryResult<bool> {
    let rows = diesel::delete(pins::table.find((account, post)))
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Unpins a post wherever it is pinned.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(pins::table.filter(pins::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}

/// What an account pinned, the last first; at most `limit`.
pub async fn of_account(
    conn: &mut Conn,
    account: AccountId,
    limit: i64,
) -> QueryResult<Vec<PostId>> {
    pins::table
        .filter(pins::account_id.eq(account))
        .order((pins::created_at.desc(), pins::post_id.desc()))
        .limit(limit)
        .select(pins::post_id)
        .load(conn)
        .await
}

/// Which of these posts their authors pinned.
pub async fn among(conn: &mut Conn, posts: &[PostId]) -> QueryResult<Vec<PostId>> {
    pins::table
        .filter(pins::post_id.eq_any(posts))
        .select(pins::post_id)
        .load(conn)
        .await
}

/// Makes `posts` the ones that an account pinned, in this order, the first on
/// top. Posts of others are left out.
pub async fn replace(
    conn: &mut Conn,
    account: AccountId,
    posts: &[PostId],
    now: DateTime<Utc>,
) -> QueryResult<()> {
    diesel::delete(
        pins::table
            .filter(pins::account_id.eq(account))
            .filter(pins::post_id.ne_all(posts)),
    )
    .execute(conn)
    .await?;
    prepared::query(
        "INSERT INTO pins (account_id, post_id, created_at) \
         SELECT p.account_id, p.id, $3 - wanted.nth * interval '1 millisecond' \
         FROM unnest($2) WITH ORDINALITY AS wanted (id, nth) \
         JOIN posts p ON p.id = wanted.id AND p.account_id = $1 \
         WHERE p.deleted_at IS NULL AND p.boost_of_id IS NULL \
         ON CONFLICT (account_id, post_id) DO UPDATE SET created_at = excluded.created_at",
    )
    .bind::<BigInt, _>(account)
    .bind::<Array<BigInt>, _>(posts)
    .bind::<Timestamptz, _>(now)
    .execute(conn)
    .await?;
    Ok(())
}
