//! Connecting over TLS to a server with a certificate of its own, and to
//! servers that are too old or say nothing.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ossm::db::cluster::{Cluster, ClusterOptions};
use ossm::db::connect::{ConnectError, Target};
use ossm::foundation::platform;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::cluster::helper::{ask, data_dir, quiet};

/// A server with `ssl=on`, and certificates around it.
struct TlsServer {
    folder: TempDir,
    cluster: Cluster,
    port: u16,
}

impl TlsServer {
    /// With a certificate for `localhost`, signed by an authority of its own.
    async fn start() -> Self {
        let folder = data_dir();
        let (authority, issuer) = authority();
        let key = KeyPair::generate().unwrap();
        let names = vec!["localhost".to_owned()];
        let certificate = CertificateParams::new(names)
            .unwrap()
            .signed_by(&key, &issuer)
            .unwrap()
            .pem();
        Self::start_with(folder, &authority, &certificate, &key.serialize_pem()).await
    }

    async fn start_with(folder: TempDir, authority: &str, certificate: &str, key: &str) -> Self {
        std::fs::write(folder.path().join("ca.pem"), authority).unwrap();
        std::fs::write(folder.path().join("other.pem"), self::authority().0).unwrap();
        let cert_file = private(folder.path().join("server.pem"), certificate);
        let key_file = private(folder.path().join("server.key"), key);
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut options = ClusterOptions::throw_away(folder.path().to_path_buf(), &quiet);
        for (name, value) in [
            ("port", port.to_string().as_str()),
            ("listen_addresses", "127.0.0.1"),
            ("ssl", "on"),
            ("ssl_cert_file", cert_file.to_str().unwrap()),
            ("ssl_key_file", key_file.to_str().unwrap()),
        ] {
            options.settings.push((name.to_owned(), value.to_owned()));
        }
        let cluster = Cluster::start(&options).await.unwrap();
        Self {
            folder,
            cluster,
            port,
        }
    }

    fn url(&self, host: &str, parameters: &str) -> String {
        let password = std::fs::read_to_string(self.folder.path().join("postgres/password"));
        let port = self.port;
        format!(
            "postgres://ossm:{}@{host}:{port}/ossm?{parameters}",
            password.unwrap()
        )
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// Whether a connection is encrypted, as the server sees it.
    async fn encrypted(&self, host: &str, parameters: &str) -> String {
        let expression = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
        ask(&self.url(host, parameters), expression).await
    }

    async fn refusal(&self, host: &str, parameters: &str) -> String {
        let target = Target::parse(&self.url(host, parameters)).unwrap();
        target
            .connect()
            .await
            .err()
            .expect("it connected")
            .to_string()
    }
}

/// A certificate authority: its certificate, and what signs with it.
fn authority() -> (String, Issuer<'static, KeyPair>) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    (certificate, Issuer::new(params, key))
}

/// PostgreSQL reads a key only if nobody else can.
fn private(path: PathBuf, text: &str) -> PathBuf {
    use std::io::Write;
    platform::create_private_file(&path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    let account = platform::unprivileged_account().filter(|_| platform::is_root());
    platform::give_to(&path, account.as_ref()).unwrap();
    path
}

#[tokio::test]
async fn every_sslmode_checks_what_it_promises() {
    let server = TlsServer::start().await;
    let ca = format!("sslrootcert={}", server.file("ca.pem"));
    let other = format!("sslrootcert={}", server.file("other.pem"));
    let host = "localhost";
    assert_eq!(server.encrypted(host, "sslmode=disable").await, "false");
    assert_eq!(server.encrypted(host, "sslmode=prefer").await, "true");
    assert_eq!(server.encrypted(host, "sslmode=require").await, "true");
    assert_eq!(
        server
            .encrypted(host, &format!("sslmode=verify-full&{ca}"))
            .await,
        "true"
    );
    assert_eq!(
        server
            .encrypted(host, &format!("sslmode=verify-ca&{ca}"))
            .await,
        "true"
    );

    // Another name than the certificate's.
    let address = "127.0.0.1";
    assert_eq!(
        server
            .encrypted(address, &format!("sslmode=verify-ca&{ca}"))
            .await,
        "true"
    );
    let refusal = server
        .refusal(address, &format!("sslmode=verify-full&{ca}"))
        .await;
    assert!(refusal.contains("not valid for name"), "{refusal}");

    // Another authority, and the public ones.
    for mode in ["require", "verify-ca", "verify-full"] {
        let refusal = server
            .refusal(host, &format!("sslmode={mode}&{other}"))
            .await;
        assert!(refusal.contains("certificate"), "{mode}: {refusal}");
    }
    let refusal = server.refusal(host, "sslmode=verify-full").await;
    assert!(refusal.contains("UnknownIssuer"), "{refusal}");
    server.cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_self_signed_certificate_can_be_trusted_by_itself() {
    // As `openssl req -x509` makes it: an authority and a server in one.
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap().pem();
    let key = key.serialize_pem();
    let server = TlsServer::start_with(data_dir(), &certificate, &certificate, &key).await;
    let own = format!("sslmode=verify-full&sslrootcert={}", server.file("ca.pem"));
    assert_eq!(server.encrypted("localhost", &own).await, "true");
    let refusal = server.refusal("127.0.0.1", &own).await;
    assert!(refusal.contains("not valid for name"), "{refusal}");
    let other = format!(
        "sslmode=verify-full&sslrootcert={}",
        server.file("other.pem")
    );
    server.refusal("localhost", &other).await;
    server.cluster.stop().await.unwrap();
}

#[tokio::test]
async fn a_root_file_that_cannot_be_used_is_named() {
    let folder = data_dir();
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "no certificate here").unwrap();
    for (path, part) in [
        (folder.path().join("absent.pem").as_path(), "cannot be read"),
        (empty.as_path(), "contains no certificate"),
    ] {
        let error = parse_with_roots(path).unwrap_err();
        assert!(error.message().contains(part), "{error}");
        assert!(error.message().contains("sslrootcert"), "{error}");
    }
}

fn parse_with_roots(path: &Path) -> ossm::foundation::error::Result<Target> {
    let path = path.display();
    Target::parse(&format!(
        "postgres://h/d?sslmode=verify-full&sslrootcert={path}"
    ))
}

#[tokio::test]
async fn an_old_server_is_refused_by_its_version() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _start = stream.read(&mut [0; 1024]).await.unwrap();
        // Authentication succeeded; the version; ready for queries.
        stream.write_all(b"R\0\0\0\x08\0\0\0\0").await.unwrap();
        stream
            .write_all(b"S\0\0\0\x18server_version\x0014.9\0")
            .await
            .unwrap();
        stream.write_all(b"Z\0\0\0\x05I").await.unwrap();
        stream
    };
    let url = format!("postgres://me@127.0.0.1:{port}/ossm?sslmode=disable");
    let target = Target::parse(&url).unwrap();
    let (_stream, refusal) = tokio::join!(server, target.connect());
    let refusal = refusal.err().unwrap();
    assert!(
        matches!(&refusal, ConnectError::TooOld(version) if version == "14.9"),
        "{refusal}"
    );
    assert!(refusal.to_string().contains("needs version 15 or newer"));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://me@127.0.0.1:{port}/ossm?sslmode=disable&connect_timeout=1");
    let began = Instant::now();
    let refusal = Target::parse(&url).unwrap().connect().await.err().unwrap();
    assert!(matches!(refusal, ConnectError::TimedOut(_)), "{refusal}");
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn nobody_there_is_said_plainly() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let target = Target::parse(&format!("host=127.0.0.1 port={port} user=me")).unwrap();
    let refusal = target.connect().await.err().unwrap().to_string();
    assert!(refusal.contains("refused"), "{refusal}");
}
