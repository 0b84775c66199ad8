//! Posts that activities name and that are not here: fetched from their own server,
//! whatever the activity says of them.

use crate::db::ids::PostId;
use crate::federation::Federation;
use crate::foundation::error::Result;

/// The post with this ID: from here, else fetched and stored with its author and
/// what it replies to. For a boost it is the boosted post.
///
/// # Errors
/// `Gone` and `NotFound` for what is not to be had, `Invalid` for what is no post,
/// `Unavailable` when it may work later.
pub(super) async fn post(federation: &Federation, id: &str) -> Result<PostId> {
    federation.resolver.post(id).await
}
