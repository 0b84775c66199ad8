//! Finds the programs of PostgreSQL that are installed on this machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::options::Search;
use crate::db::connect::{OLDEST_MAJOR, major_version};
use crate::foundation::platform::{program, program_folders};

/// A folder with `postgres`, `initdb` and `pg_ctl` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    /// The folder.
    pub folder: PathBuf,
    /// The major version, such as 15.
    pub major: u32,
}

impl Binaries {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(program(name))
    }

    pub(super) fn describe(&self) -> String {
        format!("{} in {}", self.major, self.folder.display())
    }
}

/// Where packages put the programs: a parent, how the version's folder
/// begins, and what comes below it.
const USUAL: &[(&str, &str, &str)] = &[
    // Debian, Ubuntu
    ("/usr/lib/postgresql", "", "bin"),
    // Fedora's versioned packages, and those of postgresql.org for Fedora and RHEL
    ("/usr/lib", "postgresql", "bin"),
    ("/usr/lib64", "pgsql", "bin"),
    ("/usr", "pgsql-", "bin"),
    // Alpine
    ("/usr/libexec", "postgresql", ""),
    // Homebrew on Apple silicon, on Intel, on Linux
    ("/opt/homebrew/opt", "postgresql", "bin"),
    ("/usr/local/opt", "postgresql", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql", "bin"),
    // Postgres.app
    ("/Applications/Postgres.app/Contents/Versions", "", "bin"),
    // The installer for macOS, and the one for Windows
    ("/Library/PostgreSQL", "", "bin"),
    (r"C:\Program Files\PostgreSQL", "", "bin"),
];

/// Folders without a version in them (Arch, Fedora, built from source, NixOS).
const PLAIN: &[&str] = &[
    "/usr/bin",
    "/usr/local/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/bin",
];

/// What is installed on this machine, newest first, too old ones included.
#[must_use]
pub fn find_installed() -> Vec<Binaries> {
    find(&Search::Installed, Path::new(""))
}

/// All usable programs, newest first; in `extra` after the installed ones.
pub(super) fn find(search: &Search, extra: &Path) -> Vec<Binaries> {
    let mut folders = match search {
        Search::Folders(folders) => folders.clone(),
        Search::Installed => installed_folders(),
    };
    folders.extend(below(extra, "", "bin"));
    let mut found: Vec<Binaries> = Vec::new();
    for folder in folders {
        if let Some(binaries) = inspect(&folder)
            && !found.iter().any(|known| known.folder == binaries.folder)
        {
            found.push(binaries);
        }
    }
    // Stable: among equal versions the earlier folder wins.
    found.sort_by_key(|binaries| std::cmp::Reverse(binaries.major));
    found
}

/// The right one of them: the version that wrote the data, or the newest.
pub(super) fn choose(found: &[Binaries], needed: Option<u32>) -> Option<&Binaries> {
    match needed {
        Some(major) => found.iter().find(|binaries| binaries.major == major),
        None => found.iter().find(|binaries| binaries.major >= OLDEST_MAJOR),
    }
}

fn installed_folders() -> Vec<PathBuf> {
    let mut folders = program_folders();
    for (parent, prefix, rest) in USUAL {
        folders.extend(below(Path::new(parent), prefix, rest));
    }
    folders.extend(PLAIN.iter().map(PathBuf::from));
    folders
}

fn below(parent: &Path, prefix: &str, rest: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| {
            if rest.is_empty() {
                entry.path()
            } else {
                entry.path().join(rest)
            }
        })
        .collect();
    folders.sort();
    folders
}

/// Looks whether the programs are there and the server can say its version.
pub(super) fn inspect(folder: &Path) -> Option<Binaries> {
    let there = |name: &str| folder.join(program(name)).is_file();
    if !(there("postgres") && there("initdb") && there("pg_ctl")) {
        return None;
    }
    let mut command = Command::new(folder.join(program("postgres")));
    let output = command
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    // "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
    let major = major_version(text.split(") ").nth(1)?)?;
    Some(Binaries {
        folder: folder.to_path_buf(),
        major,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(major: u32) -> Binaries {
        Binaries {
            folder: PathBuf::from(format!("/{major}")),
            major,
        }
    }

    #[test]
    fn the_newest_is_chosen_unless_data_asks_for_another() {
        let found = [at(17), at(15), at(13)];
        assert_eq!(choose(&found, None), Some(&found[0]));
        assert_eq!(choose(&found, Some(15)), Some(&found[1]));
        assert_eq!(choose(&found, Some(16)), None);
        assert_eq!(choose(&found[2..], None), None);
    }

    #[test]
    fn folders_without_the_programs_are_passed_over() {
        let empty = tempfile::tempdir().unwrap();
        let search = Search::Folders(vec![empty.path().to_path_buf()]);
        assert_eq!(find(&search, Path::new("/nonexistent")), []);
    }
}
