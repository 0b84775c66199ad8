//! `custom_roles`: roles that the people in charge made.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::user::Role;
use crate::db::schema::{custom_roles, users};

/// Most roles there can be.
const MOST: i64 = 100;

/// A role.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = custom_roles)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct CustomRole {
    pub id: i64,
    pub name: String,
    pub rank: i32,
    pub permissions: Vec<String>,
    pub two_factor: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Every role, the highest first.
pub async fn list(conn: &mut Conn) -> QueryResult<Vec<CustomRole>> {
    custom_roles::table
        .order((custom_roles::rank.desc(), custom_roles::id))
        .limit(MOST)
        .select(CustomRole::as_select())
        .load(conn)
        .await
}

/// Whether there are as many as there can be.
pub async fn is_full(conn: &mut Conn) -> QueryResult<bool> {
    let count: i64 = custom_roles::table.count().get_result(conn).await?;
    Ok(count >= MOST)
}

/// One role.
pub async fn find(conn: &mut Conn, id: i64) -> QueryResult<Option<CustomRole>> {
    custom_roles::table
        .find(id)
        .select(CustomRole::as_select())
        .first(conn)
        .await
        .optional()
}

/// One role by its name, in any case.
pub async fn by_name(conn: &mut Conn, name: &str) -> QueryResult<Option<CustomRole>> {
    custom_roles::table
        .filter(crate::db::sql::lower(custom_roles::name).eq(name.to_lowercase()))
        .select(CustomRole::as_select())
        .first(conn)
        .await
        .optional()
}

/// Adds a role; false when the name is taken.
pub async fn insert(conn: &mut Conn, role: &CustomRole) -> QueryResult<bool> {
    let rows = diesel::insert_into(custom_roles::table)
        .values(role)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Changes a role.
pub async fn update(conn: &mut Conn, role: &CustomRole) -> QueryResult<()> {
    diesel::update(custom_roles::table.find(role.id))
        .set(role)
        .execute(conn)
        .await?;
    Ok(())
}

/// Removes a role; who had it has none.
pub async fn delete(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(custom_roles::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many people have which role.
pub async fn holders(conn: &mut Conn) -> QueryResult<Vec<(Role, Option<i64>, i64)>> {
    users::table
        .filter(
            users::role
                .ne(Role::User)
                .or(users::custom_role_id.is_not_null()),
        )
        .group_by((users::role, users::custom_role_id))
        .select((
            users::role,
            users::custom_role_id,
            diesel::dsl::count_star(),
        ))
        .load(conn)
        .await
}

/// Gives somebody a role of these (`Some`) or one that is built in.
pub async fn give(
    conn: &mut Conn,
    user: UserId,
    role: Role,
    custom: Option<i64>,
) -> QueryResult<()> {
    diesel::update(users::table.find(user))
        .set((users::role.eq(role), users::custom_role_id.eq(custom)))
        .execute(conn)
        .await?;
    Ok(())
}
