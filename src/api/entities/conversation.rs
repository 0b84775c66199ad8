//! `Conversation`.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::notification::Subjects;
use crate::api::entities::status::Status;
use crate::domain::conversations::ConversationEntry;

/// What is written directly.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Conversation {
    pub id: String,
    pub unread: bool,
    pub accounts: Vec<Account>,
    pub last_status: Option<Status>,
}

impl Conversation {
    /// A conversation as the member sees it.
    #[must_use]
    pub fn new(entry: &ConversationEntry, subjects: &Subjects) -> Self {
        let people = entry.people.iter();
        let people = people.filter_map(|person| subjects.accounts.get(&person.id).cloned());
        let last = entry.last.as_ref();
        let last = last.and_then(|last| subjects.statuses.get(&last.post.id));
        Self {
            id: entry.conversation.id.to_string(),
            unread: entry.conversation.unread,
            accounts: people.collect(),
            last_status: last.cloned(),
        }
    }
}
