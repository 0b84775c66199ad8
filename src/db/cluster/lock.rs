//! Who uses the cluster, told by file locks, which the operating system
//! releases when a process ends for whatever reason.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::problem;
use crate::foundation::error::Result;

/// A first start may fetch PostgreSQL over a slow line.
const PATIENCE: Duration = Duration::from_mins(10);
const POLL: Duration = Duration::from_millis(20);

/// The right to start or stop the server; ends when dropped.
#[derive(Debug)]
pub(super) struct StartLock {
    _file: File,
}

impl StartLock {
    /// Waits until no other process starts or stops the server.
    pub async fn take(path: &Path, announce: &(dyn Fn(&str) + Send + Sync)) -> Result<Self> {
        let file = open(path)?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(unusable(path, error)),
                Err(TryLockError::WouldBlock) if waited >= PATIENCE => {
                    return Err(problem(format!(
                        "Another ossm process has held {} for ten minutes. \
                         Look for it, end it and start again.",
                        path.display()
                    )));
                }
                Err(TryLockError::WouldBlock) => {
                    if waited == POLL * 50 {
                        announce("Waiting for another ossm process that starts the database …");
                    }
                    tokio::time::sleep(POLL).await;
                    waited += POLL;
                }
            }
        }
    }

    /// Takes the right only if nobody has it.
    pub fn try_take(path: &Path) -> Option<Self> {
        let file = open(path).ok()?;
        file.try_lock().ok().map(|()| Self { _file: file })
    }
}

/// This process's share in the running server.
#[derive(Debug)]
pub(super) struct Share {
    file: File,
}

/// Whether anybody else uses the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// At least one other process.
    Present,
    /// Nobody.
    Absent,
}

impl Share {
    /// Joins those who use the server. The caller holds the start lock, so
    /// that what it learns about others stays true while it acts on it.
    pub fn join(path: &Path) -> Result<(Self, Others)> {
        let file = open(path)?;
        let others = match file.try_lock() {
            Ok(()) => Others::Absent,
            Err(TryLockError::WouldBlock) => Others::Present,
            Err(TryLockError::Error(error)) => return Err(unusable(path, error)),
        };
        file.lock_shared().map_err(|error| unusable(path, error))?;
        Ok((Self { file }, others))
    }

    /// Gives the share back; says whether others remain. The caller holds the
    /// start lock.
    pub fn leave(self) -> Others {
        let alone = self.file.unlock().is_ok() && self.file.try_lock().is_ok();
        if alone {
            Others::Absent
        } else {
            Others::Present
        }
    }
}

fn open(path: &Path) -> Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(|error| unusable(path, error))
}

fn unusable(path: &Path, error: std::io::Error) -> crate::foundation::error::Error {
    problem(format!(
        "The lock file {} cannot be used: {error}. Start OSSM as the user that the data \
         directory belongs to, on a file system that supports locks.",
        path.display()
    ))
    .because(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_last_one_out_knows_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.lock");
        let (first, others) = Share::join(&path).unwrap();
        assert_eq!(others, Others::Absent);
        let (second, others) = Share::join(&path).unwrap();
        assert_eq!(others, Others::Present);
        assert_eq!(first.leave(), Others::Present);
        assert_eq!(second.leave(), Others::Absent);
    }

    #[tokio::test]
    async fn only_one_starts_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("start.lock");
        let held = StartLock::take(&path, &|_| ()).await.unwrap();
        assert!(StartLock::try_take(&path).is_none());
        let (taken, ()) = tokio::join!(StartLock::take(&path, &|_| ()), async { drop(held) });
        drop(taken.unwrap());
        assert!(StartLock::try_take(&path).is_some());
    }
}
