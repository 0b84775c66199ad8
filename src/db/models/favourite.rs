//! `favourites`: what members like, openly; some with an emoji.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{AccountId, FavouriteId, PostId};
use crate::db::models::reaction::Reaction;
use crate::db::prepared;
use crate::db::schema::favourites;

/// A favourite of a post.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = favourites)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Favourite {
    pub id: FavouriteId,
    pub account_id: AccountId,
    pub post_id: PostId,
    pub uri: Option<String>,
    pub created_at: DateTime<Utc>,
    pub emoji: Option<String>,
    pub emoji_domain: Option<String>,
}

impl Favourite {
    /// With what they reacted; nothing for a plain favourite.
    #[must_use]
    pub fn reaction(&self) -> Option<Reaction> {
        Reaction::of(self.emoji.as_deref(), self.emoji_domain.as_deref())
    }
}

/// Stores a favourite; `false` when it was there already.
pub async fn insert(conn: &mut Conn, favourite: &Favourite) -> QueryResult<bool> {
    let rows = diesel::insert_into(favourites::table)
        .values(favourite)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows > 0)
}

/// Removes a favourite; returns it if there was one.
pub async fn delete(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
) -> QueryResult<Option<Favourite>> {
    diesel::delete(
        favourites::table
            .filter(favourites::account_id.eq(account))
            .filter(favourites::post_id.eq(post)),
    )
    .returning(Favourite::as_returning())
    .get_result(conn)
    .await
    .optional()
}

/// Notes that a favourite was given once more, by another activity that is not known yet.
pub async fn set_uri(conn: &mut Conn, id: FavouriteId, uri: &str) -> QueryResult<()> {
    prepared::query(
        "UPDATE favourites SET uri = $2 WHERE id = $1 \
         AND NOT EXISTS (SELECT 1 FROM favourites f WHERE f.uri = $2)",
    )
    .bind::<BigInt, _>(id)
    .bind::<Text, _>(uri)
    .execute(conn)
    .await?;
    Ok(())
}

/// Removes every favourite of a post.
pub async fn delete_of_post(conn: &mut Conn, post: PostId) -> QueryResult<()> {
    diesel::delete(favourites::table.filter(favourites::post_id.eq(post)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The favourite of `post` by `account`.
pub async fn find(
    conn: &mut Conn,
    account: AccountId,
    post: PostId,
) -> QueryResult<Option<Favourite>> {
    favourites::table
        .filter(favourites::account_id.eq(account))
        .filter(favourites::post_id.eq(post))
        .select(Favourite::as_select())
        .first(conn)
        .await
        .optional()
}

/// The favourite that `account` gave by this activity.
pub async fn by_uri(
    conn: &mut Conn,
    account: AccountId,
    uri: &str,
) -> QueryResult<Option<Favourite>> {
    favourites::table
        .filter(favourites::uri.eq(uri))
        .filter(favourites::account_id.eq(account))
        .select(Favourite::as_select())
        .first(conn)
        .await
        .optional()
}
