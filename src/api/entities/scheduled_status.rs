//! `ScheduledStatus`.

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::entities::media_attachment::MediaAttachment;
use crate::api::entities::status_parts::visibility;
use crate::api::entities::time::Time;
use crate::api::present::Present;
use crate::db::models::post::QuotePolicy;
use crate::domain::scheduled::ScheduledEntry;

/// A post that waits for its time.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct ScheduledStatus {
    pub id: String,
    pub scheduled_at: Time,
    pub params: Value,
    pub media_attachments: Vec<MediaAttachment>,
}

impl ScheduledStatus {
    /// A post that waits, as its author sees it.
    #[must_use]
    pub fn new(present: &Present, entry: &ScheduledEntry) -> Self {
        let media = entry.media.iter();
        Self {
            id: entry.row.id.to_string(),
            scheduled_at: Time(entry.row.scheduled_at),
            params: params(entry),
            media_attachments: media
                .map(|media| MediaAttachment::new(present, media))
                .collect(),
        }
    }
}

/// What was sent, in the words of `POST /api/v1/statuses`.
fn params(entry: &ScheduledEntry) -> Value {
    let post = &entry.post;
    let media: Vec<String> = post.media.iter().map(ToString::to_string).collect();
    let poll = post.poll.as_ref().map(|poll| {
        json!({
            "options": poll.options,
            "expires_in": poll.lasts.to_string(),
            "multiple": poll.multiple,
            "hide_totals": false,
        })
    });
    let policy = post.quote_policy.map(|policy| match policy {
        QuotePolicy::Everyone => "public",
        QuotePolicy::Followers => "followers",
        QuotePolicy::Nobody => "nobody",
    });
    json!({
        "text": post.text,
        "poll": poll,
        "media_ids": (!media.is_empty()).then_some(media),
        "sensitive": post.sensitive,
        "spoiler_text": post.content_warning,
        "visibility": visibility(post.visibility),
        "language": post.language,
        "in_reply_to_id": post.in_reply_to.map(|id| id.0),
        "quoted_status_id": post.quote_of.map(|id| id.to_string()),
        "quote_approval_policy": policy,
        "application_id": entry.row.application_id,
        "scheduled_at": null,
        "idempotency": null,
        "with_rate_limit": false,
    })
}
