//! Where files live and how large they may be.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::optional;
use super::problem::Problems;
use super::secret::Secret;

const MIB: u64 = 1024 * 1024;

/// Section `storage`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Storage {
    /// The folder for the private database, uploads and keys. A relative path
    /// counts from the folder in which the server was started.
    pub data_dir: PathBuf,
    /// Largest image file, in bytes, 1 KiB to 100 MiB.
    pub max_image_bytes: usize,
    /// Largest decoded image, in pixels (width times height), 10 thousand to
    /// 200 million. One pixel takes four bytes of memory while it is worked on.
    pub max_image_pixels: u64,
    /// Largest film or sound as it is sent, in bytes, 1 KiB to 1 GiB.
    pub max_video_bytes: u64,
    /// Largest picture of a film, in pixels (width times height), 10 thousand
    /// to 40 million.
    pub max_video_pixels: u64,
    /// Longest film or sound, in seconds, 1 to 36,000.
    pub max_video_seconds: u64,
    /// Whether films and sounds are brought into a form that every browser plays,
    /// by ffmpeg and ffprobe where these are installed.
    pub convert: bool,
    /// Bytes that files of other servers may take here, 0 to 10 TiB; 0 keeps none.
    pub remote_cache_bytes: u64,
    /// The folder in which backups lie, for the moderators' pages to say how old
    /// and how large they are. OSSM makes none itself.
    #[serde(with = "optional")]
    pub backup_dir: Option<PathBuf>,
    /// The bucket of an S3-compatible storage; files are kept in it instead of
    /// in `data_dir`.
    #[serde(with = "optional")]
    pub s3_bucket: Option<String>,
    /// The address of that storage; Amazon's own for the region when empty.
    #[serde(with = "optional")]
    pub s3_endpoint: Option<String>,
    /// Its region.
    pub s3_region: String,
    /// The name of the access key.
    #[serde(with = "optional")]
    pub s3_access_key_id: Option<String>,
    /// The access key.
    #[serde(with = "optional")]
    pub s3_secret_access_key: Option<Secret>,
    /// Whether the bucket is part of the host name, and not of the path.
    pub s3_bucket_in_host: bool,
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./data"),
            max_image_bytes: 8 * 1024 * 1024,
            max_image_pixels: 33_000_000,
            max_video_bytes: 99 * MIB,
            max_video_pixels: 8_294_400,
            max_video_seconds: 3_600,
            convert: true,
            remote_cache_bytes: 2 * 1024 * MIB,
            backup_dir: None,
            s3_bucket: None,
            s3_endpoint: None,
            s3_region: "us-east-1".to_owned(),
            s3_access_key_id: None,
            s3_secret_access_key: None,
            s3_bucket_in_host: false,
        }
    }
}

impl Storage {
    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        if self.data_dir.as_os_str().is_empty() {
            problems.add(
                "storage.data_dir",
                "this is empty. Name a folder, such as ./data.",
            );
        } else if self.data_dir.is_file() {
            problems.add(
                "storage.data_dir",
                "this is a file. Name a folder, such as ./data.",
            );
        }
        let bytes = self.max_image_bytes;
        problems.range("storage.max_image_bytes", bytes, 1024..=100 * 1024 * 1024);
        let pixels = self.max_image_pixels;
        problems.range("storage.max_image_pixels", pixels, 10_000..=200_000_000);
        let bytes = self.max_video_bytes;
        problems.range("storage.max_video_bytes", bytes, 1024..=1024 * MIB);
        let pixels = self.max_video_pixels;
        problems.range("storage.max_video_pixels", pixels, 10_000..=40_000_000);
        let seconds = self.max_video_seconds;
        problems.range("storage.max_video_seconds", seconds, 1..=36_000);
        let bytes = self.remote_cache_bytes;
        problems.range("storage.remote_cache_bytes", bytes, 0..=10 * MIB * MIB);
        self.validate_s3(problems);
    }

    fn validate_s3(&self, problems: &mut Problems) {
        if self.s3_bucket.is_none() {
            return;
        }
        if let Some(endpoint) = &self.s3_endpoint {
            let known = endpoint.starts_with("https://") || endpoint.starts_with("http://");
            if !known {
                let advice = "this is no web address. Write it as https://storage.example.";
                problems.add("storage.s3_endpoint", advice);
            }
        }
        let advice = "the bucket needs this as well.";
        if self.s3_access_key_id.is_none() {
            problems.add("storage.s3_access_key_id", advice);
        }
        if self.s3_secret_access_key.is_none() {
            problems.add("storage.s3_secret_access_key", advice);
        }
    }
}
