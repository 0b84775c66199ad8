//! Pictures of other servers: who may have them through this one, and where
//! they are.

use crate::db::Conn;
use crate::db::ids::{AccountId, EmojiId, MediaId};
use crate::db::models::account;
use crate::db::models::media::{self, Media, MediaKind};
use crate::db::models::remote_actor;
use crate::domain::{emojis, posts};
use crate::foundation::error::{Error, Result};

/// Which picture of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Portrait {
    /// The small one.
    Avatar,
    /// The wide one.
    Header,
}

/// Which file of an attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The picture, film or sound itself.
    Whole,
    /// A picture of it to show until it is opened.
    Small,
}

/// A file of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePicture {
    /// Where it is.
    pub url: String,
    /// The host of the account it belongs to.
    pub host: String,
}

/// Who asks for a file of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// Somebody who may read what everybody, or this account, may read.
    Reader(Option<AccountId>),
    /// Somebody with an address that was made for a reader of the post.
    Bearer,
}

/// A file of a post.
///
/// # Errors
/// `NotFound` when there is none, it is of this server, or the post is not for
/// the asker.
pub async fn attachment(
    conn: &mut Conn,
    asker: Asker,
    id: MediaId,
    part: Part,
) -> Result<RemotePicture> {
    let media = media::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let post = match media.post_id {
        None => media::former_post(conn, id).await?,
        shows => shows,
    };
    let post = post.ok_or_else(Error::not_found)?;
    if let Asker::Reader(viewer) = asker {
        posts::find(conn, viewer, post).await?;
    }
    let host = host_of(conn, media.account_id).await?;
    let url = file_of(media, part).ok_or_else(Error::not_found)?;
    Ok(RemotePicture { url, host })
}

fn file_of(media: Media, part: Part) -> Option<String> {
    match (media.kind, part) {
        (MediaKind::Other, Part::Whole) => None,
        (_, Part::Whole) | (MediaKind::Image, Part::Small) => media.remote_url,
        (_, Part::Small) => media.preview_url,
    }
}

/// A picture of a profile.
///
/// # Errors
/// `NotFound` when there is none, or the account is of this server, suspended
/// or gone.
pub async fn portrait(conn: &mut Conn, id: AccountId, which: Portrait) -> Result<RemotePicture> {
    let account = account::find(conn, id).await?;
    let account = account.ok_or_else(Error::not_found)?;
    let withheld = account.suspended_at.is_some() || account.deleted_at.is_some();
    if account.is_local() || withheld {
        return Err(Error::not_found());
    }
    let url = match which {
        Portrait::Avatar => account.avatar,
        Portrait::Header => account.header,
    };
    Ok(RemotePicture {
        url: url.ok_or_else(Error::not_found)?,
        host: host_of(conn, id).await?,
    })
}

/// The picture of a custom emoji of another server.
///
/// # Errors
/// `NotFound` when there is none, or it is of this server.
pub async fn emoji(conn: &mut Conn, id: EmojiId) -> Result<RemotePicture> {
    let emoji = emojis::get(conn, id).await?;
    Ok(RemotePicture {
        url: emoji.image_url.ok_or_else(Error::not_found)?,
        host: emoji.domain.ok_or_else(Error::not_found)?,
    })
}

async fn host_of(conn: &mut Conn, account: AccountId) -> Result<String> {
    let addresses = remote_actor::addresses(conn, account).await?;
    Ok(addresses.ok_or_else(Error::not_found)?.host)
}
