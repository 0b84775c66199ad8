//! Where the parts of the cluster are, and how to address it.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use aws_lc_rs::digest::{SHA256, digest};

use super::options::{ClusterOptions, Keep};
use super::problem;
use crate::foundation::error::Result;
use crate::foundation::platform::{self, Account};

/// The database account of OSSM; it owns the database `ossm` and is no superuser.
pub(super) const ACCOUNT: &str = "ossm";
/// The superuser, used here only.
pub(super) const ADMIN: &str = "postgres";
/// The usual port; on Unix only a part of the socket's name.
const PORT: u16 = 5432;

/// The folders of one cluster.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// `<data_dir>/postgres`, or its substitute.
    pub root: PathBuf,
    /// Fetched programs, beside it.
    pub binaries: PathBuf,
    /// Whom the server runs as, if not as this process.
    pub account: Option<Account>,
    /// On Unix, the number in the socket's name.
    pub port: u16,
}

impl Layout {
    /// Chooses the place and creates the outer folders.
    pub fn prepare(options: &ClusterOptions<'_>) -> Result<Self> {
        let account = unprivileged()?;
        let data_dir = std::path::absolute(&options.data_dir).map_err(|error| {
            problem(format!(
                "{} is not a usable path.",
                options.data_dir.display()
            ))
            .because(error)
        })?;
        make_folders(&data_dir)?;
        if options.keep == Keep::Nothing {
            // Folders for temporary files are closed to all others by default.
            let_pass(&data_dir, account.as_ref())?;
        }
        let base = match &account {
            Some(account) => reachable_base(&data_dir, account, options)?,
            None => data_dir,
        };
        let layout = Self {
            root: base.join("postgres"),
            binaries: base.join("postgres-binaries"),
            account,
            port: options.port().unwrap_or(PORT),
        };
        make_folders(&layout.root)?;
        let_pass(&layout.root, layout.account.as_ref())?;
        Ok(layout)
    }

    pub fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    pub fn password(&self) -> PathBuf {
        self.root.join("password")
    }

    pub fn settings(&self) -> PathBuf {
        self.root.join("ossm.conf")
    }

    pub fn log(&self) -> PathBuf {
        self.root.join("server.log")
    }

    pub fn start_lock(&self) -> PathBuf {
        self.root.join("start.lock")
    }

    pub fn users_lock(&self) -> PathBuf {
        self.root.join("users.lock")
    }

    /// The major version that wrote the data; none before the first start.
    pub fn data_version(&self) -> Option<u32> {
        fs::read_to_string(self.data().join("PG_VERSION"))
            .ok()?
            .trim()
            .parse()
            .ok()
    }

    /// The folder for the socket: `run/` if its path is short enough for the
    /// operating system, else one in a folder for temporary files whose name
    /// is derived from the cluster's.
    pub fn socket_folder(&self) -> Result<PathBuf> {
        let name = format!("ossm-{}", short_hash(&self.root));
        let elsewhere = platform::runtime_folders()
            .into_iter()
            .map(|folder| folder.join(&name));
        let account = self.account.as_ref();
        for folder in std::iter::once(self.root.join("run")).chain(elsewhere) {
            let length = folder
                .join(format!(".s.PGSQL.{}", self.port))
                .as_os_str()
                .len();
            if length > platform::SOCKET_PATH_LIMIT {
                continue;
            }
            // A stranger may have put something in the way in a shared folder.
            if platform::is_private_folder(&folder, account)
                || platform::create_private_folder(&folder, account).is_ok()
            {
                return Ok(folder);
            }
        }
        Err(problem(format!(
            "There is no place for the database's socket: {} is too long a path, and no folder \
             for temporary files can be used. Choose a data directory with a shorter path \
             (OSSM_STORAGE__DATA_DIR).",
            self.root.display()
        )))
    }
}

fn unprivileged() -> Result<Option<Account>> {
    if !platform::is_root() {
        return Ok(None);
    }
    platform::unprivileged_account().map(Some).ok_or_else(|| {
        problem(
            "PostgreSQL does not run as root, and there is no account 'postgres' or 'nobody' to \
             run it as. Create one (useradd --system postgres) or start OSSM as another user.",
        )
    })
}

fn make_folders(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(|error| not_ours(folder, error))
}

fn let_pass(folder: &Path, account: Option<&Account>) -> Result<()> {
    platform::let_pass(folder, account).map_err(|error| not_ours(folder, error))
}

fn not_ours(folder: &Path, error: std::io::Error) -> crate::foundation::error::Error {
    problem(format!(
        "The folder {} cannot be used: {error}. Choose another data directory \
         (OSSM_STORAGE__DATA_DIR) or start OSSM as the user it belongs to.",
        folder.display()
    ))
    .because(error)
}

/// The data directory, or a substitute when `account` cannot reach it. The
/// choice is written down, so that it stays the same.
fn reachable_base(
    data_dir: &Path,
    account: &Account,
    options: &ClusterOptions<'_>,
) -> Result<PathBuf> {
    let note = data_dir.join("postgres-location");
    let noted = fs::read_to_string(&note)
        .ok()
        .map(|text| PathBuf::from(text.trim_end()));
    if let Some(place) = noted.filter(|place| place.is_absolute()) {
        return Ok(place);
    }
    let Some(closed) = platform::closed_to(data_dir, account) else {
        return Ok(data_dir.to_path_buf());
    };
    let why = format!(
        "PostgreSQL runs as '{}', who may not pass through {}",
        account.name,
        closed.display()
    );
    let how = format!(
        "Open it (chmod o+x {}) or choose another data directory (OSSM_STORAGE__DATA_DIR).",
        closed.display()
    );
    let existing = data_dir.join("postgres").join("data").exists();
    let substitute = options.substitute.as_ref().filter(|_| !existing);
    let Some(state) = substitute else {
        return Err(problem(format!("{why}. {how}")));
    };
    let place = state.join(short_hash(data_dir));
    make_folders(&place)?;
    if platform::closed_to(&place, account).is_some() {
        return Err(problem(format!(
            "{why}, nor reach {}. {how}",
            place.display()
        )));
    }
    fs::write(&note, format!("{}\n", place.display())).map_err(|error| not_ours(&note, error))?;
    (options.announce)(&format!(
        "{why}. So the database is kept in {}.",
        place.display()
    ));
    Ok(place)
}

/// Sixteen hexadecimal digits that stand for a path.
fn short_hash(path: &Path) -> String {
    let hash = digest(&SHA256, path.as_os_str().as_encoded_bytes());
    hash.as_ref().get(..8).map(hex).unwrap_or_default()
}

/// Two hexadecimal digits for each byte.
pub(super) fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Where the running server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// On a Unix socket in this folder, with this number in its name.
    Socket(PathBuf, u16),
    /// On 127.0.0.1, on this port.
    Loopback(u16),
}

/// How to sign in to the cluster.
#[derive(Clone)]
pub(super) struct Credentials {
    pub place: Place,
    pub password: String,
}

impl Credentials {
    pub fn url(&self, account: &str, database: &str) -> String {
        let password = encode(self.password.as_bytes());
        let host = match &self.place {
            Place::Socket(folder, port) => {
                format!("{}:{port}", encode(folder.as_os_str().as_encoded_bytes()))
            }
            Place::Loopback(port) => format!("127.0.0.1:{port}"),
        };
        format!(
            "postgres://{account}:{password}@{host}/{}",
            encode(database.as_bytes())
        )
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

fn encode(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                write!(text, "{}", char::from(*byte))
            }
            _ => write!(text, "%{byte:02X}"),
        };
        text
    })
}

impl Keep {
    /// Folders to remove afterwards: none unless the cluster is thrown away.
    pub(super) fn rubbish(self, layout: &Layout, place: &Place) -> Vec<PathBuf> {
        match (self, place) {
            (Self::Data, _) => Vec::new(),
            (Self::Nothing, Place::Socket(folder, _)) => vec![layout.root.clone(), folder.clone()],
            (Self::Nothing, Place::Loopback(_)) => vec![layout.root.clone()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_survive_unusual_paths() {
        if !platform::UNIX_SOCKETS {
            return;
        }
        let folder = PathBuf::from("/srv/my data/ümläut, x%20/run");
        let credentials = Credentials {
            place: Place::Socket(folder.clone(), 5432),
            password: "a:b@c/d".into(),
        };
        let config: tokio_postgres::Config = credentials.url("ossm", "a/b").parse().unwrap();
        assert_eq!(
            format!("{:?}", config.get_hosts()),
            format!("[Unix({folder:?})]")
        );
        assert_eq!(config.get_password(), Some(b"a:b@c/d".as_slice()));
        assert_eq!(config.get_dbname(), Some("a/b"));
        assert!(!format!("{credentials:?}").contains("a:b@c"));
    }

    #[test]
    fn a_long_path_gets_its_socket_elsewhere() {
        if !platform::UNIX_SOCKETS {
            return;
        }
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("x".repeat(120));
        let layout = Layout {
            root,
            binaries: PathBuf::new(),
            account: None,
            port: PORT,
        };
        let folder = layout.socket_folder().unwrap();
        assert!(folder.as_os_str().len() < 90 && folder.is_dir());
        assert_eq!(
            layout.socket_folder().unwrap(),
            folder,
            "the choice has to be stable"
        );
        fs::remove_dir(folder).unwrap();
    }
}
