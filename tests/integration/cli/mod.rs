//! The command line, driven as a person would: the real executable, its output
//! and its exit code.

mod config;
mod doctor;
mod usage;

use std::path::Path;
use std::process::{Command, Output};

/// What a finished command said.
struct Said {
    code: i32,
    out: String,
    err: String,
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
fn ossm(folder: &Path, variables: &[(&str, &str)], arguments: &[&str]) -> Said {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ossm"));
    command
        .current_dir(folder)
        .env_clear()
        .envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    command.envs(variables.iter().copied()).args(arguments);
    command.output().unwrap().into()
}
