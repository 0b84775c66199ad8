//! The work on a film or sound after it came.

use crate::db::Transactional as _;
use crate::db::ids::MediaId;
use crate::db::models::media::{self, Media, MediaState};
use crate::domain::files;
use crate::domain::media::keeping::Keeping;
use crate::domain::media::upload::rules;
use crate::domain::media::{Desk, quota, rows};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::image::ImageRules;
use crate::foundation::storage::{FileType, Folder, Key};

/// Makes the file that is shown of the one that was sent. Doing it again, or
/// after it was taken back, does nothing.
///
/// # Errors
/// What may go better another time. A file that cannot be read is marked as
/// failed, which is no error here.
pub async fn process(desk: Desk<'_>, id: MediaId) -> Result<()> {
    let found = media::find(&mut *desk.db.conn().await?, id).await?;
    let waiting = found.filter(|media| media.state == MediaState::Waiting);
    let Some(mut row) = waiting else {
        return Ok(());
    };
    let thumbnail = row.preview_key.clone();
    let source = row.source_key.take().and_then(|key| key.parse().ok());
    let source: Key = source.ok_or_else(|| Error::invalid("The upload has no file."))?;
    let mut keeping = Keeping::new(desk);
    let made = Box::pin(make(desk, &mut row, &mut keeping, &source)).await;
    if let Err(error) = made {
        keeping.undo().await;
        if !matches!(error.kind(), ErrorKind::Invalid | ErrorKind::NotFound) {
            return Err(error);
        }
        tracing::info!(%id, ?error, "an upload cannot be used");
        row.state = MediaState::Failed;
        row.storage_key = None;
        row.preview_key.clone_from(&thumbnail);
        settle(desk, &row, thumbnail.as_deref(), (&[], 0), &source).await?;
        return Ok(());
    }
    let kept = (keeping.keys(), keeping.len());
    if settle(desk, &row, thumbnail.as_deref(), kept, &source).await? {
        return Ok(());
    }
    keeping.undo().await;
    // Taken back, or given another picture meanwhile: then it is tried again.
    match media::find(&mut *desk.db.conn().await?, id).await? {
        Some(row) if row.state == MediaState::Waiting => Err(Error::unavailable(
            std::io::Error::other("the upload was changed while it was worked on"),
        )),
        _ => Ok(()),
    }
}

async fn make(
    desk: Desk<'_>,
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    source: &Key,
) -> Result<()> {
    let kind = source.file_type().ok_or_else(Error::not_found)?;
    let pictures = desk.pictures;
    let copy = pictures.store().local_copy(source).await?;
    let work = pictures.store().work_folder();
    let made = pictures
        .converter()
        .make(copy.path(), kind, &rules(desk, "file"), work)
        .await?;
    rows::film(row, &made.facts);
    let file_type: FileType = made.facts.file_type;
    row.storage_key = Some(keeping.file(Folder::Posts, file_type, made.file).await?);
    // The member's own choice comes first.
    if row.preview_key.is_none()
        && let Some(poster) = made.poster
    {
        let image = pictures.process(poster, ImageRules::poster("file")).await?;
        rows::poster(row, keeping, image).await?;
    }
    Ok(())
}

/// Writes what came of it and removes the file that was sent. `false` when the
/// upload was taken back or changed, or somebody else was quicker.
async fn settle(
    desk: Desk<'_>,
    row: &Media,
    thumbnail: Option<&str>,
    (keys, len): (&[Key], u64),
    source: &Key,
) -> Result<bool> {
    let source = std::slice::from_ref(source);
    let conn = &mut *desk.db.conn().await?;
    let settled = conn
        .transaction(async |conn| {
            let settled = media::settle(conn, row, thumbnail).await?;
            if settled {
                files::claim(conn, keys).await?;
                quota::note(conn, row.id, len).await?;
                files::release(conn, desk.cx, source).await?;
            }
            Ok::<_, Error>(settled)
        })
        .await?;
    if settled {
        files::discard(desk.db, desk.pictures.store(), source).await;
    }
    Ok(settled)
}
