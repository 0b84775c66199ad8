//! `MediaAttachment`.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::api::present::Present;
use crate::db::models::media::{Media, MediaKind};
use crate::http::media;

/// A picture, sound or video of a post.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct MediaAttachment {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub url: Option<String>,
    pub preview_url: Option<String>,
    pub remote_url: Option<String>,
    pub meta: Value,
    pub description: Option<String>,
    pub blurhash: Option<String>,
}

impl MediaAttachment {
    /// A file as it is.
    #[must_use]
    pub fn new(present: &Present, media: &Media) -> Self {
        let address = present.absolute(&media::address(media));
        let (url, kind) = match (media.kind, &media.remote_url) {
            (MediaKind::Image, _) => (address.clone(), "image"),
            (MediaKind::Video, remote) => (remote.clone().unwrap_or(address.clone()), "video"),
            (MediaKind::Audio, remote) => (remote.clone().unwrap_or(address.clone()), "audio"),
            (MediaKind::Other, remote) => (remote.clone().unwrap_or(address.clone()), "unknown"),
        };
        let has_picture = media.kind == MediaKind::Image || media.preview_url.is_some();
        Self {
            id: media.id.to_string(),
            kind,
            url: Some(url),
            preview_url: has_picture.then_some(address),
            remote_url: media.remote_url.clone(),
            meta: meta(media),
            description: Some(media.description.clone()).filter(|text| !text.is_empty()),
            blurhash: media.blurhash.clone(),
        }
    }
}

fn meta(media: &Media) -> Value {
    let mut meta = Map::new();
    if media.width > 0 && media.height > 0 {
        let size = json!({
            "width": media.width,
            "height": media.height,
            "size": format!("{}x{}", media.width, media.height),
            "aspect": f64::from(media.width) / f64::from(media.height),
        });
        meta.insert("original".to_owned(), size.clone());
        meta.insert("small".to_owned(), size);
    }
    if media.kind == MediaKind::Image || media.focus_x != 0.0 || media.focus_y != 0.0 {
        let focus = json!({ "x": media.focus_x, "y": media.focus_y });
        meta.insert("focus".to_owned(), focus);
    }
    if let Some(duration) = media.duration_ms {
        let seconds = f64::from(duration) / 1000.0;
        meta.insert("duration".to_owned(), json!(seconds));
        meta.insert("length".to_owned(), json!(clock(duration)));
    }
    Value::Object(meta)
}

/// `H:MM:SS.cc`.
fn clock(milliseconds: i32) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000 / 10);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}.{rest:02}", seconds % 60)
}
