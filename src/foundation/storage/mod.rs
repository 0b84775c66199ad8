//! Where uploaded files live. Callers know keys, never paths; a second kind of
//! store (S3) becomes another variant of `Backend`.

mod key;
mod local;

use std::path::Path;

pub use key::{FileType, Folder, InvalidKey, Key};

use crate::foundation::error::{Error, ErrorKind, Result};
use local::LocalStore;

/// No file is larger than this, in bytes, whatever the settings for uploads say.
pub const MAX_FILE_BYTES: usize = 100 * 1024 * 1024;

/// The folder of the local store inside of the data directory.
const LOCAL_FOLDER: &str = "media";

/// Uploaded files.
#[derive(Debug, Clone)]
pub struct Store(Backend);

#[derive(Debug, Clone)]
enum Backend {
    Local(LocalStore),
}

/// A stored file, open for reading.
#[derive(Debug)]
pub struct StoredFile {
    /// The file, at its beginning.
    pub file: std::fs::File,
    /// Its length in bytes.
    pub len: u64,
}

impl Store {
    /// A store in the folder `media` of `data_dir`, made on first use.
    #[must_use]
    pub fn local(data_dir: &Path) -> Self {
        Self(Backend::Local(LocalStore::new(data_dir.join(LOCAL_FOLDER))))
    }

    /// Stores a file under a new key. It is there in full, or not at all.
    ///
    /// # Errors
    /// `TooLarge` over [`MAX_FILE_BYTES`], `Unavailable` when the disk is full.
    pub async fn put(&self, folder: Folder, kind: FileType, bytes: Vec<u8>) -> Result<Key> {
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Error::new(ErrorKind::TooLarge, "This file is too large."));
        }
        let key = Key::random(folder, kind)?;
        match &self.0 {
            Backend::Local(store) => store.put(&key, bytes).await?,
        }
        Ok(key)
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// `NotFound` when there is none under this key.
    pub async fn open(&self, key: &Key) -> Result<StoredFile> {
        match &self.0 {
            Backend::Local(store) => store.open(key).await,
        }
    }

    /// Removes a file. One that is not there is fine.
    pub async fn delete(&self, key: &Key) -> Result<()> {
        match &self.0 {
            Backend::Local(store) => store.delete(key).await,
        }
    }
}
