//! Forms of the panel act once, however often they are sent.

use crate::db::Conn;
use crate::db::models::panel_submission;
use crate::domain::DomainContext;
use crate::domain::member::Member;
use crate::foundation::error::Result;

/// Longest key, in bytes.
const KEY_MAX: usize = 100;

/// Notes that a member sends the form with this key; false when they sent it
/// before. Call it in the transaction of what the form does. A form without a
/// key may be sent again.
pub async fn claim(conn: &mut Conn, cx: &DomainContext, by: &Member, key: &str) -> Result<bool> {
    if key.is_empty() || key.len() > KEY_MAX {
        return Ok(true);
    }
    Ok(panel_submission::claim(conn, by.user_id, key, cx.clock.now()).await?)
}
