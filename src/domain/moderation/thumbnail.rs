//! The picture that stands for this server where others link to it.

use serde::{Deserialize, Serialize};

use crate::db::Transactional as _;
use crate::db::pool::Database;
use crate::domain::accounts::portraits::Wish;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::pictures::{Pictures, StoredPicture};
use crate::domain::{DomainContext, files, settings};
use crate::foundation::error::Result;
use crate::foundation::image::ImageRules;
use crate::foundation::storage::{Folder, Key};

/// The setting that holds it.
const THUMBNAIL: &str = "thumbnail";

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// Where the file is.
    pub key: String,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its `BlurHash`.
    pub blurhash: Option<String>,
}

/// The picture, where one was chosen.
#[must_use]
pub fn get(cx: &DomainContext) -> Option<Thumbnail> {
    cx.settings.get::<Option<Thumbnail>>(THUMBNAIL).flatten()
}

/// Chooses another picture, or none.
///
/// # Errors
/// `Forbidden`; field `thumbnail` when the file is no acceptable picture.
pub async fn set(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    by: Authority<'_>,
    wish: Wish,
) -> Result<()> {
    may(by, Permission::ManageSettings)?;
    let taken = match wish {
        Wish::Keep => return Ok(()),
        Wish::Remove => None,
        Wish::Replace(bytes) => {
            let rules = ImageRules {
                max_bytes: cx.config.storage.max_image_bytes,
                max_pixels: cx.config.storage.max_image_pixels,
                ..ImageRules::header("thumbnail")
            };
            let taken = pictures.take_in(db, cx, Folder::Headers, bytes, rules);
            Some(taken.await?)
        }
    };
    let keys = taken.as_ref().map(StoredPicture::keys).unwrap_or_default();
    let next = taken.map(|taken| Thumbnail {
        key: taken.key.as_str().to_owned(),
        width: taken.width,
        height: taken.height,
        blurhash: taken.blurhash,
    });
    let mut gone: Vec<Key> = Vec::new();
    let saved = async {
        let conn = &mut *db.conn().await?;
        conn.transaction(async |conn| {
            let before: Option<Option<Thumbnail>> = settings::get(conn, THUMBNAIL).await?;
            let before = before.flatten().and_then(|old| old.key.parse::<Key>().ok());
            gone = before
                .into_iter()
                .flat_map(|key| key.still().into_iter().chain([key]))
                .collect();
            files::claim(conn, &keys).await?;
            files::release(conn, cx, &gone).await?;
            settings::put(conn, cx, by, THUMBNAIL, &next).await
        })
        .await
    }
    .await;
    let discarded = if saved.is_ok() { &gone } else { &keys };
    files::discard(db, pictures.store(), discarded).await;
    saved
}
