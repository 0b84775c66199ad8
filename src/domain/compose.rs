//! A post with the files that came in the same form: the files are worked on
//! and stored first, without a transaction, and go again when they came to
//! belong to no post.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::db::Transactional as _;
use crate::db::ids::{AccountId, MediaId, PostId, ScheduledPostId};
use crate::db::models::media::{self, MediaState};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::media::upload::settled;
use crate::domain::media::{Desk, Focus, NewUpload, SentFile, change, description, upload};
use crate::domain::posts::{self, NewPost, PICTURES_MAX, Replaced, Submitted};
use crate::domain::scheduled;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

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
    /// What stays in view when it is cut; None for its middle.
    pub focus: Option<Focus>,
}

/// A picture of the post that a new one takes the place of.
#[derive(Debug, Clone)]
pub struct KeptPicture {
    /// Which.
    pub id: MediaId,
    /// What it shows, in words.
    pub description: String,
}

/// Everything that a form asks for.
#[derive(Debug)]
pub struct Order {
    /// The post, without its pictures.
    pub new: NewPost,
    /// New pictures.
    pub sent: Vec<SentPicture>,
    /// When it goes out; None for at once.
    pub time: Option<DateTime<Utc>>,
    /// The post that goes, in the same transaction, when this one is there.
    pub replaces: Option<PostId>,
    /// Pictures of that one which stay, before the new ones.
    pub kept: Vec<KeptPicture>,
}

/// What became of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Composed {
    /// It is posted.
    Posted(PostId),
    /// It waits until a moderator has read it.
    Held,
    /// It waits for its time.
    Scheduled(ScheduledPostId),
}

/// Posts what a form asks for with its files, now or later, all of it or nothing.
///
/// # Errors
/// As [`posts::submit()`] and [`scheduled::schedule()`]; the field `media` for
/// files that cannot be taken.
pub async fn post(desk: Desk<'_>, author: AccountId, order: Order) -> Result<Composed> {
    let Order {
        mut new,
        sent,
        time,
        replaces,
        kept,
    } = order;
    check(desk.cx, &sent, kept.len())?;
    new.media = kept.iter().map(|picture| picture.id).collect();
    let replaced = replaces.map(|post| replacement(post, kept)).transpose()?;
    let mut taken = Vec::new();
    let made = async {
        for file in sent {
            Box::pin(take_in(desk, author, file, &mut taken)).await?;
        }
        new.media.extend(&taken);
        Box::pin(send(desk, author, &new, time, replaced.as_ref())).await
    }
    .await;
    let in_vain = match made {
        Ok(Composed::Held | Composed::Scheduled(_)) => false,
        Ok(Composed::Posted(_)) => is_another_post(desk.db, &taken).await,
        Err(_) => true,
    };
    if in_vain && !taken.is_empty() {
        let taken_back = change::take_all_back(desk, author, &taken).await;
        if let Err(error) = taken_back {
            tracing::warn!(?error, "files without a post wait for the clean-up");
        }
    }
    made
}

/// Posts it, now or later; what it replaces goes in the same transaction.
async fn send(
    desk: Desk<'_>,
    author: AccountId,
    new: &NewPost,
    time: Option<DateTime<Utc>>,
    replaced: Option<&Replaced>,
) -> Result<Composed> {
    let (conn, cx) = (&mut *desk.db.conn().await?, desk.cx);
    let Some(time) = time else {
        let submitted = posts::submit_in_place_of(conn, cx, author, new, replaced).await?;
        return Ok(match submitted {
            Submitted::Posted(id) => Composed::Posted(id),
            Submitted::Held => Composed::Held,
        });
    };
    conn.transaction(async |conn| {
        if let Some(replaced) = replaced {
            posts::make_way(conn, cx, author, replaced).await?;
        }
        let kept = scheduled::schedule(conn, cx, author, new, time).await?;
        Ok(Composed::Scheduled(kept.row.id))
    })
    .await
}

/// What the new post takes the place of.
fn replacement(post: PostId, kept: Vec<KeptPicture>) -> Result<Replaced> {
    let described = kept.into_iter().map(|picture| {
        let text = description(&picture.description).map_err(beside_the_files)?;
        Ok((picture.id, text))
    });
    Ok(Replaced {
        post,
        descriptions: described.collect::<Result<_>>()?,
    })
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
        focus: sent.focus,
    };
    let row = upload(desk, author, new, FIELD).await;
    let row = row.map_err(beside_the_files)?;
    ids.push(row.id);
    let row = settled(desk, author, row, PATIENCE).await?;
    match row.state {
        MediaState::Ready => Ok(()),
        MediaState::Failed => Err(Error::field(FIELD, Message::of("refused-upload-unusable"))),
        MediaState::Waiting => Err(Error::field(FIELD, Message::of("refused-upload-slow"))),
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
fn check(cx: &DomainContext, sent: &[SentPicture], kept: usize) -> Result<()> {
    if sent.len() + kept > PICTURES_MAX {
        let max = PICTURES_MAX.into();
        let message = Message::about("refused-post-many-pictures", [("max", max)]);
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
    let (image, film) = (image.to_string().into(), film.to_string().into());
    let values = [("image", image), ("film", film)];
    let message = Message::about("refused-upload-any-large", values);
    Error::field(FIELD, message)
}

/// Whether the form had become a post before, which has its own pictures. Where
/// that cannot be learned, the clean-up will find them.
async fn is_another_post(db: &Database, taken: &[MediaId]) -> bool {
    if taken.is_empty() {
        return false;
    }
    let unposted = async {
        let conn = &mut *db.conn().await?;
        Ok::<_, Error>(media::any_unposted(conn, taken).await?)
    };
    unposted.await.unwrap_or(false)
}
