//! Pictures, sounds and films that hang on a post.

use serde_json::Value;

use crate::db::models::media::MediaKind;
use crate::federation::protocol::post::ObjectKind;
use crate::federation::protocol::read;
use crate::foundation::text::{RemoteImage, clean};

/// Most attachments of a post.
pub const ATTACHMENTS_MAX: usize = 16;
/// Longest description, in characters.
const DESCRIPTION_MAX: usize = 1500;
/// Largest width and height that is believed, in pixels.
const SIDE_MAX: u32 = 32_767;

/// A picture, sound or film on another server.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// What it is.
    pub kind: MediaKind,
    /// A web address.
    pub url: String,
    /// What it says it is, such as `image/png`; may be missing or wrong.
    pub media_type: Option<String>,
    /// What it shows; may be empty.
    pub description: String,
    /// Pixels, from 1 up.
    pub width: Option<u32>,
    /// Pixels, from 1 up.
    pub height: Option<u32>,
    /// A blurred stand-in, as text.
    pub blurhash: Option<String>,
    /// The point that has to stay visible: right and up from −1 to 1.
    pub focus: Option<(f64, f64)>,
    /// Seconds.
    pub duration: Option<f64>,
    /// A still picture of a film or the cover of a sound.
    pub preview_url: Option<String>,
}

/// The attachments of an object: those of `attachment`, what the object itself is
/// (a video, a picture), and images of its text; each address once.
pub(super) fn read_all(value: &Value, kind: ObjectKind, inline: &[RemoteImage]) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    let listed = read::many(value.get("attachment"), 64).filter_map(attachment);
    let image = read::many(value.get("image"), 1).filter_map(poster);
    let inline = inline.iter().map(|image| Attachment {
        description: image.description.clone(),
        ..bare(MediaKind::Image, image.url.clone())
    });
    for attachment in itself(value, kind)
        .into_iter()
        .chain(listed)
        .chain(image)
        .chain(inline)
    {
        let known = found.iter().any(|other| other.url == attachment.url);
        if !known && found.len() < ATTACHMENTS_MAX {
            found.push(attachment);
        }
    }
    found
}

fn bare(kind: MediaKind, url: String) -> Attachment {
    Attachment {
        kind,
        url,
        media_type: None,
        description: String::new(),
        width: None,
        height: None,
        blurhash: None,
        focus: None,
        duration: None,
        preview_url: None,
    }
}

/// A lone picture's address, for `image` and `icon`.
fn poster(value: &Value) -> Option<Attachment> {
    let url = match value.get("url") {
        Some(url) => read::many(Some(url), 8).find_map(read::address)?,
        None => read::address(value)?,
    };
    Some(Attachment {
        description: description(value),
        ..bare(MediaKind::Image, url)
    })
}

/// What a Video, Audio or Image object itself shows. Films are left where they
/// are (players need more than an address): their poster stands for them.
fn itself(value: &Value, kind: ObjectKind) -> Option<Attachment> {
    match kind {
        ObjectKind::Image | ObjectKind::Document => attachment(value),
        ObjectKind::Video | ObjectKind::Audio => {
            let icon = read::many(value.get("icon"), 8)
                .max_by_key(|icon| read::count(icon.get("width")).unwrap_or_default());
            icon.and_then(poster)
        }
        _ => None,
    }
}

fn attachment(value: &Value) -> Option<Attachment> {
    let kind_named = read::types(value).find_map(|name| match name {
        "Image" => Some(Some(MediaKind::Image)),
        "Video" => Some(Some(MediaKind::Video)),
        "Audio" => Some(Some(MediaKind::Audio)),
        "Document" => Some(None),
        _ => None,
    })?;
    // `url` may be one address, a Link, or Links of one file in several forms.
    let place = read::many(value.get("url").or_else(|| value.get("href")), 16)
        .find(|entry| read::address(entry).is_some())?;
    let url = read::address(place)?;
    let media_type = [value, place]
        .into_iter()
        .find_map(|from| read::text(from.get("mediaType"), 100))
        .map(|text| text.to_ascii_lowercase());
    let side = |key: &str| {
        [value, place]
            .into_iter()
            .find_map(|from| read::count(from.get(key)))
            .filter(|side| (1..=SIDE_MAX).contains(side))
    };
    let kind = media_type
        .as_deref()
        .and_then(kind_of_type)
        .or(kind_named)
        .or_else(|| kind_of_name(&url))
        .unwrap_or(MediaKind::Other);
    Some(Attachment {
        kind,
        description: description(value),
        width: side("width"),
        height: side("height"),
        blurhash: read::text(value.get("blurhash"), 200).filter(|hash| is_blurhash(hash)),
        focus: focus(value.get("focalPoint")),
        duration: read::seconds(value.get("duration")),
        preview_url: read::first(value.get("icon"))
            .and_then(poster)
            .map(|icon| icon.url),
        media_type,
        url,
    })
}

fn kind_of_type(media_type: &str) -> Option<MediaKind> {
    match media_type.split('/').next()? {
        "image" => Some(MediaKind::Image),
        "video" => Some(MediaKind::Video),
        "audio" => Some(MediaKind::Audio),
        _ => None,
    }
}

/// What the end of an address promises, where nothing else says it.
fn kind_of_name(url: &str) -> Option<MediaKind> {
    let path = url.split(['?', '#']).next()?;
    let end = path.rsplit_once('.')?.1.to_ascii_lowercase();
    match end.as_str() {
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "heic" => Some(MediaKind::Image),
        "mp4" | "webm" | "mov" | "m4v" | "ogv" => Some(MediaKind::Video),
        "mp3" | "ogg" | "oga" | "opus" | "flac" | "m4a" | "wav" => Some(MediaKind::Audio),
        _ => None,
    }
}

/// GoToSocial writes descriptions as `summary`, others as `name`.
fn description(value: &Value) -> String {
    let words = ["summary", "name"]
        .into_iter()
        .filter_map(|key| read::text(value.get(key), 20_000))
        .find(|text| !text.trim().is_empty())
        .unwrap_or_default();
    let words = clean(&words);
    words.chars().take(DESCRIPTION_MAX).collect()
}

fn is_blurhash(hash: &str) -> bool {
    (6..=120).contains(&hash.len())
        && hash
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"'<>&\\`/()".contains(&b))
}

fn focus(value: Option<&Value>) -> Option<(f64, f64)> {
    let [x, y] = value?.as_array()?.as_slice() else {
        return None;
    };
    let (x, y) = (x.as_f64()?, y.as_f64()?);
    let inside = |n: f64| (-1.0..=1.0).contains(&n);
    (inside(x) && inside(y)).then_some((x, y))
}
