//! The only place that knows operating systems apart: accounts, permissions,
//! processes, and where things usually are. Everything else is written once.
//!
//! `unix` and `windows` offer the same functions. The Windows half compiles
//! from the same source but has not been run by its authors.

use std::path::PathBuf;

mod signals;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::*;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::*;

pub use signals::StopSignals;

/// An account of the operating system that a child process may run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account's name, as in `/etc/passwd`.
    pub name: String,
    /// The numeric user.
    pub uid: u32,
    /// The numeric main group.
    pub gid: u32,
}

/// How fast a PostgreSQL server is asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopMode {
    /// End the sessions, write everything down, stop ("fast").
    Fast,
    /// Drop everything at once; the next start recovers ("immediate").
    Immediate,
}

/// Families of systems that install software in different ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    /// Debian, Ubuntu and their relatives (apt).
    Debian,
    /// Fedora, RHEL and their relatives (dnf).
    Fedora,
    /// openSUSE and SLES (zypper).
    Suse,
    /// Arch and its relatives (pacman).
    Arch,
    /// Alpine (apk).
    Alpine,
    /// macOS (Homebrew, Postgres.app).
    MacOs,
    /// Windows (winget).
    Windows,
    /// Anything else.
    Other,
}

impl System {
    /// The system this process runs on.
    #[must_use]
    pub fn current() -> Self {
        match std::env::consts::OS {
            "macos" => Self::MacOs,
            "windows" => Self::Windows,
            "linux" => std::fs::read_to_string("/etc/os-release")
                .map_or(Self::Other, |text| Self::from_os_release(&text)),
            _ => Self::Other,
        }
    }

    /// Reads the `ID` and `ID_LIKE` lines of an `os-release` file.
    #[must_use]
    pub fn from_os_release(text: &str) -> Self {
        text.lines()
            .filter_map(|line| {
                line.strip_prefix("ID=")
                    .or_else(|| line.strip_prefix("ID_LIKE="))
            })
            .flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace())
            .find_map(|id| match id {
                "debian" | "ubuntu" => Some(Self::Debian),
                "fedora" | "rhel" | "centos" => Some(Self::Fedora),
                "suse" | "opensuse" | "sles" => Some(Self::Suse),
                "arch" => Some(Self::Arch),
                "alpine" => Some(Self::Alpine),
                _ => None,
            })
            .unwrap_or(Self::Other)
    }
}

/// The folders in which the shell looks for programs (`PATH`).
#[must_use]
pub fn program_folders() -> Vec<PathBuf> {
    std::env::var_os("PATH")
        .map(|path| {
            std::env::split_paths(&path)
                .filter(|folder| folder.is_absolute())
                .collect()
        })
        .unwrap_or_default()
}

/// The file name of a program, with `.exe` where that is the custom.
#[must_use]
pub fn program(name: &str) -> String {
    format!("{name}{}", std::env::consts::EXE_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn os_release_files_are_recognised() {
        let ubuntu = "NAME=\"Ubuntu\"\nID=ubuntu\nID_LIKE=debian\n";
        assert_eq!(System::from_os_release(ubuntu), System::Debian);
        let rocky = "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n";
        assert_eq!(System::from_os_release(rocky), System::Fedora);
        let tumbleweed = "ID=\"opensuse-tumbleweed\"\nID_LIKE=\"opensuse suse\"\n";
        assert_eq!(System::from_os_release(tumbleweed), System::Suse);
        assert_eq!(System::from_os_release("ID=alpine"), System::Alpine);
        assert_eq!(System::from_os_release("ID=plan9"), System::Other);
        assert_eq!(System::from_os_release(""), System::Other);
    }
}
