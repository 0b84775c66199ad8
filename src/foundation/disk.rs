//! How large the disk under a folder is, and how much of it is free.

use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disk {
    /// All bytes of it.
    pub size: u64,
    /// Those that this program may still use.
    pub free: u64,
}

/// The disk that `folder` is on, or will be on once it is made.
///
/// # Errors
/// What the operating system says.
pub fn under(folder: &Path) -> io::Result<Disk> {
    let existing = folder.ancestors().find(|path| path.is_dir());
    let existing = existing.unwrap_or(Path::new("."));
    Ok(Disk {
        size: fs4::total_space(existing)?,
        free: fs4::available_space(existing)?,
    })
}

/// What is in a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    /// Files in it and below.
    pub files: u64,
    /// Their lengths together.
    pub bytes: u64,
    /// When the newest of them was written.
    pub newest: Option<SystemTime>,
}

/// Looks through a folder and everything below it; what goes meanwhile, and
/// links, are left out. A folder that is not there is empty. It takes as long as
/// there are files: not for async threads.
#[must_use]
pub fn content(folder: &Path) -> Content {
    let mut content = Content::default();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let Ok(about) = entry.metadata() else {
                continue;
            };
            if about.is_dir() {
                open.push(entry.path());
            } else if about.is_file() {
                content.files += 1;
                content.bytes += about.len();
                content.newest = content.newest.max(about.modified().ok());
            }
        }
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_measured_with_what_is_below() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(content(&folder.path().join("none")), Content::default());
        std::fs::create_dir(folder.path().join("a")).unwrap();
        std::fs::write(folder.path().join("a/one"), [0; 30]).unwrap();
        std::fs::write(folder.path().join("two"), [0; 12]).unwrap();
        let found = content(folder.path());
        assert_eq!((found.files, found.bytes), (2, 42));
        assert!(found.newest.is_some());
        let disk = under(&folder.path().join("not/there")).unwrap();
        assert!(disk.size > 0 && disk.free <= disk.size);
    }
}
