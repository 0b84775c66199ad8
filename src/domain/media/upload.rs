//! Taking a file in: pictures at once, films and sounds by a job where something
//! converts them.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;
use tokio::time::{Instant, sleep};

use crate::db::Transactional as _;
use crate::db::ids::{AccountId, JobId, MediaId};
use crate::db::models::media::{self, Media, MediaKind, MediaState};
use crate::db::models::media_hash;
use crate::db::queue::{self, NewJob};
use crate::domain::auth::throttle;
use crate::domain::files;
use crate::domain::media::keeping::Keeping;
use crate::domain::media::known::{self, Fingerprint};
use crate::domain::media::{Desk, Focus, SentFile, description, quota, rows};
use crate::foundation::av::{self, AvRules};
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{ImageRules, ProcessedImage};
use crate::foundation::message::Message;
use crate::foundation::storage::{FileType, Folder};

/// The kind of the job that works on an upload.
pub const PROCESS_JOB: &str = "process_media";
/// How often that is tried.
const ATTEMPTS: i32 = 3;
/// Bytes that tell what a file is.
const MAGIC: u64 = 8192;
/// How often it is looked whether a job has ended.
const LOOK: Duration = Duration::from_millis(150);

/// What a member uploads.
#[derive(Debug)]
pub struct NewUpload {
    /// The file.
    pub file: SentFile,
    /// A picture to show in place of it until it is opened.
    pub thumbnail: Option<SentFile>,
    /// What it shows, in words.
    pub description: String,
    /// What stays in view when it is cut.
    pub focus: Option<Focus>,
}

/// Takes a file in; `field` is what refusals name. Pictures are ready then;
/// films and sounds may be [`MediaState::Waiting`].
///
/// # Errors
/// `Invalid` for what cannot be taken, `RateLimited`, `Unavailable` when there
/// is no room. Nothing is left of it then.
pub async fn upload(
    desk: Desk<'_>,
    author: AccountId,
    new: NewUpload,
    field: &'static str,
) -> Result<Media> {
    let now = desk.cx.clock.now();
    let mut row = Media::new(MediaId(desk.cx.ids.next()), author, now);
    row.description = description(&new.description)?;
    if let Some(focus) = new.focus {
        (row.focus_x, row.focus_y) = (focus.x, focus.y);
    }
    let kind = kind_of(desk, &new.file, field).await?;
    quota::check(
        &mut *desk.db.conn().await?,
        desk.cx,
        author,
        new.file.len,
        field,
    )
    .await?;
    let most = desk.cx.config.limits.uploads_per_member_per_hour;
    let key = format!("uploads:{author}");
    throttle::count_key(&mut *desk.db.conn().await?, desk.cx, &key, most).await?;
    let mut print = Fingerprint {
        sha256: known::sha256(desk.pictures, &new.file.path).await?,
        likeness: None,
    };
    known::check(desk.db, &print, field).await?;
    let mut keeping = Keeping::new(desk);
    let kept = async {
        print.likeness = Box::pin(take(desk, &mut row, &mut keeping, new, kind, field)).await?;
        if print.likeness.is_some() {
            known::check(desk.db, &print, field).await?;
        }
        Box::pin(write(desk, &row, &keeping, (print, field))).await
    };
    match kept.await {
        Ok(()) => Ok(row),
        Err(error) => {
            keeping.undo().await;
            Err(error)
        }
    }
}

/// What a file is by its first bytes, and whether it may be that large.
async fn kind_of(desk: Desk<'_>, file: &SentFile, field: &'static str) -> Result<FileType> {
    let opened = tokio::fs::File::open(&file.path).await;
    let mut start = Vec::new();
    let reading = opened.map_err(Error::internal)?.take(MAGIC);
    let mut reading = std::pin::pin!(reading);
    let read = reading.read_to_end(&mut start).await;
    read.map_err(Error::internal)?;
    let kind = FileType::of(&start).ok_or_else(|| {
        let known = "JPEG, PNG, GIF, WebP, AVIF, MP4, WebM, MOV, MP3, OGG, FLAC, WAV, M4A";
        let known = [("known", known.into())];
        Error::field(field, Message::about("refused-upload-kind", known))
    })?;
    let storage = &desk.cx.config.storage;
    let most = if kind.is_image() {
        storage.max_image_bytes as u64
    } else {
        storage.max_video_bytes
    };
    if file.len > most {
        let has = file.len.div_ceil(1 << 20).to_string().into();
        let max = (most >> 20).to_string().into();
        let message = Message::about("refused-upload-large", [("size", has), ("max", max)]);
        return Err(Error::field(field, message));
    }
    Ok(kind)
}

/// Stores the files; how a picture looks.
async fn take(
    desk: Desk<'_>,
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    new: NewUpload,
    kind: FileType,
    field: &'static str,
) -> Result<Option<i64>> {
    if kind.is_image() {
        return picture(desk, row, keeping, &new.file, kind, field).await;
    }
    if let Some(thumbnail) = &new.thumbnail {
        let rules = ImageRules::poster("thumbnail");
        let image = desk.pictures.process(thumbnail.bytes().await?, rules);
        rows::poster(row, keeping, image.await?).await?;
    }
    if desk.pictures.converter().is_there().await {
        row.state = MediaState::Waiting;
        row.kind = if kind.is_video() {
            MediaKind::Video
        } else {
            MediaKind::Audio
        };
        kind.content_type().clone_into(&mut row.content_type);
        let source = keeping.file(Folder::Sources, kind, new.file.path).await?;
        row.source_key = Some(source);
        return Ok(None);
    }
    let rules = rules(desk, field);
    let path = new.file.path;
    let (facts, path) = desk
        .pictures
        .work(move || Ok((av::as_it_is(&path, kind, &rules)?, path)))
        .await?;
    rows::film(row, &facts);
    row.storage_key = Some(keeping.file(Folder::Posts, kind, path).await?);
    Ok(None)
}

/// What films and sounds may be.
pub(super) fn rules(desk: Desk<'_>, field: &'static str) -> AvRules {
    let storage = &desk.cx.config.storage;
    AvRules {
        field,
        max_seconds: storage.max_video_seconds,
        max_pixels: storage.max_video_pixels,
        // A file that is encoded anew may grow.
        max_bytes: storage.max_video_bytes.saturating_mul(2),
    }
}

async fn picture(
    desk: Desk<'_>,
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    file: &SentFile,
    kind: FileType,
    field: &'static str,
) -> Result<Option<i64>> {
    let storage = &desk.cx.config.storage;
    let mut image_rules = ImageRules {
        max_bytes: storage.max_image_bytes,
        max_pixels: storage.max_image_pixels,
        ..ImageRules::attachment(field)
    };
    let bytes = if kind == FileType::Avif {
        // As PNG it is larger, and it is ours.
        image_rules.max_bytes = usize::MAX;
        avif(desk, file, field).await?
    } else {
        file.bytes().await?
    };
    let mut image = desk.pictures.process(bytes, image_rules).await?;
    rows::picture(row, &image)?;
    let likeness = image.likeness;
    if let Some(moving) = image.moving.take() {
        animation(desk, row, keeping, image, moving).await?;
        return Ok(likeness);
    }
    let kind = crate::domain::pictures::file_type(image.content_type);
    row.storage_key = Some(keeping.bytes(Folder::Posts, kind, image.bytes).await?);
    if let Some(small) = image.preview {
        rows::preview(row, keeping, small).await?;
    }
    Ok(likeness)
}

/// AVIF is read by ffmpeg, where it is there.
async fn avif(desk: Desk<'_>, file: &SentFile, field: &'static str) -> Result<Vec<u8>> {
    let converter = desk.pictures.converter();
    if !converter.is_there().await {
        return Err(Error::field(field, Message::of("refused-upload-avif")));
    }
    let rules = AvRules {
        max_pixels: desk.cx.config.storage.max_image_pixels,
        max_bytes: 200_000_000,
        ..rules(desk, field)
    };
    let work = desk.pictures.store().work_folder();
    converter
        .picture(&file.path, FileType::Avif, &rules, work)
        .await
}

/// A picture that moves: a film that goes on and on where it can be made, else
/// the picture itself.
async fn animation(
    desk: Desk<'_>,
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    still: ProcessedImage,
    moving: Vec<u8>,
) -> Result<()> {
    let converter = desk.pictures.converter();
    if converter.is_there().await && still.opaque {
        let gif = desk.pictures.store().scratch().await?.into_temp_path();
        let written = tokio::fs::write(&gif, &moving).await;
        written.map_err(Error::internal)?;
        let work = desk.pictures.store().work_folder();
        let made = converter.loop_of(&gif, &rules(desk, "file"), work).await?;
        rows::film(row, &made.facts);
        row.kind = MediaKind::Gifv;
        let file = keeping.file(Folder::Posts, made.facts.file_type, made.file);
        row.storage_key = Some(file.await?);
    } else {
        FileType::Gif
            .content_type()
            .clone_into(&mut row.content_type);
        row.storage_key = Some(keeping.bytes(Folder::Posts, FileType::Gif, moving).await?);
    }
    rows::poster(row, keeping, still).await
}

/// The row, the claim on its files, and the job that it waits for.
async fn write(
    desk: Desk<'_>,
    row: &Media,
    keeping: &Keeping<'_>,
    (print, field): (Fingerprint, &'static str),
) -> Result<()> {
    let now = desk.cx.clock.now();
    let conn = &mut *desk.db.conn().await?;
    conn.transaction(async |conn| {
        quota::charge(conn, desk.cx, row.account_id, keeping.len(), field).await?;
        files::claim(conn, keeping.keys()).await?;
        media::insert(conn, row).await?;
        quota::note(conn, row.id, keeping.len()).await?;
        media_hash::insert(conn, &print.row(desk.cx, row.id)).await?;
        if row.state == MediaState::Waiting {
            let job = NewJob {
                id: JobId(desk.cx.ids.next()),
                kind: PROCESS_JOB.to_owned(),
                payload: serde_json::json!({ "media_id": row.id }),
                priority: 10,
                unique_key: Some(row.id.to_string()),
                run_at: now,
                max_attempts: ATTEMPTS,
                created_at: now,
            };
            queue::enqueue(conn, &job).await?;
        }
        Ok::<_, Error>(())
    })
    .await
}

/// Waits until a file is not waiting any more, for `patience` at most; returns
/// it as it is then.
///
/// # Errors
/// `NotFound` when it is taken back meanwhile.
pub async fn settled(
    desk: Desk<'_>,
    author: AccountId,
    mut row: Media,
    patience: Duration,
) -> Result<Media> {
    let until = Instant::now() + patience;
    while row.state == MediaState::Waiting && Instant::now() < until {
        sleep(LOOK).await;
        row = super::own(desk, author, row.id).await?;
    }
    Ok(row)
}
