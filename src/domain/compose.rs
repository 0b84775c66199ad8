//! A post with the pictures that came in the same form: the pictures are made
//! and stored first, without a transaction, and go again when they came to
//! belong to no post.

use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::media::{self, Media, MediaKind};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::auth::throttle;
use crate::domain::pictures::{Pictures, StoredPicture};
use crate::domain::posts::edit::DESCRIPTION_MAX;
use crate::domain::posts::{self, NewPost, PICTURES_MAX};
use crate::foundation::error::{Error, Result};
use crate::foundation::image::ImageRules;
use crate::foundation::storage::{Folder, Key};
use crate::foundation::text::{clean_line, count_characters};

/// The form field that refusals of pictures name.
const FIELD: &str = "media";

/// A picture as it was sent.
#[derive(Debug, Clone)]
pub struct SentPicture {
    /// The file; nothing when it was larger than files may be.
    pub bytes: Option<Vec<u8>>,
    /// What it shows, in words.
    pub description: String,
}

/// Posts `new` with these pictures, all of it or nothing.
///
/// # Errors
/// As [`posts::create()`]; the field `media` for pictures that cannot be taken.
pub async fn post(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    author: AccountId,
    mut new: NewPost,
    sent: Vec<SentPicture>,
) -> Result<PostId> {
    if sent.is_empty() {
        return posts::create(&mut *db.conn().await?, cx, author, &new).await;
    }
    let mut stored = Vec::new();
    let made = async {
        new.media = upload(db, pictures, cx, author, sent, &mut stored).await?;
        posts::create(&mut *db.conn().await?, cx, author, &new).await
    }
    .await;
    if made.is_err() || is_another_post(db, &new).await {
        discard(db, pictures, author, &new.media, &stored).await;
    }
    made
}

async fn upload(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    author: AccountId,
    sent: Vec<SentPicture>,
    stored: &mut Vec<Key>,
) -> Result<Vec<MediaId>> {
    check(cx, &sent)?;
    count(db, cx, author, sent.len()).await?;
    let mut rows = Vec::new();
    for picture in sent {
        let rules = ImageRules {
            max_bytes: cx.config.storage.max_image_bytes,
            max_pixels: cx.config.storage.max_image_pixels,
            ..ImageRules::attachment(FIELD)
        };
        let bytes = picture.bytes.unwrap_or_default();
        let taken = pictures.take_in(Folder::Posts, bytes, rules).await?;
        stored.push(taken.key.clone());
        rows.push(row(cx, author, taken, &picture.description)?);
    }
    let conn = &mut *db.conn().await?;
    for row in &rows {
        media::insert(conn, row).await?;
    }
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Refuses before anything is decoded.
fn check(cx: &DomainContext, sent: &[SentPicture]) -> Result<()> {
    if sent.len() > PICTURES_MAX {
        let message = format!("A post has at most {PICTURES_MAX} pictures.");
        return Err(Error::field(FIELD, message));
    }
    if sent.iter().any(|picture| picture.bytes.is_none()) {
        let most = cx.config.storage.max_image_bytes / (1024 * 1024);
        let message = format!("A picture has at most {most} MiB.");
        return Err(Error::field(FIELD, message));
    }
    let long = |picture: &SentPicture| count_characters(&picture.description) > DESCRIPTION_MAX;
    if sent.iter().any(long) {
        let message = format!("Descriptions have at most {DESCRIPTION_MAX} characters.");
        return Err(Error::field(FIELD, message));
    }
    Ok(())
}

async fn count(
    db: &Database,
    cx: &DomainContext,
    author: AccountId,
    pictures: usize,
) -> Result<()> {
    let conn = &mut *db.conn().await?;
    let most = cx.config.limits.uploads_per_member_per_hour;
    for _ in 0..pictures {
        throttle::count_key(conn, cx, &format!("uploads:{author}"), most).await?;
    }
    Ok(())
}

fn row(
    cx: &DomainContext,
    author: AccountId,
    taken: StoredPicture,
    description: &str,
) -> Result<Media> {
    Ok(Media {
        id: MediaId(cx.ids.next()),
        account_id: author,
        post_id: None,
        position: 0,
        storage_key: Some(taken.key.to_string()),
        content_type: taken.content_type.to_owned(),
        width: i32::try_from(taken.width).map_err(Error::internal)?,
        height: i32::try_from(taken.height).map_err(Error::internal)?,
        colour: taken.colour,
        description: clean_line(description),
        kind: MediaKind::Image,
        remote_url: None,
        preview_url: None,
        blurhash: taken.blurhash,
        focus_x: 0.0,
        focus_y: 0.0,
        duration_ms: None,
        created_at: cx.clock.now(),
    })
}

/// Whether the form had become a post before, which has its own pictures. Where
/// that cannot be learned, the clean-up will find them.
async fn is_another_post(db: &Database, new: &NewPost) -> bool {
    let unposted = async {
        let conn = &mut *db.conn().await?;
        Ok::<_, Error>(media::any_unposted(conn, &new.media).await?)
    };
    unposted.await.unwrap_or(false)
}

/// Takes pictures back; what cannot be taken back now is cleaned up later.
async fn discard(
    db: &Database,
    pictures: &Pictures,
    author: AccountId,
    rows: &[MediaId],
    stored: &[Key],
) {
    let forgotten = async {
        let conn = &mut *db.conn().await?;
        Ok::<_, Error>(media::delete_own_unposted(conn, author, rows).await?)
    };
    match forgotten.await {
        Ok(()) => pictures.discard(stored).await,
        Err(error) => tracing::warn!(?error, "pictures without a post wait for the clean-up"),
    }
}
