//! `StatusEdit`.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::custom_emoji::CustomEmoji;
use crate::api::entities::media_attachment::MediaAttachment;
use crate::api::entities::time::Time;
use crate::db::models::post::Post;
use crate::db::models::post_edit::PostEdit;

/// A version of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct StatusEdit {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Time,
    pub account: Account,
    pub media_attachments: Vec<MediaAttachment>,
    pub emojis: Vec<CustomEmoji>,
}

impl StatusEdit {
    /// A version that is no more.
    #[must_use]
    pub fn earlier(
        edit: &PostEdit,
        account: &Account,
        media: &[MediaAttachment],
        emojis: Vec<CustomEmoji>,
    ) -> Self {
        Self {
            content: edit.content.clone(),
            spoiler_text: edit.content_warning.clone(),
            sensitive: edit.sensitive,
            created_at: Time(edit.created_at),
            account: account.clone(),
            media_attachments: media.to_vec(),
            emojis,
        }
    }

    /// The version that stands now.
    #[must_use]
    pub fn present(
        post: &Post,
        account: &Account,
        media: &[MediaAttachment],
        emojis: Vec<CustomEmoji>,
    ) -> Self {
        Self {
            content: post.content.clone(),
            spoiler_text: post.content_warning.clone(),
            sensitive: post.sensitive,
            created_at: Time(post.edited_at.unwrap_or(post.created_at)),
            account: account.clone(),
            media_attachments: media.to_vec(),
            emojis,
        }
    }
}
