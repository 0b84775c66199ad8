//! What is known of a file, as its row says it.

use crate::db::models::media::{Media, MediaKind, MediaState};
use crate::domain::media::keeping::Keeping;
use crate::domain::pictures::file_type;
use crate::foundation::av::{AvKind, Facts};
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{ProcessedImage, SmallImage};
use crate::foundation::storage::Folder;

/// Takes over what is known of a film or sound.
pub(super) fn film(row: &mut Media, facts: &Facts) {
    row.kind = match facts.kind {
        AvKind::Video => MediaKind::Video,
        AvKind::Audio => MediaKind::Audio,
    };
    let content_type = match facts.kind {
        AvKind::Video => facts.file_type.content_type(),
        AvKind::Audio => sound_type(facts),
    };
    content_type.clone_into(&mut row.content_type);
    row.width = pixels(facts.width);
    row.height = pixels(facts.height);
    row.duration_ms = facts.duration_ms.and_then(|long| i32::try_from(long).ok());
    row.bitrate = facts.bitrate.and_then(|rate| i32::try_from(rate).ok());
    row.frame_rate.clone_from(&facts.frame_rate);
    row.state = MediaState::Ready;
}

/// A container of films with nothing but sound in it.
fn sound_type(facts: &Facts) -> &'static str {
    match facts.file_type.content_type() {
        "video/mp4" | "video/quicktime" => "audio/mp4",
        "video/webm" => "audio/webm",
        other => other,
    }
}

/// Stores a still picture of a film or sound and notes it as the smaller one.
pub(super) async fn poster(
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    image: ProcessedImage,
) -> Result<()> {
    row.colour = image.average_color;
    row.blurhash = image.blurhash;
    let small = SmallImage {
        bytes: image.bytes,
        content_type: image.content_type,
        width: image.width,
        height: image.height,
    };
    preview(row, keeping, small).await
}

/// Stores the smaller picture.
pub(super) async fn preview(
    row: &mut Media,
    keeping: &mut Keeping<'_>,
    small: SmallImage,
) -> Result<()> {
    let kind = file_type(small.content_type);
    row.preview_key = Some(keeping.bytes(Folder::Posts, kind, small.bytes).await?);
    row.preview_width = pixels(small.width);
    row.preview_height = pixels(small.height);
    Ok(())
}

/// Takes over what is known of a picture.
pub(super) fn picture(row: &mut Media, image: &ProcessedImage) -> Result<()> {
    row.kind = MediaKind::Image;
    image.content_type.clone_into(&mut row.content_type);
    row.width = i32::try_from(image.width).map_err(Error::internal)?;
    row.height = i32::try_from(image.height).map_err(Error::internal)?;
    row.colour.clone_from(&image.average_color);
    row.blurhash.clone_from(&image.blurhash);
    Ok(())
}

fn pixels(side: u32) -> i32 {
    i32::try_from(side).unwrap_or(i32::MAX)
}
