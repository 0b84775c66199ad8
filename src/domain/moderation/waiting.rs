//! What waits for those who look after the server.

use crate::db::Conn;
use crate::db::views::panel;
use crate::foundation::error::Result;

pub use crate::db::views::panel::Waiting;

/// Counts what waits, at most a thousand of each.
pub async fn waiting(conn: &mut Conn) -> Result<Waiting> {
    Ok(panel::waiting(conn).await?)
}
