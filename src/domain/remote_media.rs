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

/// A picture of another server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePicture {
    /// Where it is.
    pub url: String,
    /// The host of the account it belongs to.
    pub host: String,
}

/// The picture of a post: the file itself, or the still picture of a film.
///
/// # Errors
/// `NotFound` when there is none, it is of this server, or the post is not for
/// the viewer.
pub async fn attachment(
    conn: &mut Conn,
    viewer: Option<AccountId>,
    id: MediaId,
) -> Result<RemotePicture> {
    let media = media::find(conn, id).await?.ok_or_else(Error::not_found)?;
    let post = media.post_id.ok_or_else(Error::not_found)?;
    posts::find(conn, viewer, post).await?;
    let host = host_of(conn, media.account_id).await?;
    let url = picture_of(media).ok_or_else(Error::not_found)?;
    Ok(RemotePicture { url, host })
}

fn picture_of(media: Media) -> Option<String> {
    match media.kind {
        MediaKind::Image => media.remote_url,
        _ => media.preview_url,
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
