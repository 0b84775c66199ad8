//! How things look in a stream: the API knows, the teller asks.

use std::sync::Arc;

use async_trait::async_trait;

use crate::db::ids::{AccountId, NotificationId};
use crate::domain::crowd::Showing;
use crate::foundation::error::Result;

/// A notification and whom it is for.
pub type Told = (NotificationId, AccountId);

/// Draws what streams show, as JSON on one line. What is not there (any more),
/// or what the reader may not see, is left out.
#[async_trait]
pub trait Render: Send + Sync + 'static {
    /// Posts and boosts, each as the one beside it sees it. To whom it looks the
    /// same, it is the same drawing. As many statements for many as for few, as
    /// long as they are not thousands.
    async fn statuses(&self, wanted: &[Showing]) -> Result<Vec<(Showing, Arc<str>)>>;

    /// Notifications, each for its member; as many statements for many as for few.
    async fn notifications(&self, told: &[Told]) -> Result<Vec<(Told, String)>>;

    /// A conversation, as a member sees it.
    async fn conversation(&self, member: AccountId, id: i64) -> Result<Option<String>>;

    /// An announcement, as somebody sees it who has not read it.
    async fn announcement(&self, id: i64) -> Result<Option<String>>;
}
