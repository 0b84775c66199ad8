//! Pictures that members send: made harmless a few at a time, then stored,
//! before any transaction begins.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::foundation::error::{Error, Result};
use crate::foundation::image::{self, ImageRules, ProcessedImage};
use crate::foundation::storage::{FileType, Folder, Key, Store};

/// Pictures worked on at once; each may need some hundred MB while it is decoded.
const AT_ONCE: usize = 2;

/// Takes pictures in. One per process, so that the bound holds.
#[derive(Clone)]
pub struct Pictures {
    store: Store,
    turns: Arc<Semaphore>,
}

/// A picture that was taken in and belongs to nothing yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPicture {
    /// Where it is.
    pub key: Key,
    /// `image/jpeg` or `image/png`.
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

impl Pictures {
    /// Keeps pictures in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self {
            store,
            turns: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Where the files are.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Checks a picture against `rules`, makes a clean one of it and stores that.
    ///
    /// # Errors
    /// `Invalid` at the rules' field when it is no acceptable picture,
    /// `Unavailable` when the disk is full.
    pub async fn take_in(
        &self,
        folder: Folder,
        bytes: Vec<u8>,
        rules: ImageRules,
    ) -> Result<StoredPicture> {
        let turn = self.turns.clone().acquire_owned().await;
        let turn = turn.map_err(Error::internal)?;
        let picture = spawn_blocking(move || {
            // Held by the work itself: it goes on when the asker leaves.
            let _turn = turn;
            image::process(&bytes, &rules)
        })
        .await
        .map_err(Error::internal)??;
        self.keep(folder, picture).await
    }

    async fn keep(&self, folder: Folder, picture: ProcessedImage) -> Result<StoredPicture> {
        let kind = match picture.content_type {
            "image/png" => FileType::Png,
            _ => FileType::Jpeg,
        };
        let key = self.store.put(folder, kind, picture.bytes).await?;
        Ok(StoredPicture {
            key,
            content_type: picture.content_type,
            width: picture.width,
            height: picture.height,
            colour: picture.average_color,
            blurhash: picture.blurhash,
        })
    }

    /// Removes pictures that came to belong to nothing. A failure costs disk
    /// space and nothing else: it is logged.
    pub async fn discard(&self, keys: &[Key]) {
        for key in keys {
            if let Err(error) = self.store.delete(key).await {
                tracing::warn!(%key, ?error, "a file that belongs to nothing stays");
            }
        }
    }
}
