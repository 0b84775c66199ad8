//! The limits of this server, as they are enforced.

use serde_json::{Value, json};

use crate::app::App;
use crate::db::Conn;
use crate::domain::accounts::change::MAX_DESCRIPTION;
use crate::domain::accounts::profile;
use crate::domain::legal::texts::{self, TextKind};
use crate::domain::pins::PINS_MAX;
use crate::domain::polls::{DAYS_MAX, MINUTES_MIN, OPTION_MAX, OPTIONS_MAX};
use crate::domain::posts::PICTURES_MAX;
use crate::domain::posts::edit::DESCRIPTION_MAX;
use crate::domain::tags::feature::FEATURED_MAX;
use crate::foundation::config::Config;
use crate::foundation::error::Result;
use crate::foundation::text::clean::DISPLAY_NAME_MAX;
use crate::foundation::text::count::LINK_CHARACTERS;

/// What uploads may be, by the names that apps know for each. AVIF comes last: it
/// takes a program to read it.
const TYPES: [&str; 22] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "video/mp4",
    "video/webm",
    "video/quicktime",
    "audio/mpeg",
    "audio/mp3",
    "audio/ogg",
    "audio/vorbis",
    "audio/opus",
    "audio/flac",
    "audio/x-flac",
    "audio/wav",
    "audio/wave",
    "audio/x-wav",
    "audio/vnd.wave",
    "audio/mp4",
    "audio/m4a",
    "audio/x-m4a",
    AVIF,
];
const AVIF: &str = "image/avif";

/// `configuration` of the second version.
///
/// # Errors
/// `Unavailable` when the database is away.
pub(super) async fn v2(conn: &mut Conn, app: &App) -> Result<Value> {
    let config = &*app.cx.config;
    let base = config.base_url();
    let mut all = limits(app).await;
    let terms = texts::current(conn, &app.cx, TextKind::Terms).await?;
    let has_terms = terms.is_some();
    let more = json!({
        "urls": {
            "streaming": streaming(config),
            "status": null,
            "about": format!("{base}/about"),
            "privacy_policy": format!("{base}/privacy"),
            "terms_of_service": has_terms.then(|| format!("{base}/terms")),
        },
        "vapid": { "public_key": app.vapid.public_key() },
        "timelines_access": {
            "live_feeds": { "local": "public", "remote": "public" },
            "hashtag_feeds": { "local": "public", "remote": "public" },
            "trending_link_feeds": { "local": "public", "remote": "public" },
        },
        "limited_federation": config.federation.allow_listed_only,
        "translation": { "enabled": app.translator.is_configured() },
    });
    if let (Some(all), Value::Object(more)) = (all.as_object_mut(), more) {
        all.extend(more);
    }
    Ok(all)
}

/// Where live events come from.
pub(super) fn streaming(config: &Config) -> String {
    config.base_url().replacen("http", "ws", 1)
}

/// The limits of both versions.
pub(super) async fn limits(app: &App) -> Value {
    let config = &*app.cx.config;
    let converts = app.pictures.converter().is_there().await;
    let types = TYPES.into_iter().filter(|kind| converts || *kind != AVIF);
    json!({
        "accounts": {
            "max_featured_tags": FEATURED_MAX,
            "max_pinned_statuses": PINS_MAX,
            "max_display_name_length": DISPLAY_NAME_MAX,
            "max_note_length": profile::MAX_BIO,
            "max_avatar_description_length": MAX_DESCRIPTION,
            "max_header_description_length": MAX_DESCRIPTION,
            "max_profile_fields": profile::MAX_FIELDS,
            "profile_field_name_limit": profile::MAX_FIELD,
            "profile_field_value_limit": profile::MAX_FIELD,
        },
        "statuses": {
            "max_characters": app.cx.instance().max_post_characters,
            "max_media_attachments": PICTURES_MAX,
            "characters_reserved_per_url": LINK_CHARACTERS,
        },
        "media_attachments": {
            "supported_mime_types": types.collect::<Vec<_>>(),
            "description_limit": DESCRIPTION_MAX,
            "image_size_limit": config.storage.max_image_bytes,
            "image_matrix_limit": config.storage.max_image_pixels,
            "video_size_limit": config.storage.max_video_bytes,
            "video_frame_rate_limit": 60,
            "video_matrix_limit": config.storage.max_video_pixels,
        },
        "polls": {
            "max_options": OPTIONS_MAX,
            "max_characters_per_option": OPTION_MAX,
            "min_expiration": MINUTES_MIN * 60,
            "max_expiration": DAYS_MAX * 24 * 60 * 60,
        },
    })
}
