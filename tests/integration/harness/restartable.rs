//! A PostgreSQL that a test stops and starts behind the server's back.

use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A PostgreSQL cluster; gone when the test process ends.
pub struct TestCluster {
    folder: PathBuf,
    /// Its standard input is the leash: when the test process ends, however it
    /// ends, the pipe closes and the shell stops the cluster.
    _leash: Child,
}

impl TestCluster {
    /// Makes a new cluster and starts it.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("ossm-test-")
            .tempdir()
            .unwrap()
            .keep();
        let owner = owner();
        if let Some((uid, gid)) = owner {
            std::os::unix::fs::chown(&folder, Some(uid), Some(gid)).unwrap();
        }
        let data = folder.join("data");
        run(command("initdb", owner)
            .args(["--auth=trust", "--username=postgres"])
            .args(["--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(&data));
        start_server(&folder);
        let leash = command("sh", owner)
            .arg("-c")
            .arg(format!(
                "read line; {} -D {} -m immediate stop; rm -rf {}",
                binary("pg_ctl").display(),
                data.display(),
                folder.display()
            ))
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self {
            folder,
            _leash: leash,
        }
    }

    /// Where a database of this cluster is.
    pub fn url(&self, database: &str) -> String {
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{host}/{database}")
    }

    /// Stops the server: `fast` ends its sessions, `immediate` drops them.
    pub fn stop_server(&self, mode: &str) {
        run(command("pg_ctl", owner())
            .args(["-w", "-m", mode, "-D"])
            .arg(self.folder.join("data"))
            .arg("stop"));
    }

    /// Starts the server again.
    pub fn start_server(&self) {
        start_server(&self.folder);
    }
}

fn start_server(folder: &Path) {
    let settings = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off \
        -c max_connections=400 -c listen_addresses='' -c shared_buffers=128MB -c jit=off \
        -c unix_socket_directories=";
    run(command("pg_ctl", owner())
        .args(["-w", "-D"])
        .arg(folder.join("data"))
        .arg("-l")
        .arg(folder.join("log"))
        .arg("-o")
        .arg(format!("{settings}{}", folder.display()))
        .arg("start"));
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`.
fn owner() -> Option<(u32, u32)> {
    let id = |args: &[&str]| -> u32 {
        let out = Command::new("id").args(args).output().unwrap().stdout;
        String::from_utf8(out).unwrap().trim().parse().unwrap()
    };
    (id(&["-u"]) == 0).then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"])))
}

fn command(name: &str, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(binary(name));
    if let Some((uid, gid)) = owner {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/");
    command
}

fn binary(name: &str) -> PathBuf {
    (15..20)
        .rev()
        .map(|major| PathBuf::from(format!("/usr/lib/postgresql/{major}/bin")).join(name))
        .find(|path| path.exists())
        .unwrap_or_else(|| Path::new(name).to_path_buf())
}

fn run(command: &mut Command) {
    let status = command.stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}");
}
