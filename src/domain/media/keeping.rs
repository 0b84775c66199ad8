//! Files that are being stored for one upload: all of them stay, or none.

use tempfile::TempPath;

use crate::domain::files;
use crate::domain::media::Desk;
use crate::foundation::error::{Error, Result};
use crate::foundation::storage::{FileType, Folder, Key};

/// What was stored so far.
pub(super) struct Keeping<'a> {
    desk: Desk<'a>,
    keys: Vec<Key>,
    len: u64,
}

impl<'a> Keeping<'a> {
    pub(super) fn new(desk: Desk<'a>) -> Self {
        Self {
            desk,
            keys: Vec::new(),
            len: 0,
        }
    }

    /// Every key so far.
    pub(super) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The bytes of all files so far.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    /// Stores a file that is in memory.
    pub(super) async fn bytes(
        &mut self,
        folder: Folder,
        kind: FileType,
        bytes: Vec<u8>,
    ) -> Result<String> {
        let key = self.announce(folder, kind).await?;
        self.len += bytes.len() as u64;
        self.desk.pictures.store().put_at(&key, bytes).await?;
        Ok(key.to_string())
    }

    /// Stores a file of the work folder.
    pub(super) async fn file(
        &mut self,
        folder: Folder,
        kind: FileType,
        file: TempPath,
    ) -> Result<String> {
        let key = self.announce(folder, kind).await?;
        let about = tokio::fs::metadata(&file).await.map_err(Error::internal)?;
        self.len += about.len();
        self.desk.pictures.store().put_file(&key, file).await?;
        Ok(key.to_string())
    }

    async fn announce(&mut self, folder: Folder, kind: FileType) -> Result<Key> {
        let key = Key::random(folder, kind)?;
        let desk = self.desk;
        files::announce(desk.db, desk.cx, std::slice::from_ref(&key)).await?;
        self.keys.push(key.clone());
        Ok(key)
    }

    /// Removes everything again.
    pub(super) async fn undo(self) {
        files::discard(self.desk.db, self.desk.pictures.store(), &self.keys).await;
    }
}
