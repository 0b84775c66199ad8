//! Files in an S3-compatible storage: the one of `PyPI`'s `moto`, where it is
//! installed.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ossm::foundation::config::{Secret, Storage};
use ossm::foundation::error::ErrorKind;
use ossm::foundation::storage::{FileType, Folder, Key, Store};
use reqwest::StatusCode;

use crate::harness::TestServer;

/// A running storage with a bucket.
struct Moto {
    program: Child,
    endpoint: String,
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

const WHERE: &str = "command -v moto_server || \
    ls \"${OSSM_CI_TOOLS:-$HOME/.cache/ossm-ci}/venv/bin/moto_server\"";

impl Moto {
    /// None, and a word about it, where it is not installed.
    async fn start() -> Option<Self> {
        let found = Command::new("sh").args(["-c", WHERE]).output().unwrap();
        let path = String::from_utf8(found.stdout).unwrap();
        if path.trim().is_empty() {
            eprintln!(
                "skipped: moto_server is not installed (pip install 'moto[s3]' flask flask-cors)"
            );
            return None;
        }
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let program = Command::new(path.trim())
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self {
            program,
            endpoint: format!("http://127.0.0.1:{port}"),
        };
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let until = Instant::now() + Duration::from_mins(1);
        loop {
            let bucket = client.put(format!("{}/demo", moto.endpoint)).send().await;
            if bucket.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return Some(moto);
            }
            assert!(Instant::now() < until, "the storage does not start");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn settings(&self, storage: &mut Storage) {
        storage.s3_bucket = Some("demo".to_owned());
        storage.s3_endpoint = Some(self.endpoint.clone());
        storage.s3_access_key_id = Some("demo".to_owned());
        storage.s3_secret_access_key = Some(Secret::new("demo"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_keeps_files_small_and_large() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let Some(moto) = Moto::start().await else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Storage {
        data_dir: folder.path().to_owned(),
        ..Storage::default()
    };
    moto.settings(&mut settings);
    let store = Store::of(&settings).unwrap();
    let key = store
        .put(Folder::Posts, FileType::Png, b"0123456789".to_vec())
        .await
        .unwrap();
    let file = store.open(&key).await.unwrap();
    assert_eq!(
        (file.len, file.bytes(0..10).await.unwrap()),
        (10, b"0123456789".to_vec())
    );
    assert_eq!(file.bytes(2..5).await.unwrap(), b"234");

    let mut large = store.scratch().await.unwrap();
    let bytes: Vec<u8> = (0..20_000_000_u32).map(|n| n.to_le_bytes()[1]).collect();
    large.write_all(&bytes).unwrap();
    let film = Key::random(Folder::Posts, FileType::Mp4).unwrap();
    store.put_file(&film, large.into_temp_path()).await.unwrap();
    let copy = store.local_copy(&film).await.unwrap();
    assert!(std::fs::read(copy.path()).unwrap() == bytes);
    let path = copy.path().to_owned();
    drop(copy);
    assert!(!path.exists());

    for key in [&key, &film] {
        store.delete(key).await.unwrap();
        store.delete(key).await.unwrap();
        assert_eq!(
            store.open(key).await.unwrap_err().kind(),
            ErrorKind::NotFound
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_a_bucket_takes_and_sends_files() {
    let Some(moto) = Moto::start().await else {
        return;
    };
    let endpoint = moto.endpoint.clone();
    let server = TestServer::builder()
        .config(move |config| {
            config.storage.s3_bucket = Some("demo".to_owned());
            config.storage.s3_endpoint = Some(endpoint);
            config.storage.s3_access_key_id = Some("demo".to_owned());
            config.storage.s3_secret_access_key = Some(Secret::new("demo"));
        })
        .start()
        .await;
    let store = server.app.pictures.store();
    let key = store
        .put(Folder::Posts, FileType::Png, b"0123456789".to_vec())
        .await
        .unwrap();
    let request = server.browser().get(server.url(&format!("/media/{key}")));
    let part = request.header("range", "bytes=-3").send().await.unwrap();
    assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(part.text().await.unwrap(), "789");
    assert!(!server.data_dir.path().join("media").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storage_that_is_away_says_try_later() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let settings = Storage {
        s3_bucket: Some("demo".to_owned()),
        s3_endpoint: Some(format!("http://127.0.0.1:{port}")),
        s3_access_key_id: Some("demo".to_owned()),
        s3_secret_access_key: Some(Secret::new("demo")),
        ..Storage::default()
    };
    let store = Store::of(&settings).unwrap();
    let refused = store
        .put(Folder::Posts, FileType::Png, vec![1])
        .await
        .unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unavailable);
}
