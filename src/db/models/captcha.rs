//! `captchas` and `spent_challenges`: what makes a captcha work once, in
//! whichever process it comes back to.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::db::Conn;
use crate::db::schema::{captchas, spent_challenges};

/// A picture or sound that waits for its answer.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = captchas)]
#[diesel(check_for_backend(diesel::pg::Pg))]
#[expect(missing_docs, reason = "the columns are described in the migration")]
pub struct Captcha {
    pub id: String,
    pub form: String,
    pub answer: String,
    pub expires_at: DateTime<Utc>,
}

/// Adds a captcha.
pub async fn insert(conn: &mut Conn, captcha: &Captcha) -> QueryResult<()> {
    diesel::insert_into(captchas::table)
        .values(captcha)
        .execute(conn)
        .await?;
    Ok(())
}

/// The captcha with this ID, unless it has expired.
pub async fn find(conn: &mut Conn, id: &str, now: DateTime<Utc>) -> QueryResult<Option<Captcha>> {
    captchas::table
        .find(id)
        .filter(captchas::expires_at.gt(now))
        .select(Captcha::as_select())
        .first(conn)
        .await
        .optional()
}

/// Removes a captcha and returns it: whoever gets it may compare the answer, once.
pub async fn take(conn: &mut Conn, id: &str) -> QueryResult<Option<Captcha>> {
    diesel::delete(captchas::table.find(id))
        .returning(Captcha::as_returning())
        .get_result(conn)
        .await
        .optional()
}

/// Notes that a proof of work was used; false when it had been before.
pub async fn spend(conn: &mut Conn, digest: &[u8], expires_at: DateTime<Utc>) -> QueryResult<bool> {
    let rows = diesel::insert_into(spent_challenges::table)
        .values((
            spent_challenges::digest.eq(digest),
            spent_challenges::expires_at.eq(expires_at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}
