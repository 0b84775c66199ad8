//! Everything that a member changes of their account at once: the profile, its
//! pictures, and what new posts start with.

use crate::db::ids::AccountId;
use crate::db::models::user::PostingDefaults;
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::accounts::change::ProfileChange;
use crate::domain::accounts::portraits::{self, Portraits};
use crate::domain::accounts::preferences;
use crate::domain::pictures::Pictures;
use crate::foundation::error::Result;

/// What a member changes; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The profile.
    pub profile: ProfileChange,
    /// Its pictures.
    pub portraits: Portraits,
    /// What new posts start with.
    pub defaults: PostingDefaults,
}

/// Changes it. The profile is written first; when it is refused, nothing is.
///
/// # Errors
/// `Invalid` with a message for each field.
pub async fn update(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    account: AccountId,
    wanted: Credentials,
) -> Result<()> {
    portraits::change(db, pictures, cx, account, &wanted.profile, wanted.portraits).await?;
    let conn = &mut *db.conn().await?;
    preferences::set(conn, account, &wanted.defaults).await
}
