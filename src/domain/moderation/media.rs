//! Pictures and other files as moderators find, block and remove them.

use std::path::PathBuf;

use serde_json::json;

use crate::db::ids::{AccountId, MediaId, PostId};
use crate::db::models::account::{self, Account};
use crate::db::models::media::Media;
use crate::db::models::media_hash::{self, MediaBlock, MediaHash};
use crate::db::page::{Page, Slice};
use crate::db::views::media::{self as views, Filter, Shown};
use crate::db::{Conn, Transactional as _};
use crate::domain::DomainContext;
use crate::domain::auth::audit::{self, Action, Note};
use crate::domain::media::Desk;
use crate::domain::media::known::{self, Fingerprint};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::remote_cache::RemoteCache;
use crate::domain::{event, files};
use crate::foundation::error::{Error, Result};
use crate::foundation::image;
use crate::foundation::message::Message;
use crate::foundation::storage::Key;
use crate::foundation::text::clean_line;

/// Files that a search shows, and that one removal takes.
pub const AT_ONCE: usize = 500;
/// Files that a search shows.
const FOUND_MAX: i64 = 60;
/// Most blocks.
const BLOCKS_MAX: i64 = 10_000;
/// In so many signs pictures may differ that are taken for the same.
pub const DISTANCE_MAX: i16 = 7;
/// Longest comment, in characters.
const COMMENT_MAX: usize = 500;

/// A file as moderators see it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its row.
    pub media: Media,
    /// Whose: `name` or `name@host`.
    pub acct: String,
    /// What it is, where that is known.
    pub hash: Option<MediaHash>,
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The file itself.
    pub print: Fingerprint,
    /// In so many signs pictures may differ, 0 to [`DISTANCE_MAX`].
    pub distance: i16,
}

/// One page of the files, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn list(
    conn: &mut Conn,
    by: Authority<'_>,
    filter: Filter,
    page: &Page,
) -> Result<Slice<Seen>> {
    may(by, Permission::ManageMedia)?;
    let Slice { items, more } = views::page(conn, filter, page).await?;
    Ok(Slice {
        items: seen(conn, items).await?,
        more,
    })
}

async fn seen(conn: &mut Conn, shown: Vec<Shown>) -> Result<Vec<Seen>> {
    let ids: Vec<MediaId> = shown.iter().map(|(media, _, _)| media.id).collect();
    let mut hashes = media_hash::find_many(conn, &ids).await?;
    let seen = shown.into_iter().map(|(media, username, domain)| {
        let at = hashes.iter().position(|hash| hash.media_id == media.id);
        Seen {
            hash: at.map(|at| hashes.swap_remove(at)),
            acct: match domain {
                None => username,
                Some(domain) => format!("{username}@{domain}"),
            },
            media,
        }
    });
    Ok(seen.collect())
}

/// The account of a handle, for lists of its files.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn account_of(conn: &mut Conn, by: Authority<'_>, handle: &str) -> Result<Account> {
    may(by, Permission::ManageMedia)?;
    let handle = handle.trim().trim_start_matches('@');
    let (name, domain) = match handle.split_once('@') {
        Some((name, domain)) => (name, Some(domain)),
        None => (handle, None),
    };
    let found = account::by_handle(conn, name, domain).await?;
    found.ok_or_else(Error::not_found)
}

/// What a file is that was uploaded to be looked for.
///
/// # Errors
/// `Forbidden`.
pub async fn print_of(desk: Desk<'_>, by: Authority<'_>, path: PathBuf) -> Result<Fingerprint> {
    may(by, Permission::ManageMedia)?;
    known::print_of(desk.pictures, path).await
}

/// What a hash that was typed means: 64 hexadecimal digits of SHA-256, or 16 of a
/// likeness.
///
/// # Errors
/// The field `hash`.
pub fn read_hash(text: &str) -> Result<(Option<Vec<u8>>, Option<i64>)> {
    let text = text.trim();
    let hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match (text.len(), hex) {
        (64, true) => Ok((Some(bytes(text)), None)),
        (16, true) => {
            let signs = u64::from_str_radix(text, 16).map_err(Error::internal)?;
            Ok((None, Some(signs.cast_signed())))
        }
        _ => Err(Error::field("hash", Message::of("refused-media-hash"))),
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let pairs = digits.chunks(2).filter_map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}

/// The newest files that are the same, or look alike.
///
/// # Errors
/// `Forbidden`.
pub async fn search(
    conn: &mut Conn,
    by: Authority<'_>,
    (sha256, likeness): (Option<&[u8]>, Option<i64>),
    distance: i16,
) -> Result<Vec<Seen>> {
    may(by, Permission::ManageMedia)?;
    let ids = alike(conn, (sha256, likeness), distance, FOUND_MAX).await?;
    let shown = views::some(conn, &ids).await?;
    seen(conn, shown).await
}

async fn alike(
    conn: &mut Conn,
    (sha256, likeness): (Option<&[u8]>, Option<i64>),
    distance: i16,
    limit: i64,
) -> Result<Vec<MediaId>> {
    let near = likeness.map(image::near_quarters).unwrap_or_default();
    let distance = distance.clamp(0, DISTANCE_MAX);
    let alike = likeness.map(|likeness| (likeness, distance, near.as_slice()));
    Ok(media_hash::alike(conn, sha256, alike, (i64::MAX, limit)).await?)
}

/// What is to be blocked.
#[derive(Debug, Clone, Default)]
pub struct NewBlock {
    /// This very file.
    pub sha256: Option<Vec<u8>>,
    /// What looks so.
    pub likeness: Option<i64>,
    /// In so many signs it may differ.
    pub distance: i16,
    /// Why, for moderators.
    pub comment: String,
}

/// Blocks a file: it is not let in any more, and what is here of it goes. Returns
/// how many files went.
///
/// # Errors
/// `Forbidden`; the fields `hash` (none) and `distance`; `Conflict` when it is
/// blocked.
pub async fn block(
    desk: Desk<'_>,
    cache: &RemoteCache,
    by: Authority<'_>,
    new: &NewBlock,
) -> Result<usize> {
    may(by, Permission::ManageMedia)?;
    if new.sha256.is_none() && new.likeness.is_none() {
        return Err(Error::field("hash", Message::of("refused-media-which")));
    }
    if !(0..=DISTANCE_MAX).contains(&new.distance) {
        let max = i64::from(DISTANCE_MAX).into();
        let message = Message::about("refused-media-distance", [("max", max)]);
        return Err(Error::field("distance", message));
    }
    let row = MediaBlock {
        id: desk.cx.ids.next(),
        sha256: new.sha256.clone(),
        dhash: new.likeness,
        distance: new.distance,
        comment: clean_line(&new.comment).chars().take(COMMENT_MAX).collect(),
        refused: 0,
        created_at: desk.cx.clock.now(),
    };
    let conn = &mut *desk.db.conn().await?;
    if media_hash::count_blocks(conn).await? >= BLOCKS_MAX {
        return Err(Error::conflict(Message::of("refused-media-blocks-full")));
    }
    let print = (new.sha256.as_deref(), new.likeness);
    let limit = i64::try_from(AT_ONCE).unwrap_or(1);
    let gone = conn
        .transaction(async |conn| {
            if !media_hash::block(conn, &row).await? {
                return Err(Error::conflict(Message::of("refused-media-blocked")));
            }
            note_block(conn, desk.cx, by, Action::MediaBlocked, &row).await?;
            let ids = alike(conn, print, row.distance, limit).await?;
            take_away(conn, desk.cx, &ids).await
        })
        .await?;
    clear(desk, cache, gone).await
}

/// Ends a block.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn unblock(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    id: i64,
) -> Result<()> {
    may(by, Permission::ManageMedia)?;
    conn.transaction(async |conn| {
        let row = media_hash::unblock(conn, id).await?;
        let row = row.ok_or_else(Error::not_found)?;
        note_block(conn, cx, by, Action::MediaUnblocked, &row).await
    })
    .await
}

/// One page of the blocks, the newest first.
///
/// # Errors
/// `Forbidden`.
pub async fn blocks(conn: &mut Conn, by: Authority<'_>, page: &Page) -> Result<Slice<MediaBlock>> {
    may(by, Permission::ManageMedia)?;
    Ok(media_hash::blocks(conn, page).await?)
}

/// Which files go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purge {
    /// These.
    Files(Vec<MediaId>),
    /// All of a post of this account.
    OfPost(AccountId, PostId),
    /// All of an account.
    OfAccount(AccountId),
}

/// Removes files for good, at most [`AT_ONCE`]; their posts stay. Returns how many
/// went.
///
/// # Errors
/// `Forbidden`; `Invalid` for too many.
pub async fn purge(
    desk: Desk<'_>,
    cache: &RemoteCache,
    by: Authority<'_>,
    (which, reason): (Purge, &str),
) -> Result<usize> {
    may(by, Permission::ManageMedia)?;
    let conn = &mut *desk.db.conn().await?;
    let limit = i64::try_from(AT_ONCE).unwrap_or(1);
    let ids = match which {
        Purge::Files(ids) if ids.len() > AT_ONCE => {
            let message = Message::about("refused-media-at-once", [("max", AT_ONCE.into())]);
            return Err(Error::invalid(message));
        }
        Purge::Files(ids) => ids,
        Purge::OfPost(account, post) => views::of(conn, account, Some(post), limit).await?,
        Purge::OfAccount(account) => views::of(conn, account, None, limit).await?,
    };
    let shown = views::some(conn, ids.get(..1).unwrap_or_default()).await?;
    let subject = shown.into_iter().next();
    let subject = subject.map_or_else(String::new, |(_, name, domain)| match domain {
        None => name,
        Some(domain) => format!("{name}@{domain}"),
    });
    let gone = conn
        .transaction(async |conn| {
            let gone = take_away(conn, desk.cx, &ids).await?;
            if gone.is_empty() {
                return Ok(gone);
            }
            let note = Note {
                actor: by.user_id(),
                subject,
                reason: reason.to_owned(),
                details: json!({ "files": gone.len() }),
                ..Note::default()
            };
            audit::record(conn, desk.cx, Action::MediaPurged, note).await?;
            Ok::<_, Error>(gone)
        })
        .await?;
    clear(desk, cache, gone).await
}

/// Removes rows; what they were.
async fn take_away(conn: &mut Conn, cx: &DomainContext, ids: &[MediaId]) -> Result<Vec<Media>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let gone = views::delete(conn, ids).await?;
    files::release(conn, cx, &keys(&gone)).await?;
    event::pages_changed(conn, cx, "media_removed").await?;
    Ok(gone)
}

fn keys(media: &[Media]) -> Vec<Key> {
    let files = media.iter().cloned().flat_map(Media::files);
    files.filter_map(|key| key.parse().ok()).collect()
}

/// Removes the files themselves, from the cache too.
async fn clear(desk: Desk<'_>, cache: &RemoteCache, gone: Vec<Media>) -> Result<usize> {
    files::discard(desk.db, desk.pictures.store(), &keys(&gone)).await;
    for media in &gone {
        for url in [&media.remote_url, &media.preview_url]
            .into_iter()
            .flatten()
        {
            cache.forget(url).await?;
        }
    }
    Ok(gone.len())
}

async fn note_block(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    action: Action,
    row: &MediaBlock,
) -> Result<()> {
    let sha256 = row.sha256.as_deref().map(hex);
    let likeness = row
        .dhash
        .map(|signs| format!("{:016x}", signs.cast_unsigned()));
    let note = Note {
        actor: by.user_id(),
        subject: sha256
            .clone()
            .or_else(|| likeness.clone())
            .unwrap_or_default(),
        reason: row.comment.clone(),
        details: json!({ "sha256": sha256, "likeness": likeness, "distance": row.distance }),
        ..Note::default()
    };
    audit::record(conn, cx, action, note).await
}

/// Bytes as hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.collect()
}
