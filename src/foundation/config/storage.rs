//! Where files live and how large images may be.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::problem::Problems;

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
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            data_dir: PathBuf::from("./data"),
            max_image_bytes: 8 * 1024 * 1024,
            max_image_pixels: 33_000_000,
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
    }
}
