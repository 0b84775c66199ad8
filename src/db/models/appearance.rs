//! `appearances`: how the pages look to a member.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::ids::AccountId;
use crate::db::schema::appearances;

/// What a member chose, but for the text of their stylesheet.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = appearances)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[diesel(primary_key(account_id), treat_none_as_null = true)]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Appearance {
    pub account_id: AccountId,
    pub scheme: String,
    pub more_contrast: bool,
    pub hue: Option<i16>,
    pub density: String,
    pub font_percent: i16,
    pub media: String,
    pub open_warnings: bool,
    pub shortcuts: bool,
    pub css_version: String,
}

/// What a member chose; nothing while they chose nothing.
pub async fn of(conn: &mut Conn, account: AccountId) -> QueryResult<Option<Appearance>> {
    appearances::table
        .find(account)
        .select(Appearance::as_select())
        .first(conn)
        .await
        .optional()
}

/// A member's stylesheet; empty where there is none.
pub async fn css(conn: &mut Conn, account: AccountId) -> QueryResult<String> {
    let found: Option<String> = appearances::table
        .find(account)
        .select(appearances::css)
        .first(conn)
        .await
        .optional()?;
    Ok(found.unwrap_or_default())
}

/// Writes what a member chose.
pub async fn set(conn: &mut Conn, row: &Appearance, css: &str) -> QueryResult<()> {
    diesel::insert_into(appearances::table)
        .values((row, appearances::css.eq(css)))
        .on_conflict(appearances::account_id)
        .do_update()
        .set((row, appearances::css.eq(css)))
        .execute(conn)
        .await?;
    Ok(())
}
