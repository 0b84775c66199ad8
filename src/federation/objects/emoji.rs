//! Custom emoji as `Emoji` tags of what shows them.

use activitypub_federation::kinds::object::ImageType;
use serde::Serialize;

use crate::db::models::custom_emoji::CustomEmoji;
use crate::federation::addresses::Addresses;
use crate::federation::objects::activity::time;
use crate::foundation::storage::{FileType, Key};

/// A custom emoji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Emoji {
    id: Option<String>,
    #[serde(rename = "type")]
    kind: EmojiType,
    name: String,
    updated: String,
    icon: Icon,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
enum EmojiType {
    Emoji,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Icon {
    #[serde(rename = "type")]
    kind: ImageType,
    #[serde(skip_serializing_if = "Option::is_none")]
    media_type: Option<&'static str>,
    url: String,
}

impl Emoji {
    /// The tag of this emoji; those of other servers keep their ID and the address
    /// of their picture. None without a picture.
    #[must_use]
    pub fn new(addresses: &Addresses, emoji: &CustomEmoji) -> Option<Self> {
        let code = &emoji.shortcode;
        let (id, media_type, url) = match &emoji.storage_key {
            Some(key) => (
                Some(addresses.emoji(code)),
                key.parse::<Key>().ok().and_then(|key| key.file_type()),
                addresses.media(key),
            ),
            None => (emoji.uri.clone(), None, emoji.image_url.clone()?),
        };
        Some(Self {
            id,
            kind: EmojiType::Emoji,
            name: format!(":{code}:"),
            updated: time(emoji.updated_at),
            icon: Icon {
                kind: ImageType::Image,
                media_type: media_type.map(FileType::content_type),
                url,
            },
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use chrono::{TimeZone as _, Utc};
    use serde_json::json;

    use super::*;
    use crate::db::ids::EmojiId;
    use crate::federation::addresses::tests::addresses;

    pub(in crate::federation::objects) fn blob() -> CustomEmoji {
        CustomEmoji {
            id: EmojiId(1),
            shortcode: "blob".into(),
            domain: None,
            uri: None,
            storage_key: Some("emojis/3f/a0/3fa00000000000000000000000000000.png".into()),
            image_url: None,
            updated_at: Utc.with_ymd_and_hms(2026, 1, 2, 3, 4, 5).unwrap(),
            category: None,
            disabled: false,
        }
    }

    #[test]
    fn an_own_emoji_has_an_id_and_the_kind_of_its_picture() {
        let tag = Emoji::new(&addresses(), &blob());
        assert_eq!(
            json!(tag),
            json!({
                "id": "https://a.example/emojis/blob", "type": "Emoji", "name": ":blob:",
                "updated": "2026-01-02T03:04:05Z",
                "icon": {
                    "type": "Image", "mediaType": "image/png",
                    "url": "https://a.example/media/emojis/3f/a0/3fa00000000000000000000000000000.png"
                }
            })
        );
    }

    #[test]
    fn one_of_another_server_stays_what_it_is() {
        let remote = CustomEmoji {
            domain: Some("b.example".into()),
            uri: Some("https://b.example/e/7".into()),
            storage_key: None,
            image_url: Some("https://b.example/7.png".into()),
            ..blob()
        };
        let tag = json!(Emoji::new(&addresses(), &remote));
        assert_eq!(tag["id"], "https://b.example/e/7");
        assert_eq!(
            tag["icon"],
            json!({ "type": "Image", "url": "https://b.example/7.png" })
        );
        let bare = CustomEmoji {
            image_url: None,
            ..remote
        };
        assert_eq!(Emoji::new(&addresses(), &bare), None);
    }
}
