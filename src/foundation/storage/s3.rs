//! Files in the bucket of a storage that speaks Amazon's S3.

use std::io::{Read as _, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::path::Path as Place;
use object_store::{
    Attribute, Attributes, ClientOptions, GetOptions, GetRange, ObjectStore as _,
    ObjectStoreExt as _, PutMultipartOptions, PutOptions, RetryConfig, WriteMultipart,
};
use tempfile::{NamedTempFile, TempPath};
use tokio::task::spawn_blocking;

use super::Key;
use crate::foundation::config::Storage;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::message::Message;

/// Longest time for one request, in which up to [`PART`] bytes pass.
const PATIENCE: Duration = Duration::from_mins(1);
const CONNECT: Duration = Duration::from_secs(5);
/// Requests that failed are sent again a few times, for this long.
const RETRIES: usize = 3;
const RETRY_FOR: Duration = Duration::from_secs(30);
/// Large files are sent in parts of so many bytes, two at once.
const PART: usize = 8 * 1024 * 1024;
const PARTS_AT_ONCE: usize = 2;

/// A bucket. Clones share connections.
#[derive(Debug, Clone)]
pub(super) struct S3Store(Arc<AmazonS3>);

impl S3Store {
    /// The bucket of the configuration, if there is one.
    pub(super) fn of(config: &Storage) -> Result<Option<Self>> {
        let Some(bucket) = &config.s3_bucket else {
            return Ok(None);
        };
        let client = ClientOptions::new()
            .with_timeout(PATIENCE)
            .with_connect_timeout(CONNECT)
            .with_allow_http(true);
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(bucket)
            .with_region(&config.s3_region)
            .with_virtual_hosted_style_request(config.s3_bucket_in_host)
            .with_client_options(client)
            .with_retry(RetryConfig {
                max_retries: RETRIES,
                retry_timeout: RETRY_FOR,
                ..RetryConfig::default()
            });
        if let Some(endpoint) = &config.s3_endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
        }
        if let (Some(id), Some(secret)) = (&config.s3_access_key_id, &config.s3_secret_access_key) {
            builder = builder
                .with_access_key_id(id)
                .with_secret_access_key(secret.expose());
        }
        let store = builder.build().map_err(|cause| {
            Error::invalid("The settings storage.s3_… make no storage.").because(cause)
        })?;
        Ok(Some(Self(Arc::new(store))))
    }

    pub(super) async fn put(&self, key: &Key, bytes: Vec<u8>) -> Result<()> {
        let options = PutOptions::from(attributes(key));
        let place = place(key);
        let put = self.0.put_opts(&place, bytes.into(), options);
        put.await.map_err(refused)?;
        Ok(())
    }

    /// Sends a file in parts; it is there when all of them are.
    pub(super) async fn put_file(&self, key: &Key, path: &Path) -> Result<()> {
        let file = tokio::fs::File::open(path).await.map_err(Error::internal)?;
        let len = file.metadata().await.map_err(Error::internal)?.len();
        let file = Arc::new(std::sync::Mutex::new(file.into_std().await));
        if len <= PART as u64 {
            let bytes = next_part(file).await?;
            return self.put(key, bytes).await;
        }
        let options = PutMultipartOptions::from(attributes(key));
        let place = place(key);
        let upload = self.0.put_multipart_opts(&place, options);
        let upload = upload.await.map_err(refused)?;
        let mut writer = WriteMultipart::new_with_chunk_size(upload, PART);
        loop {
            let sent = async {
                let bytes = next_part(file.clone()).await?;
                writer
                    .wait_for_capacity(PARTS_AT_ONCE)
                    .await
                    .map_err(refused)?;
                Ok::<_, Error>(bytes)
            };
            match sent.await {
                Ok(bytes) if bytes.is_empty() => break,
                Ok(bytes) => writer.put(bytes.into()),
                Err(error) => {
                    let _ = writer.abort().await;
                    return Err(error);
                }
            }
        }
        writer.finish().await.map_err(refused)?;
        Ok(())
    }

    /// The length of a file, in bytes.
    pub(super) async fn len(&self, key: &Key) -> Result<u64> {
        Ok(self.0.head(&place(key)).await.map_err(refused)?.size)
    }

    /// These bytes of a file as they come.
    pub(super) fn pieces(&self, key: Key, range: Range<u64>) -> BoxStream<'static, Result<Bytes>> {
        if range.is_empty() {
            return stream::empty().boxed();
        }
        let store = self.0.clone();
        let pieces = async move {
            let options = GetOptions {
                range: Some(GetRange::Bounded(range)),
                ..GetOptions::default()
            };
            let got = store.get_opts(&place(&key), options).await;
            Ok::<_, Error>(got.map_err(refused)?.into_stream().map_err(refused))
        };
        stream::once(pieces).try_flatten().boxed()
    }

    /// Copies a file into `into`.
    pub(super) async fn fetch(&self, key: &Key, mut into: NamedTempFile) -> Result<TempPath> {
        let len = self.len(key).await?;
        let mut pieces = self.pieces(key.clone(), 0..len);
        while let Some(piece) = pieces.try_next().await? {
            into = spawn_blocking(move || into.write_all(&piece).map(|()| into))
                .await
                .map_err(Error::internal)?
                .map_err(super::local::refused)?;
        }
        Ok(into.into_temp_path())
    }

    pub(super) async fn delete(&self, key: &Key) -> Result<()> {
        match self.0.delete(&place(key)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => other.map_err(refused),
        }
    }
}

/// The next bytes of a file, [`PART`] unless it ends.
async fn next_part(file: Arc<std::sync::Mutex<std::fs::File>>) -> Result<Vec<u8>> {
    let read = spawn_blocking(move || {
        let file = file.lock();
        let mut file = file.map_err(|broken| std::io::Error::other(broken.to_string()))?;
        let mut bytes = Vec::new();
        std::io::Read::by_ref(&mut *file)
            .take(PART as u64)
            .read_to_end(&mut bytes)?;
        Ok::<_, std::io::Error>(bytes)
    });
    let read = read.await.map_err(Error::internal)?;
    read.map_err(Error::internal)
}

fn place(key: &Key) -> Place {
    Place::from(key.as_str())
}

fn attributes(key: &Key) -> Attributes {
    let kind = key.file_type().map(super::FileType::content_type);
    let kind = kind.unwrap_or("application/octet-stream");
    Attributes::from_iter([(Attribute::ContentType, kind)])
}

fn refused(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::not_found().because(error),
        _ => Error::new(ErrorKind::Unavailable, Message::of("refused-files-away")).because(error),
    }
}
