//! Whether this server talks only to those that a rule allows: the panel's word
//! over the configuration's.

use crate::db::Conn;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, event, settings};
use crate::foundation::error::Result;

/// The setting's name.
const KEY: &str = "federation.allow_listed_only";

/// Whether only listed servers may talk to this one; `configured` where the panel
/// does not say.
pub async fn is_on(conn: &mut Conn, configured: bool) -> Result<bool> {
    let said: Option<bool> = settings::get(conn, KEY).await?;
    Ok(said.unwrap_or(configured))
}

/// Switches it on or off, in all processes.
///
/// # Errors
/// `Forbidden` without the permission.
pub async fn switch(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    on: bool,
) -> Result<()> {
    may(by, Permission::ManageFederation)?;
    settings::put(conn, cx, by, KEY, &on).await?;
    event::pages_changed(conn, cx, "domain_rule").await
}
