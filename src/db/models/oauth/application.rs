//! `oauth_applications`: programs that act for members or for themselves.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Timestamptz};
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::{ApplicationId, UserId};
use crate::db::schema::oauth_applications;

/// A program.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = oauth_applications)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Application {
    pub id: ApplicationId,
    pub client_id: String,
    pub secret_hash: Option<Vec<u8>>,
    pub name: String,
    pub website: Option<String>,
    pub redirect_uris: Vec<String>,
    pub scopes: String,
    pub owner_id: Option<UserId>,
    pub created_at: DateTime<Utc>,
}

/// Adds a program.
pub async fn insert(conn: &mut Conn, application: &Application) -> QueryResult<()> {
    diesel::insert_into(oauth_applications::table)
        .values(application)
        .execute(conn)
        .await?;
    Ok(())
}

/// The program with this ID.
pub async fn find(conn: &mut Conn, id: ApplicationId) -> QueryResult<Option<Application>> {
    oauth_applications::table
        .find(id)
        .select(Application::as_select())
        .first(conn)
        .await
        .optional()
}

/// The program that calls itself by this client ID.
pub async fn by_client_id(conn: &mut Conn, client_id: &str) -> QueryResult<Option<Application>> {
    oauth_applications::table
        .filter(oauth_applications::client_id.eq(client_id))
        .select(Application::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes what a member made by hand when its last token is gone.
pub async fn delete_owned(conn: &mut Conn, id: ApplicationId, owner: UserId) -> QueryResult<usize> {
    let mine = oauth_applications::table
        .find(id)
        .filter(oauth_applications::owner_id.eq(owner));
    diesel::delete(mine).execute(conn).await
}

/// Removes at most `limit` programs from before `before` that nobody has let
/// in and no post names; returns how many.
pub async fn delete_unused(
    conn: &mut Conn,
    before: DateTime<Utc>,
    limit: i64,
) -> QueryResult<usize> {
    diesel::sql_query(
        "DELETE FROM oauth_applications WHERE id IN (
             SELECT id FROM oauth_applications a
             WHERE owner_id IS NULL AND created_at < $1
             AND NOT EXISTS (SELECT FROM oauth_tokens t WHERE t.application_id = a.id)
             AND NOT EXISTS (SELECT FROM oauth_codes c WHERE c.application_id = a.id)
             AND NOT EXISTS (SELECT FROM posts p WHERE p.application_id = a.id)
             ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)",
    )
    .bind::<Timestamptz, _>(before)
    .bind::<BigInt, _>(limit)
    .execute(conn)
    .await
}
