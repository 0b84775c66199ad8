//! Fetching PostgreSQL from an archive server, which here is a local one.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::digest::{SHA256, digest};
use ossm::db::cluster::{Cluster, ClusterOptions, Origin, Search, find_installed};
use ossm::foundation::platform;
use tempfile::TempDir;

use super::helper::{ask, data_dir, lasting};

/// Serves one archive and its checksum, and counts the requests.
struct ArchiveServer {
    url: String,
    requests: Arc<AtomicUsize>,
}

impl ArchiveServer {
    fn start(archive: Vec<u8>, checksum: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        // Ends with the test binary.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                let path = request.split(' ').nth(1).unwrap();
                counter.fetch_add(1, Ordering::SeqCst);
                let (status, body) = match path {
                    path if path.ends_with(".tar.gz") => ("200 OK", archive.as_slice()),
                    path if path.ends_with(".sha256") => ("200 OK", checksum.as_bytes()),
                    _ => ("404 Not Found", b"".as_slice()),
                };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                // The client may hang up when it has read enough.
                let _ = stream
                    .write_all(head.as_bytes())
                    .and_then(|()| stream.write_all(body));
            }
        });
        let url = format!("http://{address}/postgresql-15.99.0-{{target}}.tar.gz");
        Self { url, requests }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// An archive laid out like the real ones, whose programs call the installed
/// ones; none where no shell can do that or nothing is installed.
fn archive() -> Option<Vec<u8>> {
    let installed = find_installed()
        .into_iter()
        .find(|found| found.major >= 15)?;
    if !platform::UNIX_SOCKETS {
        return None;
    }
    let zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut archive = tar::Builder::new(zipped);
    for folder in ["postgresql-15.99.0/", "postgresql-15.99.0/bin/"] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(tar::EntryType::Directory);
        header.set_size(0);
        header.set_mode(0o755);
        archive
            .append_data(&mut header, folder, std::io::empty())
            .unwrap();
    }
    for program in ["postgres", "initdb", "pg_ctl"] {
        let target = installed.folder.join(program);
        let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", target.display());
        let mut header = tar::Header::new_gnu();
        header.set_size(script.len() as u64);
        header.set_mode(0o755);
        let path = format!("postgresql-15.99.0/bin/{program}");
        archive
            .append_data(&mut header, path, script.as_bytes())
            .unwrap();
    }
    Some(archive.into_inner().unwrap().finish().unwrap())
}

fn checksum(bytes: &[u8]) -> String {
    let digits: Vec<String> = digest(&SHA256, bytes)
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("{}  postgresql-15.99.0.tar.gz\n", digits.concat())
}

fn without_programs<'a>(
    folder: &Path,
    url: &str,
    announce: &'a (dyn Fn(&str) + Send + Sync),
) -> ClusterOptions<'a> {
    ClusterOptions {
        search: Search::Folders(Vec::new()),
        archive_url: url.to_owned(),
        announce,
        ..lasting(folder)
    }
}

fn fetched(folder: &TempDir) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder.path().join("postgres-binaries")) else {
        return Vec::new();
    };
    entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test]
async fn missing_programs_are_fetched_once() {
    let Some(archive) = archive() else { return };
    let checksum = checksum(&archive);
    let server = ArchiveServer::start(archive, checksum);
    let folder = data_dir();
    let said = Mutex::new(Vec::new());
    let requests_when_said = Mutex::new(Vec::new());
    let announce = |text: &str| {
        said.lock().unwrap().push(text.to_owned());
        requests_when_said.lock().unwrap().push(server.requests());
    };
    let options = without_programs(folder.path(), &server.url, &announce);
    let cluster = Cluster::start(&options).await.unwrap();
    assert_eq!(cluster.origin(), Origin::Started);
    assert_eq!(ask(&cluster.url(), "1 + 1").await, "2");
    assert!(said.lock().unwrap()[0].contains("Fetching it once from http://127.0.0.1"));
    assert_eq!(
        requests_when_said.lock().unwrap()[0],
        0,
        "announced before it starts"
    );
    assert_eq!(server.requests(), 2);
    assert_eq!(fetched(&folder), ["15.99.0"]);
    cluster.stop().await.unwrap();

    let cluster = Cluster::start(&options).await.unwrap();
    assert_eq!(server.requests(), 2, "a second start does not fetch again");
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn an_archive_with_a_wrong_checksum_is_refused() {
    let archive = b"not what it seems".to_vec();
    let server = ArchiveServer::start(archive, checksum(b"something else"));
    let folder = data_dir();
    let options = without_programs(folder.path(), &server.url, &|_| ());
    let error = Cluster::start(&options).await.unwrap_err();
    assert!(
        error.message().contains("damaged or was exchanged"),
        "{error}"
    );
    assert!(error.message().contains("OSSM_DATABASE__URL"), "{error}");
    assert_eq!(fetched(&folder), [""; 0], "nothing half done");
    assert!(!folder.path().join("postgres/data").exists());
}

#[tokio::test]
async fn an_archive_that_is_none_is_refused() {
    let archive = b"<html>Please sign in to this network</html>".to_vec();
    let sum = checksum(&archive);
    let server = ArchiveServer::start(archive, sum);
    let folder = data_dir();
    let options = without_programs(folder.path(), &server.url, &|_| ());
    let error = Cluster::start(&options).await.unwrap_err();
    assert!(error.message().contains("not a readable tar.gz"), "{error}");
    assert_eq!(fetched(&folder), [""; 0]);
}

#[tokio::test]
async fn an_archive_that_is_not_there_is_named() {
    let server = ArchiveServer::start(Vec::new(), String::new());
    let folder = data_dir();
    let url = server.url.replace(".tar.gz", ".tar.bz2");
    let options = without_programs(folder.path(), &url, &|_| ());
    let error = Cluster::start(&options).await.unwrap_err();
    assert!(error.message().contains("404"), "{error}");
}
