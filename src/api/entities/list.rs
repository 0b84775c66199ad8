//! `List`.

use serde::Serialize;

use crate::db::models::list;

/// Accounts that a member reads together.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct List {
    pub id: String,
    pub title: String,
    pub replies_policy: &'static str,
    pub exclusive: bool,
}

impl List {
    /// A list as its owner sees it.
    #[must_use]
    pub fn new(row: &list::List) -> Self {
        Self {
            id: row.id.to_string(),
            title: row.title.clone(),
            replies_policy: row.replies_policy.as_str(),
            exclusive: row.exclusive,
        }
    }
}
