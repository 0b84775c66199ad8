//! Windows: no accounts to change to, no file modes, no Unix sockets.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::windows::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::{Account, StopMode};

/// Whether PostgreSQL is reached over a Unix socket here (else loopback TCP).
pub const UNIX_SOCKETS: bool = false;

/// The longest path of a Unix socket in bytes; unused here.
pub const SOCKET_PATH_LIMIT: usize = 103;

const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;

/// Always false: `pg_ctl` itself drops the rights of an administrator.
#[must_use]
pub fn is_root() -> bool {
    false
}

/// None: children run as this process does.
#[must_use]
pub fn unprivileged_account() -> Option<Account> {
    None
}

/// Does nothing here.
pub fn run_as(_command: &mut Command, _account: Option<&Account>) {}

/// Keeps the signals of a terminal (Ctrl-C) away from `command`.
pub fn detach(command: &mut Command) {
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

/// The program that starts a PostgreSQL server: `pg_ctl`, because the server
/// itself refuses the rights of an administrator and `pg_ctl` gives them up.
#[must_use]
pub fn server_command(binaries: &Path, data: &Path, log: &Path) -> Command {
    let mut command = Command::new(binaries.join("pg_ctl.exe"));
    command
        .args(["start", "-W", "-s", "-D"])
        .arg(data)
        .arg("-l")
        .arg(log);
    command
}

/// Whether a process with this number exists. Asks `tasklist`.
#[must_use]
pub fn process_alive(pid: u32) -> bool {
    let mut command = Command::new("tasklist");
    command.args(["/NH", "/FO", "CSV", "/FI", &format!("PID eq {pid}")]);
    command
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains(&format!("\"{pid}\"")))
}

/// Whether a living process is a PostgreSQL server: one that listens for the
/// signals that PostgreSQL sends over a named pipe.
#[must_use]
pub fn is_server_of(pid: u32, _data: &Path) -> bool {
    process_alive(pid) && fs::metadata(signal_pipe(pid)).is_ok()
}

fn signal_pipe(pid: u32) -> PathBuf {
    PathBuf::from(format!(r"\\.\pipe\pgsignal_{pid}"))
}

/// Asks the PostgreSQL server `pid` to stop; does not wait for it.
///
/// # Errors
/// When there is no such server or it belongs to somebody else.
pub fn stop_server(pid: u32, mode: StopMode) -> io::Result<()> {
    let signal = match mode {
        StopMode::Fast => 2,
        StopMode::Immediate => 3,
    };
    let mut pipe = OpenOptions::new()
        .read(true)
        .write(true)
        .open(signal_pipe(pid))?;
    pipe.write_all(&[signal])?;
    pipe.read_exact(&mut [0])
}

/// Creates a file; fails if it exists. The rights come from its folder, which
/// below a user's profile is closed to other users.
///
/// # Errors
/// Those of the file system.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Creates one folder.
///
/// # Errors
/// Those of the file system.
pub fn create_private_folder(path: &Path, _account: Option<&Account>) -> io::Result<()> {
    fs::create_dir(path)
}

/// Does nothing here.
///
/// # Errors
/// Never.
pub fn let_pass(_path: &Path, _account: Option<&Account>) -> io::Result<()> {
    Ok(())
}

/// Does nothing here.
///
/// # Errors
/// Never.
pub fn let_read(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Does nothing here.
///
/// # Errors
/// Never.
pub fn give_to(_path: &Path, _account: Option<&Account>) -> io::Result<()> {
    Ok(())
}

/// Whether `path` is a folder.
#[must_use]
pub fn is_private_folder(path: &Path, _account: Option<&Account>) -> bool {
    path.is_dir()
}

/// None: there is no other account.
#[must_use]
pub fn closed_to(_path: &Path, _account: &Account) -> Option<PathBuf> {
    None
}

/// None: sockets are not files here.
#[must_use]
pub fn runtime_folders() -> Vec<PathBuf> {
    Vec::new()
}

/// None: the data directory always does.
#[must_use]
pub fn service_state_folder() -> Option<PathBuf> {
    None
}

/// None: a throw-away cluster whose process was killed stays behind in the
/// folder for temporary files.
///
/// # Errors
/// Never.
pub fn watch_over(_root: &Path, _folders: &[&Path]) -> io::Result<Option<Child>> {
    Ok(None)
}
