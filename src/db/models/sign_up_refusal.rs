//! `sign_up_refusals`: how many sign-ups were refused, by day and reason.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::sign_up_refusals;

/// Counts one.
pub async fn count(conn: &mut Conn, day: i32, reason: &str) -> QueryResult<()> {
    diesel::insert_into(sign_up_refusals::table)
        .values((
            sign_up_refusals::day.eq(day),
            sign_up_refusals::reason.eq(reason),
            sign_up_refusals::refused.eq(1),
        ))
        .on_conflict((sign_up_refusals::day, sign_up_refusals::reason))
        .do_update()
        .set(sign_up_refusals::refused.eq(sign_up_refusals::refused + 1))
        .execute(conn)
        .await?;
    Ok(())
}

/// Days, reasons and numbers since a day, the newest day first.
pub async fn since(conn: &mut Conn, day: i32) -> QueryResult<Vec<(i32, String, i64)>> {
    sign_up_refusals::table
        .filter(sign_up_refusals::day.ge(day))
        .order((sign_up_refusals::day.desc(), sign_up_refusals::reason))
        .select((
            sign_up_refusals::day,
            sign_up_refusals::reason,
            sign_up_refusals::refused,
        ))
        .load(conn)
        .await
}

/// Forgets what was before a day.
pub async fn forget(conn: &mut Conn, day: i32) -> QueryResult<usize> {
    diesel::delete(sign_up_refusals::table.filter(sign_up_refusals::day.lt(day)))
        .execute(conn)
        .await
}
