//! The operator's own templates, texts and static files, read once at start.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::foundation::error::{Error, Result};

/// A file of texts over this size (bytes) is refused.
pub const MAX_TEXTS: u64 = 1024 * 1024;

/// Deepest folder and largest number of files that are read.
const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 1_000;

/// Every file below `folder` by its path with forward slashes. A folder that
/// does not exist has no files; a file over `limit` bytes is an error that
/// names it.
pub fn read(folder: &Path, limit: u64) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    if folder.is_dir() {
        walk(folder, "", 0, limit, &mut files)?;
    }
    Ok(files)
}

fn walk(
    folder: &Path,
    prefix: &str,
    depth: usize,
    limit: u64,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Result<()> {
    let failed = |error: std::io::Error| Error::internal(format!("{}: {error}", folder.display()));
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let (path, inner) = (entry.path(), format!("{prefix}{name}"));
        let about = fs::metadata(&path).map_err(failed)?;
        if about.is_dir() && depth < MAX_DEPTH {
            walk(&path, &format!("{inner}/"), depth + 1, limit, files)?;
        } else if about.is_file() {
            if about.len() > limit || files.len() >= MAX_FILES {
                let message = format!("{} is too much for a theme", path.display());
                return Err(Error::internal(message));
            }
            files.insert(inner, fs::read(&path).map_err(failed)?);
        }
    }
    Ok(())
}
