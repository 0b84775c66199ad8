//! Leaves the cluster, and stops the server when nobody else uses it.

use std::fs;
use std::time::{Duration, Instant};

use super::launch::POLL;
use super::lock::{Others, StartLock};
use super::options::Keep;
use super::pidfile::PidFile;
use super::{Cluster, problem};
use crate::foundation::error::Result;
use crate::foundation::platform::{self, StopMode};

/// How long the server may take to write everything down before it is dropped.
const FAST: Duration = Duration::from_secs(20);
/// How long until it is given up.
const AT_ALL: Duration = Duration::from_secs(30);

/// See [`Cluster::stop`].
pub(super) async fn stop(cluster: &mut Cluster) -> Result<()> {
    let Some(share) = cluster.share.take() else {
        return Ok(());
    };
    let lock = cluster.layout.start_lock();
    let Ok(stopping) = tokio::time::timeout(AT_ALL, StartLock::take(&lock, &|_| ())).await else {
        // Whoever holds the lock for so long is joining, and will leave last.
        return Ok(());
    };
    let _stopping = stopping?;
    if share.leave() == Others::Present {
        return Ok(());
    }
    if let Some(pid) = server(cluster) {
        ask(pid, cluster.stop_mode())?;
        wait_until_gone(cluster, pid).await?;
    }
    clean_up(cluster);
    Ok(())
}

async fn wait_until_gone(cluster: &mut Cluster, pid: u32) -> Result<()> {
    let began = Instant::now();
    let mut pressed = false;
    while !is_gone(cluster, pid) {
        if began.elapsed() > AT_ALL {
            return Err(problem(format!(
                "The private PostgreSQL server (process {pid}) does not stop."
            )));
        }
        if began.elapsed() > FAST && !pressed {
            pressed = true;
            ask(pid, StopMode::Immediate)?;
        }
        tokio::time::sleep(POLL).await;
    }
    Ok(())
}

/// The process of the server; none if it ended by itself.
fn server(cluster: &Cluster) -> Option<u32> {
    let data = cluster.layout.data();
    let child = cluster.child.as_ref().map(std::process::Child::id);
    let claimed = PidFile::read(&data).map(|file| file.pid);
    child
        .or(claimed)
        .filter(|pid| platform::is_server_of(*pid, &data))
}

fn ask(pid: u32, mode: StopMode) -> Result<()> {
    match platform::stop_server(pid, mode) {
        Err(error) if platform::process_alive(pid) => Err(problem(format!(
            "The private PostgreSQL server (process {pid}) cannot be stopped: {error}."
        ))
        .because(error)),
        _ => Ok(()),
    }
}

fn is_gone(cluster: &mut Cluster, pid: u32) -> bool {
    match &mut cluster.child {
        // Asking for its status also clears the ended child away.
        Some(child) => child.try_wait().is_ok_and(|status| status.is_some()),
        None => !platform::process_alive(pid),
    }
}

/// Removes a throw-away cluster and lets its watcher go.
fn clean_up(cluster: &mut Cluster) {
    for folder in cluster
        .keep
        .rubbish(&cluster.layout, &cluster.credentials.place)
    {
        // The watcher tries again.
        let _ = fs::remove_dir_all(folder);
    }
    if let Some(mut watcher) = cluster.watcher.take() {
        drop(watcher.stdin.take());
        let _ = watcher.wait();
    }
}

/// Leaves without waiting, for a cluster that is dropped (an error, a panic):
/// the last one out still asks the server to stop.
pub(super) fn abandon(cluster: &mut Cluster) {
    if let Some(watcher) = &mut cluster.watcher {
        drop(watcher.stdin.take());
    }
    let Some(share) = cluster.share.take() else {
        return;
    };
    let stopping = StartLock::try_take(&cluster.layout.start_lock());
    if share.leave() == Others::Absent
        && (stopping.is_some() || cluster.keep == Keep::Nothing || cluster.child.is_some())
        && let Some(pid) = server(cluster)
    {
        // Nobody is left to tell; the next start finds a server that still runs.
        let _ = platform::stop_server(pid, cluster.stop_mode());
    }
}
