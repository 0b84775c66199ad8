//! Files that are known again: what a file is, and whether moderators let it in.

use std::path::{Path, PathBuf};

use crate::db::Conn;
use crate::db::ids::MediaId;
use crate::db::models::media_hash::{self, MediaHash};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::pictures::Pictures;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{self, ImageRules};
use crate::foundation::message::Message;

/// The key of what the sender of a blocked file reads.
const BLOCKED: &str = "refused-upload-blocked";
/// Larger files of other servers are not decoded to learn what they show, in bytes.
const DECODED_MAX: u64 = 16 << 20;

/// What a file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// SHA-256 of the file as it came.
    pub sha256: Vec<u8>,
    /// How it looks, of pictures.
    pub likeness: Option<i64>,
}

impl Fingerprint {
    /// The row that says so of a file.
    pub(super) fn row(self, cx: &DomainContext, id: MediaId) -> MediaHash {
        let quarters = self.likeness.map(image::quarters);
        MediaHash {
            media_id: id,
            sha256: self.sha256,
            dhash: self.likeness,
            quarters: quarters.map(Vec::from).unwrap_or_default(),
            created_at: cx.clock.now(),
        }
    }
}

/// SHA-256 of a file.
pub async fn sha256(pictures: &Pictures, path: &Path) -> Result<Vec<u8>> {
    let path: PathBuf = path.to_owned();
    pictures
        .work(move || crypto::sha256_of_file(&path).map_err(Error::internal))
        .await
}

/// Refuses what falls under a block, and counts that.
///
/// # Errors
/// The field `field`.
pub async fn check(db: &Database, print: &Fingerprint, field: &'static str) -> Result<()> {
    let conn = &mut *db.conn().await?;
    if refused(conn, print).await? {
        return Err(Error::field(field, Message::of(BLOCKED)));
    }
    Ok(())
}

async fn refused(conn: &mut Conn, print: &Fingerprint) -> Result<bool> {
    let block = media_hash::blocked(conn, &print.sha256, print.likeness).await?;
    if let Some(block) = block {
        media_hash::count_refused(conn, block).await?;
    }
    Ok(block.is_some())
}

/// What is known of a file of another server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody looked at it yet.
    Unknown,
    /// It may be shown, or is a smaller picture of it.
    Fine,
    /// It falls under a block.
    Blocked,
}

/// What is known of a file of another server that is asked for at `url`.
pub async fn standing(conn: &mut Conn, id: MediaId, url: &str) -> Result<Standing> {
    let state = media_hash::state(conn, id, url).await?;
    Ok(if state.blocked {
        Standing::Blocked
    } else if state.whole && !state.known {
        Standing::Unknown
    } else {
        Standing::Fine
    })
}

/// Looks at a file of another server that has come, and notes what it is.
pub async fn look_at(
    db: &Database,
    pictures: &Pictures,
    cx: &DomainContext,
    id: MediaId,
    path: PathBuf,
) -> Result<Standing> {
    let print = print_of(pictures, path).await?;
    let conn = &mut *db.conn().await?;
    let blocked = refused(conn, &print).await?;
    media_hash::insert(conn, &print.row(cx, id)).await?;
    Ok(if blocked {
        Standing::Blocked
    } else {
        Standing::Fine
    })
}

/// What any file is; its likeness only where it is a picture that can be read.
pub async fn print_of(pictures: &Pictures, path: PathBuf) -> Result<Fingerprint> {
    pictures
        .work(move || {
            let sha256 = crypto::sha256_of_file(&path).map_err(Error::internal)?;
            let size = std::fs::metadata(&path).map_err(Error::internal)?.len();
            let likeness = if size <= DECODED_MAX {
                let bytes = std::fs::read(&path).map_err(Error::internal)?;
                let likeness = image::likeness_of(&bytes, &ImageRules::still("file"));
                likeness.ok().flatten()
            } else {
                None
            };
            Ok(Fingerprint { sha256, likeness })
        })
        .await
}
