//! Creates the cluster, in a folder of its own that is moved into place when
//! complete: a kill in the middle leaves nothing that looks like a cluster.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::find::Binaries;
use super::layout::{ADMIN, Layout};
use super::options::ClusterOptions;
use super::problem;
use crate::foundation::error::{Error, Result};
use crate::foundation::platform;

const STAGING: &str = "initdb-";

/// Creates `data/`. The caller holds the start lock.
pub(super) async fn create(
    layout: &Layout,
    binaries: &Binaries,
    password: &str,
    options: &ClusterOptions<'_>,
) -> Result<()> {
    remove_leftovers(layout);
    let account = layout.account.as_ref();
    let failed = |error: std::io::Error| {
        let root = layout.root.display();
        problem(format!(
            "The database cannot be created in {root}: {error}."
        ))
        .because(error)
    };
    let staging = tempfile::Builder::new()
        .prefix(STAGING)
        .tempdir_in(&layout.root)
        .map_err(failed)?;
    platform::give_to(staging.path(), account).map_err(failed)?;
    let password_file = staging.path().join("password");
    let mut file = platform::create_private_file(&password_file).map_err(failed)?;
    file.write_all(password.as_bytes()).map_err(failed)?;
    platform::give_to(&password_file, account).map_err(failed)?;
    let data = staging.path().join("data");
    let mut refusal = String::new();
    for locale in locales(binaries.major) {
        match run(layout, binaries, &data, &password_file, locale, options).await? {
            Outcome::Created => {
                include_settings(&data).map_err(failed)?;
                return fs::rename(&data, layout.data()).map_err(failed);
            }
            Outcome::Refused(said) => refusal = said,
        }
    }
    Err(problem(format!(
        "PostgreSQL could not create the database. It said: {refusal}"
    )))
}

enum Outcome {
    Created,
    Refused(String),
}

/// Ways to say "plain order of bytes, but letters of all languages have upper
/// and lower case", best first. Not every system knows all of them.
fn locales(major: u32) -> &'static [&'static [&'static str]] {
    if major >= 17 {
        return &[
            &[
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ],
            &["--locale=C"],
        ];
    }
    &[&["--locale=C", "--lc-ctype=C.UTF-8"], &["--locale=C"]]
}

async fn run(
    layout: &Layout,
    binaries: &Binaries,
    data: &Path,
    password_file: &Path,
    locale: &[&str],
    options: &ClusterOptions<'_>,
) -> Result<Outcome> {
    let mut command = std::process::Command::new(binaries.program("initdb"));
    command
        .arg("-D")
        .arg(data)
        .arg("--pwfile")
        .arg(password_file);
    command.args([
        "-U",
        ADMIN,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
    ]);
    command.args(locale);
    if options.sets("fsync", "off") {
        command.arg("--no-sync");
    }
    command
        .current_dir(&layout.root)
        .env("LC_MESSAGES", "C")
        .stdin(Stdio::null());
    platform::detach(&mut command);
    platform::run_as(&mut command, layout.account.as_ref());
    let mut command = tokio::process::Command::from(command);
    let output = command.kill_on_drop(true).output().await.map_err(|error| {
        problem(format!(
            "{} cannot be run: {error}.",
            binaries.program("initdb").display()
        ))
        .because(error)
    })?;
    if output.status.success() {
        return Ok(Outcome::Created);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    // A refusal for the locale comes before or after the folder is made.
    if data.exists() {
        fs::remove_dir_all(data).map_err(Error::internal)?;
    }
    Ok(Outcome::Refused(said))
}

fn include_settings(data: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new()
        .append(true)
        .open(data.join("postgresql.conf"))?;
    file.write_all(
        b"\n# OSSM's settings; what stands below this line overrides them.\n\
          include_if_exists = '../ossm.conf'\n",
    )
}

/// Removes what a killed process left.
fn remove_leftovers(layout: &Layout) {
    for entry in fs::read_dir(&layout.root)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        if entry.file_name().to_string_lossy().starts_with(STAGING) {
            // What cannot be removed now is tried again at the next start.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
