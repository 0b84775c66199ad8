//! Describing an upload anew, and taking it back.

use crate::db::Transactional as _;
use crate::db::ids::{AccountId, MediaId};
use crate::db::models::media::{self, Media};
use crate::domain::files;
use crate::domain::media::keeping::Keeping;
use crate::domain::media::{Desk, Focus, SentFile, description, own, rows};
use crate::foundation::error::{Error, Result};
use crate::foundation::image::ImageRules;
use crate::foundation::storage::Key;

/// What a member changes of an upload; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    /// What it shows, in words.
    pub description: Option<String>,
    /// What stays in view when it is cut.
    pub focus: Option<Focus>,
    /// A picture to show in place of it until it is opened.
    pub thumbnail: Option<SentFile>,
}

/// Changes an upload that is not posted yet.
///
/// # Errors
/// `NotFound` for what is not there, posted, or that of others; `Invalid`.
pub async fn change(
    desk: Desk<'_>,
    author: AccountId,
    id: MediaId,
    change: Change,
) -> Result<Media> {
    let mut row = own(desk, author, id).await?;
    if row.post_id.is_some() {
        return Err(Error::not_found());
    }
    if let Some(text) = &change.description {
        row.description = description(text)?;
    }
    if let Some(focus) = change.focus {
        (row.focus_x, row.focus_y) = (focus.x, focus.y);
    }
    let mut keeping = Keeping::new(desk);
    let old = row.preview_key.clone();
    let written = async {
        if let Some(thumbnail) = &change.thumbnail {
            let rules = ImageRules::poster("thumbnail");
            let image = desk.pictures.process(thumbnail.bytes().await?, rules);
            rows::poster(&mut row, &mut keeping, image.await?).await?;
        }
        write(desk, &row, keeping.keys(), old.as_deref()).await
    };
    match written.await {
        Ok(()) => Ok(row),
        Err(error) => {
            keeping.undo().await;
            Err(error)
        }
    }
}

async fn write(desk: Desk<'_>, row: &Media, new: &[Key], old: Option<&str>) -> Result<()> {
    let replaced: Vec<Key> = old
        .filter(|_| !new.is_empty())
        .and_then(|key| key.parse().ok())
        .into_iter()
        .collect();
    let conn = &mut *desk.db.conn().await?;
    conn.transaction(async |conn| {
        if !media::rewrite(conn, row).await? {
            return Err(Error::not_found());
        }
        files::claim(conn, new).await?;
        files::release(conn, desk.cx, &replaced).await
    })
    .await?;
    files::discard(desk.db, desk.pictures.store(), &replaced).await;
    Ok(())
}

/// Takes an upload back that is not posted yet, with its files.
///
/// # Errors
/// `NotFound` for what is not there or that of others, `Invalid` for what is
/// posted.
pub async fn take_back(desk: Desk<'_>, author: AccountId, id: MediaId) -> Result<()> {
    let row = own(desk, author, id).await?;
    if row.post_id.is_some() {
        return Err(Error::field("id", "This file is part of a post."));
    }
    take_all_back(desk, author, &[id]).await
}

/// Takes those of the uploads back that belong to no post, with their files.
pub async fn take_all_back(desk: Desk<'_>, author: AccountId, ids: &[MediaId]) -> Result<()> {
    let conn = &mut *desk.db.conn().await?;
    let gone = conn
        .transaction(async |conn| {
            let files = media::delete_own_unposted(conn, author, ids).await?;
            let keys: Vec<Key> = files.iter().filter_map(|key| key.parse().ok()).collect();
            files::release(conn, desk.cx, &keys).await?;
            Ok::<_, Error>(keys)
        })
        .await?;
    files::discard(desk.db, desk.pictures.store(), &gone).await;
    Ok(())
}
