//! The command line, driven as a person would: the real executable, its output
//! and its exit code.

mod config;
mod content_rule;
mod db;
mod doctor;
mod domain;
mod emoji;
mod legal;
mod media;
mod permissions;
mod report;
mod seed;
mod serve;
mod theme;
mod token;
mod usage;
mod user;

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// What a finished command said.
struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    /// The standard output of a command that went well.
    #[track_caller]
    fn fine(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }

    /// The standard error output of a command that failed.
    #[track_caller]
    fn failed(self) -> String {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        self.err
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// `ossm` in `folder`, with `PATH` and `variables` as its whole environment.
fn command(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossm"));
    let path = std::env::vars_os().filter(|(name, _)| name == "PATH");
    command.current_dir(folder).env_clear().envs(path);
    command
        .envs(variables.iter().copied())
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// Runs `ossm` to its end.
fn ossm(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Said {
    command(folder, variables, arguments)
        .output()
        .unwrap()
        .into()
}

/// Runs `ossm` with `input` on its standard input.
fn ossm_reading(
    folder: &Path,
    variables: &[(&str, &str)],
    arguments: &[&str],
    input: &str,
) -> Said {
    let mut command = command(folder, variables, arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that refuses its arguments may be gone before it reads.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap().into()
}

/// A folder that other accounts may enter: as root, PostgreSQL runs as one.
fn shared_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

/// A running `ossm serve`, killed when dropped.
struct Serving {
    child: Child,
    /// `http://127.0.0.1:PORT`.
    base: String,
}

impl Serving {
    /// Starts a server on a free port and waits until it is ready.
    fn start(folder: &Path, variables: &[(&str, &str)]) -> Self {
        let mut command = command(folder, variables, &["serve", "--bind", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.as_mut().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.strip_prefix("Listening on ")?.to_owned()))
            .expect("the server says where it listens");
        Self {
            child,
            base: format!("http://{address}"),
        }
    }

    /// Asks the server to stop, as a service manager does, and waits for its end.
    fn stop(mut self) -> i32 {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
