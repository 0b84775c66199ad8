//! `CustomEmoji`.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::api::present::Present;
use crate::db::views::emojis::Emojis;
use crate::foundation::text::emoji;
use crate::http::{media, remote_media};

/// A picture that stands for a shortcode.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct CustomEmoji {
    pub shortcode: String,
    pub url: String,
    pub static_url: String,
    pub visible_in_picker: bool,
    pub category: Option<String>,
}

/// The emoji that texts of somebody from `domain` name.
#[must_use]
pub fn named<'a>(
    present: &Present,
    emojis: &Emojis,
    domain: Option<&str>,
    texts: impl IntoIterator<Item = &'a str>,
) -> Vec<CustomEmoji> {
    let codes: BTreeSet<&str> = texts.into_iter().flat_map(emoji::shortcodes).collect();
    let found = codes.into_iter().filter_map(|code| {
        let picture = emojis.get(domain, code)?;
        let url = present.absolute(&remote_media::emoji_path(picture));
        Some(CustomEmoji {
            shortcode: code.to_owned(),
            static_url: match &picture.storage_key {
                Some(key) => present.absolute(&media::still_path(key)),
                None => present.absolute(&remote_media::emoji_still_path(picture)),
            },
            url,
            visible_in_picker: domain.is_none(),
            category: None,
        })
    });
    found.collect()
}
