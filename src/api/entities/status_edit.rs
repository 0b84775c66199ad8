//! `StatusEdit`.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::custom_emoji::CustomEmoji;
use crate::api::entities::media_attachment::MediaAttachment;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::models::media::Media;
use crate::db::models::post_edit::PostEdit;
use crate::db::views::posts::PostEntry;

/// A version of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct StatusEdit {
    pub content: String,
    pub spoiler_text: String,
    pub sensitive: bool,
    pub created_at: Time,
    pub account: Account,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<EditPoll>,
    pub media_attachments: Vec<MediaAttachment>,
    pub emojis: Vec<CustomEmoji>,
}

/// What a version asked.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct EditPoll {
    pub options: Vec<EditPollOption>,
}

/// One of the answers.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct EditPollOption {
    pub title: String,
}

impl EditPoll {
    fn new<'a>(titles: impl Iterator<Item = &'a String>) -> Self {
        let options = titles.map(|title| EditPollOption {
            title: title.clone(),
        });
        Self {
            options: options.collect(),
        }
    }
}

impl StatusEdit {
    /// A version that is no more; `media` are the files of all versions.
    #[must_use]
    pub fn earlier(
        present: &Present,
        edit: &PostEdit,
        account: &Account,
        media: &[Media],
        emojis: Vec<CustomEmoji>,
    ) -> Self {
        let shown = edit.media_ids.iter().zip(&edit.media_descriptions);
        let shown = shown.filter_map(|(id, description)| {
            let mut file = media.iter().find(|file| file.id == *id)?.clone();
            file.description.clone_from(description);
            Some(MediaAttachment::new(present, &file))
        });
        Self {
            content: edit.content.clone(),
            spoiler_text: edit.content_warning.clone(),
            sensitive: edit.sensitive,
            created_at: Time(edit.created_at),
            account: account.clone(),
            poll: edit
                .poll_options
                .as_ref()
                .map(|titles| EditPoll::new(titles.iter())),
            media_attachments: shown.collect(),
            emojis,
        }
    }

    /// The version that stands now.
    #[must_use]
    pub fn now(
        present: &Present,
        entry: &PostEntry,
        account: &Account,
        emojis: Vec<CustomEmoji>,
    ) -> Self {
        let post = &entry.post;
        let media = entry.media.iter();
        Self {
            content: post.content.clone(),
            spoiler_text: post.content_warning.clone(),
            sensitive: post.sensitive,
            created_at: Time(post.edited_at.unwrap_or(post.created_at)),
            account: account.clone(),
            poll: entry.poll.as_ref().map(|poll| {
                let options = poll.options.iter();
                EditPoll::new(options.map(|option| &option.title))
            }),
            media_attachments: media
                .map(|one| MediaAttachment::new(present, one))
                .collect(),
            emojis,
        }
    }
}
