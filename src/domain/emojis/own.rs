//! Custom emoji of this server, put up and taken down by those in charge.

use crate::db::ids::EmojiId;
use crate::db::models::custom_emoji::{self, CustomEmoji, NewEmoji};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::pictures::Pictures;
use crate::domain::{DomainContext, files};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::image::ImageRules;
use crate::foundation::storage::{Folder, Key};
use crate::foundation::text::clean_line;
use crate::foundation::text::emoji::is_shortcode;

/// Shortest shortcode, in bytes: one letter between colons is no name.
const SHORTCODE_MIN: usize = 2;
/// Longest heading, in bytes.
const CATEGORY_MAX: usize = 100;

/// An emoji to be.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its name, with or without colons.
    pub shortcode: String,
    /// The heading under which it is listed.
    pub category: Option<String>,
    /// Its picture, as it was sent: at most 1 MB.
    pub picture: Vec<u8>,
}

/// Whether members may write with an emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// They may.
    Enabled,
    /// They may not; where it was written it is plain text.
    Disabled,
}

/// Puts up an emoji. One that moves gets a picture that stands still, too.
///
/// # Errors
/// The field `shortcode` when it cannot be one, `Conflict` when there is one of
/// that name, the field `category`, or the field `picture`.
pub async fn add(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    wanted: Wanted,
) -> Result<CustomEmoji> {
    let shortcode = wanted.shortcode.trim_matches(':').to_owned();
    if !is_shortcode(&shortcode) || shortcode.len() < SHORTCODE_MIN {
        let message = "A shortcode has 2 to 100 letters, digits and underscores.";
        return Err(Error::field("shortcode", message));
    }
    let category = category(wanted.category.as_deref())?;
    {
        let conn = &mut *db.conn().await?;
        if custom_emoji::own(conn, &shortcode).await?.is_some() {
            return Err(taken(&shortcode));
        }
    }
    let rules = ImageRules::emoji("picture");
    let taken_in = pictures.take_in(db, cx, Folder::Emojis, wanted.picture, rules);
    let picture = taken_in.await?;
    let keys = picture.keys();
    let new = NewEmoji {
        id: EmojiId(cx.ids.next()),
        shortcode,
        category,
        storage_key: picture.key.to_string(),
        updated_at: cx.clock.now(),
    };
    let stored = async {
        let mut conn = db.conn().await?;
        store(&mut conn, &new, &keys).await
    };
    let stored = stored.await;
    if stored.is_err() {
        files::discard(db, pictures.store(), &keys).await;
    }
    stored
}

async fn store(conn: &mut Conn, new: &NewEmoji, keys: &[Key]) -> Result<CustomEmoji> {
    conn.transaction(async |conn| {
        let row = custom_emoji::insert_own(conn, new).await?;
        let row = row.ok_or_else(|| taken(&new.shortcode))?;
        files::claim(conn, keys).await?;
        Ok(row)
    })
    .await
}

fn category(typed: Option<&str>) -> Result<Option<String>> {
    let category = typed.map(clean_line).filter(|text| !text.is_empty());
    if category
        .as_ref()
        .is_some_and(|text| text.len() > CATEGORY_MAX)
    {
        let message = format!("A category has at most {CATEGORY_MAX} bytes.");
        return Err(Error::field("category", message));
    }
    Ok(category)
}

fn taken(shortcode: &str) -> Error {
    Error::conflict(format!("There is an emoji :{shortcode}: already."))
}

fn missing(shortcode: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        format!("There is no emoji :{shortcode}: of this server."),
    )
}

/// All emoji of this server, disabled ones too, in the order of their names.
pub async fn all(conn: &mut Conn) -> Result<Vec<CustomEmoji>> {
    Ok(custom_emoji::all_own(conn).await?)
}

/// Takes an emoji down for good, with its files; where it was written it is plain
/// text then.
///
/// # Errors
/// `NotFound`.
pub async fn remove(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    shortcode: &str,
) -> Result<()> {
    let shortcode = shortcode.trim_matches(':');
    let keys = {
        let conn = &mut *db.conn().await?;
        conn.transaction(async |conn| {
            let gone = custom_emoji::delete_own(conn, shortcode).await?;
            let gone = gone.ok_or_else(|| missing(shortcode))?;
            let key = gone.storage_key.and_then(|key| key.parse::<Key>().ok());
            let still = key.as_ref().and_then(Key::still);
            let keys: Vec<Key> = key.into_iter().chain(still).collect();
            files::release(conn, cx, &keys).await?;
            Ok::<_, Error>(keys)
        })
        .await?
    };
    files::discard(db, pictures.store(), &keys).await;
    Ok(())
}

/// Lets members write with an emoji, or not.
///
/// # Errors
/// `NotFound`.
pub async fn allow(conn: &mut Conn, cx: &DomainContext, shortcode: &str, to: Use) -> Result<()> {
    let shortcode = shortcode.trim_matches(':');
    let disabled = to == Use::Disabled;
    let now = cx.clock.now();
    if custom_emoji::set_disabled(conn, shortcode, disabled, now).await? {
        Ok(())
    } else {
        Err(missing(shortcode))
    }
}
