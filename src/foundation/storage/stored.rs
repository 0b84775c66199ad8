//! A stored file that is being read: in pieces, from any place in it.

use std::fs::File;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::s3::S3Store;
use super::{Key, local};
use crate::foundation::error::{Error, Result};

/// What is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// A stored file, open for reading. What was opened can be read to its end,
/// even when it is removed meanwhile (in a folder of this machine).
#[derive(Debug, Clone)]
pub struct StoredFile {
    /// Its length in bytes.
    pub len: u64,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Local(Arc<File>),
    S3(S3Store, Key),
}

impl StoredFile {
    pub(super) fn local(file: File, len: u64) -> Self {
        Self {
            len,
            source: Source::Local(Arc::new(file)),
        }
    }

    pub(super) fn remote(bucket: S3Store, key: Key, len: u64) -> Self {
        Self {
            len,
            source: Source::S3(bucket, key),
        }
    }

    /// These bytes of the file, piece by piece.
    #[must_use]
    pub fn stream(&self, range: Range<u64>) -> BoxStream<'static, Result<Bytes>> {
        match &self.source {
            Source::Local(file) => local_pieces(file.clone(), range),
            Source::S3(bucket, key) => bucket.pieces(key.clone(), range),
        }
    }

    /// These bytes of the file in memory: for small ones.
    pub async fn bytes(&self, range: Range<u64>) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut pieces = self.stream(range);
        while let Some(piece) = pieces.try_next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes)
    }
}

fn local_pieces(file: Arc<File>, range: Range<u64>) -> BoxStream<'static, Result<Bytes>> {
    stream::try_unfold(range.start, move |at| {
        let file = file.clone();
        let left = range.end.saturating_sub(at);
        async move {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(PIECE);
            if most == 0 {
                return Ok(None);
            }
            let piece = local::piece(file, at, most)
                .await
                .map_err(Error::internal)?;
            if piece.is_empty() {
                return Err(Error::internal(std::io::Error::from(
                    std::io::ErrorKind::UnexpectedEof,
                )));
            }
            let next = at + piece.len() as u64;
            Ok(Some((piece, next)))
        }
    })
    .boxed()
}
