//! A post with the files that came in the same form: the files are worked on
//! and stored first, without a transaction, and go again when they came to
//! belong to no post.

use std::time::Duration;

use crate::db::ids::{AccountId, MediaId};
use crate::db::models::media::{self, MediaState};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::media::upload::settled;
use crate::domain::media::{Desk, NewUpload, SentFile, change, upload};
use crate::domain::pictures::Pictures;
use crate::domain::posts::{self, NewPost, PICTURES_MAX, Submitted};
use crate::foundation::error::{Error, Result};

/// The form field that refusals of files name.
const FIELD: &str = "media";
/// How long a form waits for the work on its films and sounds.
const PATIENCE: Duration = Duration::from_mins(2);

/// A file as it was sent.
#[derive(Debug)]
pub struct SentPicture {
    /// The file; nothing when it was larger than files may be.
    pub file: Option<SentFile>,
    /// What it shows, in words.
    pub description: String,
}

/// Posts `new` with these files, all of it or nothing.
///
/// # Errors
/// As [`posts::submit()`]; the field `media` for files that cannot be taken.
pub async fn post(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    author: AccountId,
    mut new: NewPost,
    sent: Vec<SentPicture>,
) -> Result<Submitted> {
    if sent.is_empty() {
        return posts::submit(&mut *db.conn().await?, cx, author, &new).await;
    }
    let desk = Desk { db, pictures, cx };
    check(cx, &sent)?;
    let made = async {
        for file in sent {
            Box::pin(take_in(desk, author, file, &mut new.media)).await?;
        }
        posts::submit(&mut *db.conn().await?, cx, author, &new).await
    }
    .await;
    let is_held = matches!(made, Ok(Submitted::Held));
    if !is_held && (made.is_err() || is_another_post(db, &new).await) {
        let taken_back = change::take_all_back(desk, author, &new.media).await;
        if let Err(error) = taken_back {
            tracing::warn!(?error, "files without a post wait for the clean-up");
        }
    }
    made
}

/// Takes one file in and waits until it can be shown.
async fn take_in(
    desk: Desk<'_>,
    author: AccountId,
    sent: SentPicture,
    ids: &mut Vec<MediaId>,
) -> Result<()> {
    let new = NewUpload {
        file: sent.file.ok_or_else(|| too_large(desk.cx))?,
        thumbnail: None,
        description: sent.description,
        focus: None,
    };
    let row = upload(desk, author, new, FIELD).await;
    let row = row.map_err(beside_the_files)?;
    ids.push(row.id);
    let row = settled(desk, author, row, PATIENCE).await?;
    match row.state {
        MediaState::Ready => Ok(()),
        MediaState::Failed => {
            let message = "This file is damaged, or of a kind that is not known here.";
            Err(Error::field(FIELD, message))
        }
        MediaState::Waiting => {
            let message = "The work on this film takes too long. Send a shorter one, or post it \
                           with an app.";
            Err(Error::field(FIELD, message))
        }
    }
}

/// Descriptions are shown beside their files.
fn beside_the_files(error: Error) -> Error {
    let description = error
        .fields()
        .iter()
        .find(|wrong| wrong.field == "description");
    match description {
        Some(wrong) => Error::field(FIELD, wrong.message.clone()),
        None => error,
    }
}

/// Refuses before anything is decoded.
fn check(cx: &DomainContext, sent: &[SentPicture]) -> Result<()> {
    if sent.len() > PICTURES_MAX {
        let message = format!("A post has at most {PICTURES_MAX} pictures.");
        return Err(Error::field(FIELD, message));
    }
    if sent.iter().any(|sent| sent.file.is_none()) {
        return Err(too_large(cx));
    }
    Ok(())
}

fn too_large(cx: &DomainContext) -> Error {
    let storage = &cx.config.storage;
    let (image, film) = (storage.max_image_bytes >> 20, storage.max_video_bytes >> 20);
    let message = format!("A picture has at most {image} MiB, a film or sound {film} MiB.");
    Error::field(FIELD, message)
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
