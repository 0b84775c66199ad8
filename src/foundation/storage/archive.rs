//! An archive (tar) that is made file by file in the work folder, off the async
//! threads.

use std::path::{Path, PathBuf};

use tar::{Builder, Header};
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

use super::{Key, Store, local};
use crate::foundation::error::{Error, Result};
use crate::foundation::platform;

/// A finished archive; the file is gone with it, unless it is stored.
pub struct Finished(TempPath);

impl Finished {
    /// The file, to be stored.
    #[must_use]
    pub fn into_path(self) -> TempPath {
        self.0
    }

    /// Writes it to a new file that only its owner may read.
    ///
    /// # Errors
    /// `Conflict` when there is a file already.
    pub async fn copy_to_new(self, to: &Path) -> Result<()> {
        let to = to.to_owned();
        let copied = spawn_blocking(move || {
            let mut file = platform::create_private_file(&to)?;
            std::io::copy(&mut std::fs::File::open(&self.0)?, &mut file)?;
            file.sync_all()
        });
        copied.await.map_err(Error::internal)?.map_err(|error| {
            if error.kind() == std::io::ErrorKind::AlreadyExists {
                return Error::conflict("There is a file of this name.").because(error);
            }
            local::refused(error)
        })
    }
}

/// An archive that is being made.
pub struct Archive {
    builder: Builder<NamedTempFile>,
    /// Seconds since 1970 that its files carry.
    made_at: u64,
}

impl Archive {
    /// An empty archive; its files carry the time `made_at`, in seconds since 1970.
    pub async fn begin(store: &Store, made_at: i64) -> Result<Self> {
        Ok(Self {
            builder: Builder::new(store.scratch().await?),
            made_at: u64::try_from(made_at).unwrap_or(0),
        })
    }

    /// Adds a file of this machine.
    pub async fn add_file(self, name: &str, path: PathBuf) -> Result<Self> {
        let name = name.to_owned();
        self.with(move |builder, made_at| {
            let mut file = std::fs::File::open(path)?;
            let mut header = header(file.metadata()?.len(), made_at);
            builder.append_data(&mut header, name, &mut file)
        })
        .await
    }

    /// Adds bytes as a file.
    pub async fn add_bytes(self, name: &str, bytes: Vec<u8>) -> Result<Self> {
        let name = name.to_owned();
        self.with(move |builder, made_at| {
            let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            let mut header = header(length, made_at);
            builder.append_data(&mut header, name, bytes.as_slice())
        })
        .await
    }

    /// Adds a stored file; one that is gone is left out.
    pub async fn add_stored(self, store: &Store, name: &str, key: &Key) -> Result<Self> {
        match store.local_copy(key).await {
            Ok(copy) => self.add_file(name, copy.path().to_owned()).await,
            Err(error) if error.kind() == crate::foundation::error::ErrorKind::NotFound => Ok(self),
            Err(error) => Err(error),
        }
    }

    /// The finished file, with its length in bytes.
    pub async fn finish(self) -> Result<(Finished, u64)> {
        let Self { builder, .. } = self;
        let finished = spawn_blocking(move || {
            let file = builder.into_inner()?;
            file.as_file().sync_all()?;
            let length = file.as_file().metadata()?.len();
            Ok((Finished(file.into_temp_path()), length))
        });
        finished
            .await
            .map_err(Error::internal)?
            .map_err(local::refused)
    }

    async fn with(
        self,
        add: impl FnOnce(&mut Builder<NamedTempFile>, u64) -> std::io::Result<()> + Send + 'static,
    ) -> Result<Self> {
        let Self {
            mut builder,
            made_at,
        } = self;
        let added = spawn_blocking(move || {
            add(&mut builder, made_at)?;
            Ok(builder)
        });
        let builder = added
            .await
            .map_err(Error::internal)?
            .map_err(local::refused)?;
        Ok(Self { builder, made_at })
    }
}

fn header(length: u64, made_at: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(length);
    header.set_mode(0o600);
    header.set_mtime(made_at);
    header
}
