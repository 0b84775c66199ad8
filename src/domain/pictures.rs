//! Pictures that members send: made harmless a few at a time, then stored,
//! before any transaction begins.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::domain::files;
use crate::foundation::av::Converter;
use crate::foundation::config;
use crate::foundation::error::{Error, Result};
use crate::foundation::image::{self, ImageRules, ProcessedImage};
use crate::foundation::storage::{FileType, Folder, Key, Store};

/// Pictures worked on at once; each may need some hundred MB while it is decoded.
const AT_ONCE: usize = 2;
/// Films and sounds worked on at once; each may keep two processors busy.
const FILMS_AT_ONCE: usize = 1;

/// Takes files in. One per process, so that the bounds hold.
#[derive(Clone)]
pub struct Pictures {
    store: Store,
    turns: Arc<Semaphore>,
    converter: Converter,
}

/// A picture that was taken in and belongs to nothing yet; see [`files::claim`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// Where it is. Where it moves this is the GIF, with its still beside it.
    pub key: Key,
    /// Its media type.
    pub content_type: &'static str,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Its average colour, `#rrggbb`.
    pub colour: String,
    /// Its `BlurHash`.
    pub blurhash: Option<String>,
}

impl StoredPicture {
    /// Every file of it.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        std::iter::once(self.key.clone())
            .chain(self.key.still())
            .collect()
    }
}

impl Pictures {
    /// Keeps pictures in `store`.
    #[must_use]
    pub fn new(store: Store, config: &config::Storage) -> Self {
        Self {
            store,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            converter: Converter::new(config.convert, FILMS_AT_ONCE),
        }
    }

    /// Where the files are.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// What brings films and sounds into other forms.
    #[must_use]
    pub fn converter(&self) -> &Converter {
        &self.converter
    }

    /// Checks a picture against `rules` and makes a clean one of it.
    ///
    /// # Errors
    /// `Invalid` at the rules' field when it is no acceptable picture.
    pub async fn process(&self, bytes: Vec<u8>, rules: ImageRules) -> Result<ProcessedImage> {
        self.work(move || image::process(&bytes, &rules)).await
    }

    /// Does work that needs much memory or time, off the async threads, a few at
    /// once.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(Error::internal)?;
        spawn_blocking(move || {
            // Held by the work itself: it goes on when the asker leaves.
            let _turn = turn;
            work()
        })
        .await
        .map_err(Error::internal)?
    }

    /// Checks a picture against `rules`, makes a clean one of it and stores that;
    /// one that moves with its still.
    ///
    /// # Errors
    /// `Invalid` at the rules' field when it is no acceptable picture,
    /// `Unavailable` when the disk is full.
    pub async fn take_in(
        &self,
        db: &Database,
        cx: &DomainContext,
        folder: Folder,
        bytes: Vec<u8>,
        rules: ImageRules,
    ) -> Result<StoredPicture> {
        let mut picture = self.process(bytes, rules).await?;
        let Some(moving) = picture.moving.take() else {
            let kind = file_type(picture.content_type);
            let key = Key::random(folder, kind)?;
            files::announce(db, cx, std::slice::from_ref(&key)).await?;
            let stored = self.store.put_at(&key, std::mem::take(&mut picture.bytes));
            return match stored.await {
                Ok(()) => Ok(described(key, &picture)),
                Err(error) => Err(self.undone(db, &[key], error).await),
            };
        };
        let key = Key::random(folder, FileType::Gif)?;
        let still = key.still().unwrap_or_else(|| key.clone());
        let keys = [key.clone(), still.clone()];
        files::announce(db, cx, &keys).await?;
        let still_bytes = std::mem::take(&mut picture.bytes);
        let png = self.work(move || image::as_png(&still_bytes)).await;
        let stored = async {
            self.store.put_at(&still, png?).await?;
            self.store.put_at(&key, moving).await
        };
        match stored.await {
            Ok(()) => Ok(described(key, &picture)),
            Err(error) => Err(self.undone(db, &keys, error).await),
        }
    }

    async fn undone(&self, db: &Database, keys: &[Key], error: Error) -> Error {
        files::discard(db, &self.store, keys).await;
        error
    }
}

/// The type of a file that [`image::process`] made.
#[must_use]
pub fn file_type(content_type: &str) -> FileType {
    match content_type {
        "image/png" => FileType::Png,
        _ => FileType::Jpeg,
    }
}

fn described(key: Key, picture: &ProcessedImage) -> StoredPicture {
    StoredPicture {
        content_type: key
            .file_type()
            .map_or(picture.content_type, FileType::content_type),
        key,
        width: picture.width,
        height: picture.height,
        colour: picture.average_color.clone(),
        blurhash: picture.blurhash.clone(),
    }
}
