//! Where files live: in a folder of this machine, or in a storage that speaks
//! Amazon's S3. Callers know keys, never paths.

pub mod archive;
mod key;
mod local;
mod s3;
mod stored;

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

pub use key::{FileType, Folder, InvalidKey, Key};
pub use stored::StoredFile;

use crate::foundation::config;
use crate::foundation::disk::Content;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;
use local::LocalStore;
use s3::S3Store;

/// No file that comes in one piece is larger than this, in bytes, whatever the
/// settings for uploads say.
pub const MAX_FILE_BYTES: usize = 100 * 1024 * 1024;

/// The folder of the local store inside of the data directory.
const LOCAL_FOLDER: &str = "media";
/// The folder for files that are being made, inside of the data directory.
const WORK_FOLDER: &str = "work";

/// Uploaded files.
#[derive(Debug, Clone)]
pub struct Store {
    backend: Backend,
    work: PathBuf,
}

#[derive(Debug, Clone)]
enum Backend {
    Local(LocalStore),
    S3(S3Store),
}

/// A stored file as a file of this machine, for programs that need one. It may
/// be gone with this value.
#[derive(Debug)]
pub struct LocalCopy {
    path: PathBuf,
    _temporary: Option<TempPath>,
}

impl LocalCopy {
    /// Where it is. Not to be changed.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Store {
    /// The store of the configuration.
    ///
    /// # Errors
    /// `Invalid` when the settings make no storage.
    pub fn of(config: &config::Storage) -> Result<Self> {
        Ok(match S3Store::of(config)? {
            Some(bucket) => Self {
                backend: Backend::S3(bucket),
                work: config.data_dir.join(WORK_FOLDER),
            },
            None => Self::local(&config.data_dir),
        })
    }

    /// A store in the folder `media` of `data_dir`, made on first use.
    #[must_use]
    pub fn local(data_dir: &Path) -> Self {
        Self {
            backend: Backend::Local(LocalStore::new(data_dir.join(LOCAL_FOLDER))),
            work: data_dir.join(WORK_FOLDER),
        }
    }

    /// The folder for files that are being made, on the disk of the local store.
    /// What is in it belongs to running work, or to work that died.
    #[must_use]
    pub fn work_folder(&self) -> &Path {
        &self.work
    }

    /// A new file in the work folder; it goes away unless it is stored.
    pub async fn scratch(&self) -> Result<NamedTempFile> {
        let folder = self.work.clone();
        spawn_blocking(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::Builder::new().prefix("new-").tempfile_in(folder)
        })
        .await
        .map_err(Error::internal)?
        .map_err(local::refused)
    }

    /// Removes what has been in the work folder for longer than `age`: whoever
    /// made it died.
    pub async fn tidy_work_folder(&self, age: Duration) -> Result<()> {
        let folder = self.work.clone();
        let tidied = spawn_blocking(move || {
            let Ok(entries) = std::fs::read_dir(folder) else {
                // It is made on first use.
                return;
            };
            for entry in entries.flatten() {
                let changed = entry.metadata().and_then(|about| about.modified());
                let old = changed.is_ok_and(|at| at.elapsed().is_ok_and(|since| since > age));
                if old && let Err(error) = std::fs::remove_file(entry.path()) {
                    tracing::warn!(%error, "an old file of the work folder stays");
                }
            }
        });
        tidied.await.map_err(Error::internal)
    }

    /// Stores a file under a new key. It is there in full, or not at all.
    ///
    /// # Errors
    /// `TooLarge` over [`MAX_FILE_BYTES`], `Unavailable` when the disk is full.
    pub async fn put(&self, folder: Folder, kind: FileType, bytes: Vec<u8>) -> Result<Key> {
        let key = Key::random(folder, kind)?;
        self.put_at(&key, bytes).await?;
        Ok(key)
    }

    /// Stores a file under a key that was made before and never used.
    ///
    /// # Errors
    /// As [`Store::put`].
    pub async fn put_at(&self, key: &Key, bytes: Vec<u8>) -> Result<()> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Error::new(
                ErrorKind::TooLarge,
                Message::of("refused-file-large"),
            ));
        }
        match &self.backend {
            Backend::Local(store) => store.put(key, bytes).await,
            Backend::S3(bucket) => bucket.put(key, bytes).await,
        }
    }

    /// Stores a file of the work folder under a key that was never used.
    ///
    /// # Errors
    /// `Unavailable` when there is no room, or the storage is away.
    pub async fn put_file(&self, key: &Key, from: TempPath) -> Result<()> {
        match &self.backend {
            Backend::Local(store) => store.put_file(key, from).await,
            Backend::S3(bucket) => bucket.put_file(key, &from).await,
        }
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// `NotFound` when there is none under this key.
    pub async fn open(&self, key: &Key) -> Result<StoredFile> {
        match &self.backend {
            Backend::Local(store) => {
                let (file, len) = store.open(key).await?;
                Ok(StoredFile::local(file, len))
            }
            Backend::S3(bucket) => {
                let len = bucket.len(key).await?;
                Ok(StoredFile::remote(bucket.clone(), key.clone(), len))
            }
        }
    }

    /// A file for programs that read files of this machine.
    ///
    /// # Errors
    /// `NotFound` when there is none under this key.
    pub async fn local_copy(&self, key: &Key) -> Result<LocalCopy> {
        match &self.backend {
            Backend::Local(store) => {
                store.open(key).await?;
                Ok(LocalCopy {
                    path: store.path(key),
                    _temporary: None,
                })
            }
            Backend::S3(bucket) => {
                let file = self.scratch().await?;
                let file = bucket.fetch(key, file).await?;
                Ok(LocalCopy {
                    path: file.to_path_buf(),
                    _temporary: Some(file),
                })
            }
        }
    }

    /// Removes several files. Those that are not there are fine.
    pub async fn delete_all(&self, keys: Vec<Key>) -> Result<()> {
        match &self.backend {
            Backend::Local(store) => store.delete_all(keys).await,
            Backend::S3(bucket) => {
                for key in &keys {
                    bucket.delete(key).await?;
                }
                Ok(())
            }
        }
    }

    /// What is in the folders of the local store; none where files are kept
    /// elsewhere.
    pub async fn contents(&self) -> Result<Option<Vec<(Folder, Content)>>> {
        match &self.backend {
            Backend::Local(store) => store.contents().await.map(Some),
            Backend::S3(_) => Ok(None),
        }
    }

    /// Removes a file. One that is not there is fine.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        match &self.backend {
            Backend::Local(store) => store.delete(key).await,
            Backend::S3(bucket) => bucket.delete(key).await,
        }
    }
}
