//! Custom emoji of this server, put up and taken down by those in charge.

use serde_json::{Value, json};

use crate::db::ids::EmojiId;
use crate::db::models::custom_emoji::{self, CustomEmoji, NewEmoji};
use crate::db::page::{Page, Slice};
use crate::db::pool::Database;
use crate::db::{Conn, Transactional as _};
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::pictures::Pictures;
use crate::domain::remote_media::{self, RemotePicture};
use crate::domain::{DomainContext, event, files};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::image::ImageRules;
use crate::foundation::message::Message;
use crate::foundation::storage::{Folder, Key};
use crate::foundation::text::clean_line;
use crate::foundation::text::emoji::is_shortcode;

pub use crate::db::models::custom_emoji::Filter;

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
/// `Forbidden`; the field `shortcode` when it cannot be one, `Conflict` when there is one of
/// that name, the field `category`, or the field `picture`.
pub async fn add(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: Wanted,
) -> Result<CustomEmoji> {
    may(by, Permission::ManageCustomEmojis)?;
    let shortcode = wanted.shortcode.trim_matches(':').to_owned();
    if !is_shortcode(&shortcode) || shortcode.len() < SHORTCODE_MIN {
        let message = Message::of("refused-emoji-shortcode");
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
        store(&mut conn, cx, by, &new, &keys).await
    };
    let stored = stored.await;
    if stored.is_err() {
        files::discard(db, pictures.store(), &keys).await;
    }
    stored
}

async fn store(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    new: &NewEmoji,
    keys: &[Key],
) -> Result<CustomEmoji> {
    conn.transaction(async |conn| {
        let row = custom_emoji::insert_own(conn, new).await?;
        let row = row.ok_or_else(|| taken(&new.shortcode))?;
        files::claim(conn, keys).await?;
        let after = json!({ "category": row.category });
        note(conn, cx, by, Action::EmojiAdded, (&row, after)).await?;
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
        let message = Message::about("refused-emoji-category", [("max", CATEGORY_MAX.into())]);
        return Err(Error::field("category", message));
    }
    Ok(category)
}

fn taken(shortcode: &str) -> Error {
    let name = shortcode.to_owned().into();
    Error::conflict(Message::about("refused-emoji-taken", [("name", name)]))
}

fn missing(shortcode: &str) -> Error {
    let name = shortcode.to_owned().into();
    let message = Message::about("refused-emoji-missing", [("name", name)]);
    Error::new(ErrorKind::NotFound, message)
}

/// All emoji of this server, disabled ones too, in the order of their names.
pub async fn all(conn: &mut Conn) -> Result<Vec<CustomEmoji>> {
    Ok(custom_emoji::all_own(conn).await?)
}

/// Takes an emoji down for good, with its files; where it was written it is plain
/// text then.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn remove(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    by: Authority<'_>,
    shortcode: &str,
) -> Result<()> {
    may(by, Permission::ManageCustomEmojis)?;
    let shortcode = shortcode.trim_matches(':');
    let keys = {
        let conn = &mut *db.conn().await?;
        conn.transaction(async |conn| {
            let gone = custom_emoji::delete_own(conn, shortcode).await?;
            let gone = gone.ok_or_else(|| missing(shortcode))?;
            note(conn, cx, by, Action::EmojiRemoved, (&gone, Value::Null)).await?;
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

/// Lets members write with an emoji of this server, or not.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn allow(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    shortcode: &str,
    to: Use,
) -> Result<()> {
    let shortcode = shortcode.trim_matches(':');
    let own = custom_emoji::own(conn, shortcode).await?;
    let own = own.ok_or_else(|| missing(shortcode))?;
    switch(conn, cx, by, own.id, to).await?;
    Ok(())
}

/// Lets an emoji be used, or not; one of another server is shown or plain text.
/// Returns what it is now.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn switch(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: EmojiId,
    to: Use,
) -> Result<CustomEmoji> {
    may(by, Permission::ManageCustomEmojis)?;
    let disabled = to == Use::Disabled;
    conn.transaction(async |conn| {
        let changed = custom_emoji::set_disabled(conn, id, disabled, cx.clock.now()).await?;
        let emoji = changed.ok_or_else(Error::not_found)?;
        let action = if disabled {
            Action::EmojiDisabled
        } else {
            Action::EmojiEnabled
        };
        note(conn, cx, by, action, (&emoji, Value::Null)).await?;
        event::pages_changed(conn, cx, "emoji_changed").await?;
        Ok(emoji)
    })
    .await
}

/// Puts an emoji of this server under another heading; none where that is empty.
///
/// # Errors
/// `Forbidden`, `NotFound`; the field `category`.
pub async fn file_under(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: EmojiId,
    typed: &str,
) -> Result<CustomEmoji> {
    may(by, Permission::ManageCustomEmojis)?;
    let category = category(Some(typed))?;
    conn.transaction(async |conn| {
        let changed = custom_emoji::set_category(conn, id, category.as_deref(), cx.clock.now());
        let emoji = changed.await?.ok_or_else(Error::not_found)?;
        let after = json!({ "category": emoji.category });
        note(conn, cx, by, Action::EmojiFiled, (&emoji, after)).await?;
        Ok(emoji)
    })
    .await
}

/// One page of emoji, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<CustomEmoji>> {
    may(by, Permission::ManageCustomEmojis)?;
    Ok(custom_emoji::page(conn, filter, page).await?)
}

/// An emoji of another server that is to be copied: its picture's address and host.
///
/// # Errors
/// `Forbidden`; `NotFound` when there is none, or it is of this server; `Conflict`
/// when there is one of its name here.
pub async fn to_copy(
    conn: &mut Conn,
    by: Authority<'_>,
    id: EmojiId,
) -> Result<(CustomEmoji, RemotePicture)> {
    may(by, Permission::ManageCustomEmojis)?;
    let emoji = custom_emoji::find(conn, id).await?;
    let emoji = emoji.ok_or_else(Error::not_found)?;
    let picture = remote_media::emoji(conn, id).await?;
    if custom_emoji::own(conn, &emoji.shortcode).await?.is_some() {
        return Err(taken(&emoji.shortcode));
    }
    Ok((emoji, picture))
}

async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    (emoji, after): (&CustomEmoji, Value),
) -> Result<()> {
    let domain = emoji.domain.as_deref();
    let note = Note {
        actor: by.user_id(),
        subject: match domain {
            None => format!(":{}:", emoji.shortcode),
            Some(domain) => format!(":{}: of {domain}", emoji.shortcode),
        },
        after,
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}
