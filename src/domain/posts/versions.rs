//! What an edited post said and showed before: kept with the words the files and
//! the answers of its poll.

use crate::db::Conn;
use crate::db::ids::{MediaId, PostEditId, PostId};
use crate::db::models::media::{self, Media};
use crate::db::models::poll;
use crate::db::models::post::Post;
use crate::db::models::post_edit::{self, PostEdit};
use crate::domain::DomainContext;
use crate::foundation::error::Result;

/// What a post shows beside its words, before an edit.
#[derive(Debug, Clone, Default)]
pub(super) struct Shown {
    /// Its files, in their order.
    pub media: Vec<Media>,
    /// The answers of its poll; None without one.
    pub poll: Option<Vec<String>>,
}

impl Shown {
    /// What the post with this ID shows now.
    pub(super) async fn of(conn: &mut Conn, post: PostId) -> Result<Self> {
        let media = media::of_post(conn, post).await?;
        let options = poll::options(conn, &[post]).await?;
        let titles: Vec<String> = options.into_iter().map(|option| option.title).collect();
        Ok(Self {
            media,
            poll: Some(titles).filter(|titles| !titles.is_empty()),
        })
    }

    /// The IDs of its files, in their order.
    pub(super) fn ids(&self) -> Vec<MediaId> {
        self.media.iter().map(|media| media.id).collect()
    }
}

/// Keeps the version that `before` and `shown` are.
pub(super) async fn keep(
    conn: &mut Conn,
    cx: &DomainContext,
    before: &Post,
    shown: Shown,
) -> Result<()> {
    let version = PostEdit {
        id: PostEditId(cx.ids.next()),
        post_id: before.id,
        text: before.text.clone(),
        content: before.content.clone(),
        content_warning: before.content_warning.clone(),
        sensitive: before.sensitive,
        language: before.language.clone(),
        created_at: before.edited_at.unwrap_or(before.created_at),
        media_ids: shown.ids(),
        media_descriptions: shown
            .media
            .into_iter()
            .map(|media| media.description)
            .collect(),
        poll_options: shown.poll,
    };
    post_edit::insert(conn, &version).await?;
    Ok(())
}
