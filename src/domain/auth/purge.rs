//! Removes what has expired: sessions, links, captchas, counts of attempts.

use crate::db::Conn;
use crate::db::models::{captcha, one_time_token, session, throttle};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// Removes everything of this room that has expired; returns how many rows.
pub async fn purge(conn: &mut Conn, cx: &DomainContext) -> Result<usize> {
    let now = cx.clock.now();
    let mut rows = session::purge(conn, now).await?;
    rows += one_time_token::purge(conn, now).await?;
    rows += captcha::purge(conn, now).await?;
    rows += throttle::purge(conn, now).await?;
    Ok(rows)
}
