//! Reads `postmaster.pid`, in which a running server says who and where it is.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::layout::Place;
use crate::foundation::platform;

/// The lines of the file that matter here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PidFile {
    /// The server's process.
    pub pid: u32,
    /// Where it listens; none while it has not written that yet.
    pub place: Option<Place>,
}

impl PidFile {
    /// Reads the file of a cluster; none means that no server claims the data.
    pub fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(path(data)).ok()?)
    }

    /// The lines are: process, data directory, start time, port, socket
    /// folder, listen address, shared memory, status.
    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines().map(str::trim);
        let pid = lines.next()?.parse::<i64>().ok()?.unsigned_abs();
        let port = lines.nth(2).and_then(|port| port.parse().ok());
        let socket = lines
            .next()
            .filter(|folder| !folder.is_empty())
            .map(PathBuf::from);
        let place = if platform::UNIX_SOCKETS {
            socket
                .zip(port)
                .map(|(folder, port)| Place::Socket(folder, port))
        } else {
            port.map(Place::Loopback)
        };
        Some(Self {
            pid: u32::try_from(pid).ok()?,
            place,
        })
    }
}

/// Removes what a dead server left in the way of the next: this file, and the
/// socket with its own lock file. PostgreSQL would do so itself, but believes a
/// process to be its own that merely has the same number, or that nobody has
/// cleared away yet (containers without an `init`).
pub(super) fn clear(data: &Path, place: Option<&Place>) -> io::Result<()> {
    remove(&path(data))?;
    if let Some(Place::Socket(folder, port)) = place {
        remove(&folder.join(format!(".s.PGSQL.{port}")))?;
        remove(&folder.join(format!(".s.PGSQL.{port}.lock")))?;
    }
    Ok(())
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Where the file is.
fn path(data: &Path) -> PathBuf {
    data.join("postmaster.pid")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const READY: &str = "4711\n/srv/ossm/postgres/data\n1763776800\n5432\n\
                         /srv/ossm/postgres/run\n\n   1234 5\nready   \n";

    #[test]
    fn a_ready_server_says_where_it_is() {
        let file = PidFile::parse(READY).unwrap();
        assert_eq!(file.pid, 4711);
        if platform::UNIX_SOCKETS {
            assert_eq!(
                file.place,
                Some(Place::Socket("/srv/ossm/postgres/run".into(), 5432))
            );
        }
    }

    #[test]
    fn a_file_that_is_being_written_is_no_reason_to_fail() {
        assert_eq!(PidFile::parse("4711\n/data\n").unwrap().place, None);
        assert_eq!(PidFile::parse("-4711\n").unwrap().pid, 4711);
        assert_eq!(PidFile::parse(""), None);
    }

    proptest! {
        #[test]
        fn no_content_breaks_the_reader(text in "\\PC{0,40}(\n\\PC{0,20}){0,9}") {
            let _ = PidFile::parse(&text);
        }
    }
}
