//! Runs the server as a child and waits until it answers.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use diesel_async::AsyncPgConnection;
use tokio_postgres::error::SqlState;

use super::find::Binaries;
use super::layout::{Credentials, Layout};
use super::options::ClusterOptions;
use super::{problem, provision, settings};
use crate::db::connect::ConnectError;
use crate::foundation::error::{Error, Result};
use crate::foundation::platform;

/// After a crash the server first replays its log, which may take a while.
pub(super) const PATIENCE: Duration = Duration::from_mins(2);
pub(super) const POLL: Duration = Duration::from_millis(5);

/// Writes the settings and starts the server's process.
pub(super) fn launch(
    layout: &Layout,
    binaries: &Binaries,
    credentials: &Credentials,
    options: &ClusterOptions<'_>,
) -> Result<Child> {
    let root = layout.root.display();
    let failed = |error: io::Error| {
        problem(format!(
            "The database in {root} cannot be started: {error}."
        ))
        .because(error)
    };
    let account = layout.account.as_ref();
    fs::write(
        layout.settings(),
        settings::text(&credentials.place, &options.settings),
    )
    .map_err(failed)?;
    platform::give_to(&layout.settings(), account).map_err(failed)?;
    let log = File::create(layout.log()).map_err(failed)?;
    let mut command = platform::server_command(&binaries.folder, &layout.data(), &layout.log());
    command.current_dir(&layout.root).stdin(Stdio::null());
    command.stdout(log.try_clone().map_err(failed)?).stderr(log);
    platform::detach(&mut command);
    platform::run_as(&mut command, account);
    command.spawn().map_err(|error| match account {
        Some(account) if error.kind() == io::ErrorKind::PermissionDenied => problem(format!(
            "The account '{}' may not run the programs in {}. Install PostgreSQL where \
             everybody may read it, or start OSSM as another user than root.",
            account.name,
            binaries.folder.display()
        ))
        .because(error),
        _ => failed(error),
    })
}

/// Waits until the server lets the superuser in.
pub(super) async fn wait_until_ready(
    layout: &Layout,
    credentials: &Credentials,
    child: &mut Child,
) -> Result<AsyncPgConnection> {
    let started = Instant::now();
    loop {
        let ended = child.try_wait().map_err(Error::internal)?;
        if ended.is_some_and(|status| platform::UNIX_SOCKETS || !status.success()) {
            return Err(gave_up(layout, "ended while it started"));
        }
        match provision::admin(credentials).await {
            Ok(conn) => return Ok(conn),
            Err(error) if !is_starting(&error) => return Err(refused(layout, error)),
            Err(_) if started.elapsed() > PATIENCE => {
                return Err(gave_up(layout, "did not answer within two minutes"));
            }
            Err(_) => tokio::time::sleep(POLL).await,
        }
    }
}

/// Whether an attempt failed because the server is not there yet (or no more).
pub(super) fn is_starting(error: &ConnectError) -> bool {
    match error {
        ConnectError::Postgres(error) => match error.code() {
            Some(code) => {
                *code == SqlState::CANNOT_CONNECT_NOW || *code == SqlState::ADMIN_SHUTDOWN
            }
            None => true,
        },
        ConnectError::TimedOut(_) | ConnectError::Setup(_) => true,
        ConnectError::TooOld(_) => false,
    }
}

/// The server answers, and says no.
pub(super) fn refused(layout: &Layout, error: ConnectError) -> Error {
    problem(format!(
        "The private database refuses OSSM: {error}. Its password is kept in {}; if that file \
         was changed or lost, restore it from a backup.",
        layout.password().display()
    ))
    .because(error)
}

fn gave_up(layout: &Layout, what: &str) -> Error {
    let said = last_words(layout);
    problem(format!(
        "The private PostgreSQL server {what}. {said} The whole log: {}",
        layout.log().display()
    ))
}

/// The last lines that the server wrote, from both of its logs.
fn last_words(layout: &Layout) -> String {
    let mut lines = tail(&layout.log());
    if lines
        .iter()
        .any(|line| line.contains("redirecting log output"))
        && let Some(newest) = newest_file(&layout.data().join("log"))
    {
        lines.extend(tail(&newest));
    }
    if lines.is_empty() {
        return "It said nothing.".to_owned();
    }
    format!("It said: {}", lines.join(" / "))
}

fn tail(path: &Path) -> Vec<String> {
    let text = fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let text = text.unwrap_or_default();
    let mut lines: Vec<String> = text
        .lines()
        .rev()
        .filter(|line| !line.trim().is_empty())
        .take(5)
        .map(str::to_owned)
        .collect();
    lines.reverse();
    lines
}

fn newest_file(folder: &Path) -> Option<std::path::PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .max_by_key(|entry| entry.metadata().and_then(|found| found.modified()).ok())
        .map(|entry| entry.path())
}
