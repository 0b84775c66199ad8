//! Files in a folder of this machine.

use std::fs::{self, File};
use std::io::{ErrorKind as IoKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tempfile::TempPath;
use tokio::task::spawn_blocking;

use super::{Folder, Key};
use crate::foundation::disk::{self, Content};
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// A folder with files, named after their keys.
#[derive(Debug, Clone)]
pub(super) struct LocalStore {
    root: PathBuf,
}

impl LocalStore {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(super) async fn put(&self, key: &Key, bytes: Vec<u8>) -> Result<()> {
        let path = self.root.join(key.as_str());
        spawn_blocking(move || write(&path, &bytes))
            .await
            .map_err(Error::internal)?
            .map_err(refused)
    }

    /// Moves a file here; copies it where it is on another disk.
    pub(super) async fn put_file(&self, key: &Key, from: TempPath) -> Result<()> {
        let path = self.root.join(key.as_str());
        spawn_blocking(move || take(&path, from))
            .await
            .map_err(Error::internal)?
            .map_err(refused)
    }

    pub(super) async fn open(&self, key: &Key) -> Result<(File, u64)> {
        let path = self.path(key);
        spawn_blocking(move || {
            let file = File::open(path)?;
            let len = file.metadata()?.len();
            Ok((file, len))
        })
        .await
        .map_err(Error::internal)?
        .map_err(refused)
    }

    /// Where a file is, or would be.
    pub(super) fn path(&self, key: &Key) -> PathBuf {
        self.root.join(key.as_str())
    }

    /// In one piece of work: a look at the folder costs more than a removal.
    pub(super) async fn delete_all(&self, keys: Vec<Key>) -> Result<()> {
        let root = self.root.clone();
        let removed = spawn_blocking(move || {
            for key in keys {
                match fs::remove_file(root.join(key.as_str())) {
                    Err(error) if error.kind() == IoKind::NotFound => {}
                    other => other?,
                }
            }
            Ok(())
        });
        removed.await.map_err(Error::internal)?.map_err(refused)
    }

    pub(super) async fn contents(&self) -> Result<Vec<(Folder, Content)>> {
        let root = self.root.clone();
        let look = move |folder: Folder| (folder, disk::content(&root.join(folder.as_str())));
        spawn_blocking(move || Folder::ALL.into_iter().map(look).collect())
            .await
            .map_err(Error::internal)
    }

    pub(super) async fn delete(&self, key: &Key) -> Result<()> {
        let path = self.root.join(key.as_str());
        let removed = spawn_blocking(move || fs::remove_file(path))
            .await
            .map_err(Error::internal)?;
        match removed {
            Err(error) if error.kind() == IoKind::NotFound => Ok(()),
            other => other.map_err(refused),
        }
    }
}

/// Writes beside the place, makes it durable, then moves it there. What is
/// half written goes away with the temporary file.
fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| std::io::Error::from(IoKind::InvalidInput))?;
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new()
        .prefix(".new-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Like [`write()`], of a file that exists.
fn take(path: &Path, from: TempPath) -> std::io::Result<()> {
    let folder = path
        .parent()
        .ok_or_else(|| std::io::Error::from(IoKind::InvalidInput))?;
    fs::create_dir_all(folder)?;
    File::open(&from)?.sync_all()?;
    match from.persist_noclobber(path) {
        Ok(()) => {}
        Err(refused) if refused.error.kind() == IoKind::CrossesDevices => {
            let mut file = tempfile::Builder::new()
                .prefix(".new-")
                .tempfile_in(folder)?;
            std::io::copy(&mut File::open(&refused.path)?, &mut file)?;
            file.as_file().sync_all()?;
            file.persist_noclobber(path)?;
        }
        Err(refused) => return Err(refused.error),
    }
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// A piece of a file, at most `most` bytes from `at`.
pub(super) async fn piece(file: Arc<File>, at: u64, most: usize) -> std::io::Result<Bytes> {
    let read = spawn_blocking(move || {
        let mut file = &*file;
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::with_capacity(most);
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(Bytes::from(bytes))
    });
    read.await.map_err(std::io::Error::other)?
}

pub(super) fn refused(error: std::io::Error) -> Error {
    match error.kind() {
        IoKind::NotFound => Error::not_found().because(error),
        IoKind::StorageFull | IoKind::QuotaExceeded | IoKind::ReadOnlyFilesystem => {
            Error::new(ErrorKind::Unavailable, Message::of("refused-form-no-room")).because(error)
        }
        _ => Error::internal(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::storage::{FileType, Store};

    fn files_below(folder: &Path) -> usize {
        let mut count = 0;
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                if entry.path().is_dir() {
                    open.push(entry.path());
                } else {
                    count += 1;
                }
            }
        }
        count
    }

    #[tokio::test]
    async fn a_file_is_stored_read_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::local(folder.path());
        let key = store
            .put(Folder::Posts, FileType::Png, b"picture".to_vec())
            .await
            .unwrap();
        let stored = store.open(&key).await.unwrap();
        assert_eq!(stored.len, 7);
        assert_eq!(stored.bytes(0..7).await.unwrap(), b"picture");
        assert_eq!(files_below(folder.path()), 1, "no temporary file is left");

        store.delete(&key).await.unwrap();
        store.delete(&key).await.unwrap();
        let gone = store.open(&key).await.unwrap_err();
        assert_eq!(gone.kind(), ErrorKind::NotFound);
    }

    #[tokio::test]
    async fn what_cannot_be_written_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("media"), b"in the way").unwrap();
        let store = Store::local(folder.path());
        let refused = store
            .put(Folder::Avatars, FileType::Jpeg, b"face".to_vec())
            .await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::Internal);
        assert_eq!(files_below(folder.path()), 1);
    }

    #[test]
    fn a_full_disk_asks_to_try_later() {
        for kind in [IoKind::StorageFull, IoKind::QuotaExceeded] {
            let error = refused(std::io::Error::from(kind));
            assert_eq!(error.kind(), ErrorKind::Unavailable);
        }
    }

    #[tokio::test]
    async fn a_file_that_is_too_large_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::local(folder.path());
        let bytes = vec![0; super::super::MAX_FILE_BYTES + 1];
        let refused = store.put(Folder::Avatars, FileType::Png, bytes).await;
        assert_eq!(refused.unwrap_err().kind(), ErrorKind::TooLarge);
    }
}
