//! Linux, macOS and the BSDs.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, geteuid, kill_process, test_kill_process};

use super::{Account, StopMode};

/// Whether PostgreSQL is reached over a Unix socket here (else loopback TCP).
pub const UNIX_SOCKETS: bool = true;

/// The longest path of a Unix socket in bytes. Linux has 107, macOS and the
/// BSDs 103; the shorter one keeps a data directory portable.
pub const SOCKET_PATH_LIMIT: usize = 103;

/// Whether this process may do anything (root).
#[must_use]
pub fn is_root() -> bool {
    geteuid().is_root()
}

/// Who a child runs as when this process is root: `postgres`, else `nobody`.
/// PostgreSQL refuses accounts without an entry in the password file.
#[must_use]
pub fn unprivileged_account() -> Option<Account> {
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "_postgres", "nobody"]
        .iter()
        .find_map(|name| find_account(&passwd, name))
}

fn find_account(passwd: &str, wanted: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| *name == wanted)?;
        let uid = numeric(fields.nth(1)?)?;
        let gid = numeric(fields.next()?)?;
        (uid != 0).then(|| Account {
            name: name.to_owned(),
            uid,
            gid,
        })
    })
}

/// macOS writes the user of `nobody` as -2.
fn numeric(field: &str) -> Option<u32> {
    field
        .parse()
        .ok()
        .or_else(|| field.parse::<i32>().ok().map(i32::cast_unsigned))
}

/// Lets `command` run as `account`, without any of this process's groups.
pub fn run_as(command: &mut Command, account: Option<&Account>) {
    if let Some(account) = account {
        command
            .uid(account.uid)
            .gid(account.gid)
            .env("USER", &account.name);
        command.env("LOGNAME", &account.name).env_remove("HOME");
    }
}

/// Keeps the signals of a terminal (Ctrl-C) away from `command`.
pub fn detach(command: &mut Command) {
    command.process_group(0);
}

/// The program that starts a PostgreSQL server and stays its main process.
#[must_use]
pub fn server_command(binaries: &Path, data: &Path, _log: &Path) -> Command {
    let mut command = Command::new(binaries.join("postgres"));
    command.arg("-D").arg(data);
    command
}

/// Whether a process with this number exists and has not ended.
#[must_use]
pub fn process_alive(pid: u32) -> bool {
    let Some(pid) = to_pid(pid) else { return false };
    match test_kill_process(pid) {
        Ok(()) => !is_zombie(pid),
        Err(error) => error == rustix::io::Errno::PERM,
    }
}

/// Whether a living process is a PostgreSQL server that works in `data`.
/// Where the system does not tell, a process is given the benefit of the doubt.
#[must_use]
pub fn is_server_of(pid: u32, data: &Path) -> bool {
    if !process_alive(pid) {
        return false;
    }
    if let Ok(name) = fs::read_to_string(format!("/proc/{pid}/comm"))
        && !name.starts_with("postgres")
        && !name.starts_with("postmaster")
    {
        return false;
    }
    match (
        fs::read_link(format!("/proc/{pid}/cwd")),
        fs::canonicalize(data),
    ) {
        (Ok(works_in), Ok(data)) => works_in == data,
        _ => true,
    }
}

fn is_zombie(pid: Pid) -> bool {
    fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()))
        .ok()
        .and_then(|stat| Some(stat.rsplit_once(") ")?.1.starts_with('Z')))
        .unwrap_or(false)
}

fn to_pid(pid: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(pid).ok()?)
}

/// Asks the PostgreSQL server `pid` to stop; does not wait for it.
///
/// # Errors
/// When there is no such process or it belongs to somebody else.
pub fn stop_server(pid: u32, mode: StopMode) -> io::Result<()> {
    let pid = to_pid(pid).ok_or(io::ErrorKind::InvalidInput)?;
    let signal = match mode {
        StopMode::Fast => Signal::INT,
        StopMode::Immediate => Signal::QUIT,
    };
    Ok(kill_process(pid, signal)?)
}

/// Creates a file that only its owner may read; fails if it exists.
///
/// # Errors
/// Those of the file system.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

/// Creates one folder. `account` becomes its owner and the only one to enter;
/// without an account it stays with this process.
///
/// # Errors
/// Those of the file system.
pub fn create_private_folder(path: &Path, account: Option<&Account>) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(path)?;
    give_to(path, account)
}

/// Opens a folder for everybody to pass through, but not to list or change,
/// when children run as another account.
///
/// # Errors
/// Those of the file system.
pub fn let_pass(path: &Path, account: Option<&Account>) -> io::Result<()> {
    let mode = if account.is_some() { 0o711 } else { 0o700 };
    fs::set_permissions(path, Permissions::from_mode(mode))
}

/// Lets everybody read and enter, as installed programs are.
///
/// # Errors
/// Those of the file system.
pub fn let_read(path: &Path) -> io::Result<()> {
    fs::set_permissions(path, Permissions::from_mode(0o755))
}

/// Makes `account` the owner of one file or folder.
///
/// # Errors
/// Those of the file system.
pub fn give_to(path: &Path, account: Option<&Account>) -> io::Result<()> {
    match account {
        Some(account) => chown(path, Some(account.uid), Some(account.gid)),
        None => Ok(()),
    }
}

/// Whether `path` is a folder (no link) of the given account, or of this
/// process, that nobody else may enter.
#[must_use]
pub fn is_private_folder(path: &Path, account: Option<&Account>) -> bool {
    let owner = account.map_or_else(|| geteuid().as_raw(), |account| account.uid);
    fs::symlink_metadata(path).is_ok_and(|found| {
        found.is_dir() && found.uid() == owner && found.mode().trailing_zeros() >= 6
    })
}

/// The outermost folder above or at `path` that `account` may not pass through.
#[must_use]
pub fn closed_to(path: &Path, account: &Account) -> Option<PathBuf> {
    let mut folders: Vec<&Path> = path.ancestors().collect();
    folders.reverse();
    let closed = folders.into_iter().find(|folder| {
        fs::metadata(folder).is_ok_and(|found| {
            let bit = if found.uid() == account.uid {
                0o100
            } else if found.gid() == account.gid {
                0o010
            } else {
                0o001
            };
            found.mode() & bit == 0
        })
    });
    closed.map(Path::to_path_buf)
}

/// Folders with short paths for sockets, best first: the session's own
/// (`XDG_RUNTIME_DIR`), then the one for temporary files.
#[must_use]
pub fn runtime_folders() -> Vec<PathBuf> {
    let session = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let session = session.filter(|folder| folder.is_absolute() && !is_root());
    session
        .into_iter()
        .chain([std::env::temp_dir(), PathBuf::from("/tmp")])
        .collect()
}

/// Where a system service keeps its data when its own folder will not do.
#[must_use]
pub fn service_state_folder() -> Option<PathBuf> {
    Some(PathBuf::from("/var/lib/ossm"))
}

/// Starts a small watcher that outlives this process: when this process ends,
/// however it ends, the watcher drops the server of the throw-away cluster in
/// `root` and removes the given folders. It waits on a pipe and costs nothing.
///
/// # Errors
/// When there is no shell.
pub fn watch_over(root: &Path, folders: &[&Path]) -> io::Result<Option<Child>> {
    const SCRIPT: &str = r#"
        while read -r _; do :; done
        pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
        if [ -n "$pid" ]; then
            kill -QUIT "$pid" 2>/dev/null
            tries=0
            while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 200 ]; do
                sleep 0.05
                tries=$((tries + 1))
            done
        fi
        rm -rf "$@"
    "#;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", SCRIPT, "ossm-watcher"])
        .arg(root)
        .args(folders)
        .current_dir("/");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    detach(&mut command);
    command.spawn().map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\n\
                          nobody:*:-2:-2:Nobody:/var/empty:/usr/bin/false\n\
                          postgres:x:101:104::/var/lib/postgresql:/bin/bash\n";

    #[test]
    fn accounts_come_from_the_password_file() {
        let postgres = Account {
            name: "postgres".into(),
            uid: 101,
            gid: 104,
        };
        assert_eq!(find_account(PASSWD, "postgres"), Some(postgres));
        assert_eq!(
            find_account(PASSWD, "nobody").map(|a| a.uid),
            Some(u32::MAX - 1)
        );
        assert_eq!(find_account(PASSWD, "root"), None);
        assert_eq!(find_account(PASSWD, "post"), None);
    }

    #[test]
    fn a_closed_folder_on_the_way_is_named() {
        let top = tempfile::tempdir().unwrap();
        let closed = top.path().join("closed");
        let inner = closed.join("inner");
        fs::create_dir_all(&inner).unwrap();
        fs::set_permissions(top.path(), Permissions::from_mode(0o755)).unwrap();
        let stranger = Account {
            name: "stranger".into(),
            uid: 4_000_000,
            gid: 4_000_000,
        };
        fs::set_permissions(&closed, Permissions::from_mode(0o711)).unwrap();
        assert_eq!(closed_to(&inner, &stranger), None);
        fs::set_permissions(&closed, Permissions::from_mode(0o750)).unwrap();
        assert_eq!(closed_to(&inner, &stranger), Some(closed));
    }

    #[test]
    fn only_a_folder_of_our_own_is_private() {
        let top = tempfile::tempdir().unwrap();
        let folder = top.path().join("private");
        create_private_folder(&folder, None).unwrap();
        assert!(is_private_folder(&folder, None));
        let link = top.path().join("link");
        std::os::unix::fs::symlink(&folder, &link).unwrap();
        assert!(!is_private_folder(&link, None));
        fs::set_permissions(&folder, Permissions::from_mode(0o750)).unwrap();
        assert!(!is_private_folder(&folder, None));
    }

    #[test]
    fn this_process_is_alive_and_no_server() {
        assert!(process_alive(std::process::id()));
        assert!(!is_server_of(std::process::id(), Path::new("/")));
        assert!(!process_alive(u32::MAX));
        assert!(!process_alive(0));
    }
}
