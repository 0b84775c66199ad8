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
    /// A file as it is; without an address while it is worked on.
    #[must_use]
    pub fn new(present: &Present, media: &Media) -> Self {
        let cx = present.cx();
        let kind = match media.kind {
            MediaKind::Image => "image",
            MediaKind::Gifv => "gifv",
            MediaKind::Video => "video",
            MediaKind::Audio => "audio",
            MediaKind::Other => "unknown",
        };
        // What is no picture, film or sound is not passed on.
        let url = match media.kind {
            MediaKind::Other => media.remote_url.clone(),
            _ => media::url(cx, media),
        };
        Self {
            id: media.id.to_string(),
            kind,
            url,
            preview_url: media::small_url(cx, media),
            remote_url: media.remote_url.clone(),
            meta: meta(media),
            description: Some(media.description.clone()).filter(|text| !text.is_empty()),
            blurhash: media.blurhash.clone(),
        }
    }
}

fn meta(media: &Media) -> Value {
    let mut meta = Map::new();
    let mut original = size(media.width, media.height);
    let seconds = media.duration_ms.map(|long| f64::from(long) / 1000.0);
    if media.kind != MediaKind::Image {
        let facts = [
            ("duration", seconds.map(Value::from)),
            ("bitrate", media.bitrate.map(Value::from)),
            ("frame_rate", media.frame_rate.clone().map(Value::from)),
        ];
        for (name, value) in facts {
            original.extend(value.map(|value| (name.to_owned(), value)));
        }
    }
    let mut small = size(media.preview_width, media.preview_height);
    if small.is_empty() {
        small = size(media.width, media.height);
    }
    for (name, part) in [("original", original), ("small", small)] {
        if !part.is_empty() {
            meta.insert(name.to_owned(), Value::Object(part));
        }
    }
    if media.kind == MediaKind::Image || media.focus_x != 0.0 || media.focus_y != 0.0 {
        let focus = json!({ "x": media.focus_x, "y": media.focus_y });
        meta.insert("focus".to_owned(), focus);
    }
    if let (Some(milliseconds), Some(seconds)) = (media.duration_ms, seconds) {
        meta.insert("duration".to_owned(), json!(seconds));
        meta.insert("length".to_owned(), json!(clock(milliseconds)));
    }
    Value::Object(meta)
}

fn size(width: i32, height: i32) -> Map<String, Value> {
    if width <= 0 || height <= 0 {
        return Map::new();
    }
    let facts = [
        ("width", json!(width)),
        ("height", json!(height)),
        ("size", json!(format!("{width}x{height}"))),
        ("aspect", json!(f64::from(width) / f64::from(height))),
    ];
    let named = facts.map(|(name, value)| (name.to_owned(), value));
    named.into_iter().collect()
}

/// `H:MM:SS.cc`.
fn clock(milliseconds: i32) -> String {
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000 / 10);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}.{rest:02}", seconds % 60)
}
