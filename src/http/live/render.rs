//! How things look in a stream: the API knows, the teller asks.

use async_trait::async_trait;

use crate::db::ids::{AccountId, NotificationId, PostId};
use crate::foundation::error::Result;

/// Draws what streams show, as JSON on one line. What is not there (any more),
/// or what the reader may not see, is left out.
#[async_trait]
pub trait Render: Send + Sync + 'static {
    /// Posts and boosts, as a member or (none) a visitor sees them.
    async fn statuses(
        &self,
        viewer: Option<AccountId>,
        ids: &[PostId],
    ) -> Result<Vec<(PostId, String)>>;

    /// A member's notifications.
    async fn notifications(
        &self,
        member: AccountId,
        ids: &[NotificationId],
    ) -> Result<Vec<(NotificationId, String)>>;

    /// A conversation, as a member sees it.
    async fn conversation(&self, member: AccountId, id: i64) -> Result<Option<String>>;

    /// An announcement, as somebody sees it who has not read it.
    async fn announcement(&self, id: i64) -> Result<Option<String>>;
}
