//! A real `ossm` on a test's database, which tests may kill.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A running `ossm serve`; killed (SIGKILL) when dropped.
pub struct Process(Child);

impl Process {
    /// Starts it and waits until it listens. `bind` is an address with a port.
    pub fn start(folder: &Path, database: &str, bind: &str) -> Self {
        Self::start_with(folder, database, bind, &[])
    }

    /// The same with more settings, as environment variables.
    pub fn start_with(
        folder: &Path,
        database: &str,
        bind: &str,
        settings: &[(&str, &str)],
    ) -> Self {
        let mut child = command(folder, database)
            .envs(settings.iter().copied())
            .args(["serve", "--bind", bind])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        let (tell, ready) = mpsc::channel();
        // It goes on reading, so that the process never waits for a full pipe.
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                if line.starts_with("Listening on ") {
                    let _ = tell.send(());
                }
            }
        });
        let child = Self(child);
        ready
            .recv_timeout(Duration::from_mins(1))
            .expect("the server says where it listens");
        child
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes a member by the command line, of the server that listens on `bind`.
pub fn create_member(folder: &Path, database: &str, bind: &str, name: &str) {
    let email = format!("{name}@mail.example");
    let mut child = command(folder, database)
        .env("OSSM_SERVER__BIND", bind)
        .args([
            "user",
            "create",
            name,
            "--email",
            &email,
            "--password-stdin",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let stdin = child.stdin.as_mut().unwrap();
    stdin.write_all(b"a fox jumps over lazy members\n").unwrap();
    assert!(child.wait().unwrap().success());
}

fn command(folder: &Path, database: &str) -> Command {
    let path = std::env::vars_os().filter(|(name, _)| name == "PATH");
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossm"));
    command
        .current_dir(folder)
        .env_clear()
        .envs(path)
        .env("OSSM_DATABASE__URL", database)
        .env("OSSM_STORAGE__DATA_DIR", folder)
        .env("OSSM_FEDERATION__ALLOW_HTTP", "true")
        .env("OSSM_FEDERATION__ALLOW_PRIVATE_ADDRESSES", "true")
        .env("OSSM_FEDERATION__DELIVERY_HOSTS_AT_ONCE", "4")
        .env("OSSM_JOBS__LEASE_SECONDS", "5")
        .env("OSSM_JOBS__POLL_SECONDS", "1");
    command
}
