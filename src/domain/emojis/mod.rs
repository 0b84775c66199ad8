//! Custom emoji of other servers, and where their pictures are.

pub mod own;

use std::collections::HashMap;

use crate::db::Conn;
use crate::db::ids::EmojiId;
use crate::db::models::account::Account;
use crate::db::models::custom_emoji::{self, CustomEmoji, Remote};
use crate::db::views::emojis::{self, Emojis};
use crate::domain::DomainContext;
use crate::foundation::error::{Error, Result};
use crate::foundation::text::emoji::is_shortcode;

/// Most emoji that are taken from one object.
const MOST: usize = 100;
/// Longest address of a picture, in bytes.
const URL_MAX: usize = 2048;

/// What another server says of an emoji.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteEmoji {
    /// Its name, with or without colons.
    pub shortcode: String,
    /// Its object ID, where it has one.
    pub uri: Option<String>,
    /// Where its picture is.
    pub image_url: String,
}

/// Remembers the emoji that an object of `domain` (that of its author's handle)
/// brought along, in one statement. Names and addresses that cannot be are left
/// out.
pub async fn remember(
    conn: &mut Conn,
    cx: &DomainContext,
    domain: &str,
    emojis: &[RemoteEmoji],
) -> Result<()> {
    let mut named: HashMap<&str, Remote> = HashMap::new();
    for emoji in emojis.iter().take(MOST) {
        let code = emoji.shortcode.trim_matches(':');
        if !is_shortcode(code) || !is_web_address(&emoji.image_url) {
            continue;
        }
        let row = Remote {
            id: EmojiId(cx.ids.next()),
            shortcode: code.to_owned(),
            uri: emoji.uri.clone().filter(|uri| uri.len() <= URL_MAX),
            image_url: emoji.image_url.clone(),
        };
        named.insert(code, row);
    }
    if named.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<Remote> = named.into_values().collect();
    // In one order everywhere, so that parallel statements do not wait for each other in a circle.
    rows.sort_by(|a, b| a.shortcode.cmp(&b.shortcode));
    custom_emoji::upsert(conn, &domain.to_lowercase(), &rows, cx.clock.now()).await?;
    Ok(())
}

fn is_web_address(url: &str) -> bool {
    url.len() <= URL_MAX && (url.starts_with("https://") || url.starts_with("http://"))
}

/// An emoji by its ID, for the proxy of pictures.
///
/// # Errors
/// `NotFound`.
pub async fn get(conn: &mut Conn, id: EmojiId) -> Result<CustomEmoji> {
    let found = custom_emoji::find(conn, id).await?;
    found.ok_or_else(Error::not_found)
}

/// The emoji that these accounts' names and words about themselves use.
pub async fn of_accounts<'a>(
    conn: &mut Conn,
    accounts: impl IntoIterator<Item = &'a Account>,
) -> Result<Emojis> {
    Ok(emojis::of_accounts(conn, accounts).await?)
}
