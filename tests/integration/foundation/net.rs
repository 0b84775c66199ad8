//! The guarded HTTP client against servers that misbehave on purpose.

use std::io::{self, Read, Write};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use flate2::Compression;
use flate2::write::GzEncoder;
use ossm::foundation::config::Config;
use ossm::foundation::net::address::is_public;
use ossm::foundation::net::{
    Answer, Excess, HttpClient, Limits, Names, NetError, NetErrorKind, Outgoing, Policy, Settings,
};
use url::Url;

/// A server on loopback that answers as a closure says, and notes what it was sent.
struct Peer {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

/// Writes an answer to the request with this path; false closes the connection.
type Handler = dyn Fn(&str, &mut TcpStream) -> io::Result<bool> + Send + Sync;

impl Peer {
    fn start(
        handler: impl Fn(&str, &mut TcpStream) -> io::Result<bool> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (noted, counted) = (Arc::clone(&requests), Arc::clone(&connections));
        let handler: Arc<Handler> = Arc::new(handler);
        // Ends with the test binary.
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                counted.fetch_add(1, Ordering::SeqCst);
                let (noted, handler) = (Arc::clone(&noted), Arc::clone(&handler));
                std::thread::spawn(move || talk(stream, &noted, &*handler));
            }
        });
        Self {
            port,
            requests,
            connections,
        }
    }

    fn url(&self, path: &str) -> Url {
        format!("http://127.0.0.1:{}{path}", self.port)
            .parse()
            .unwrap()
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn talk(mut stream: TcpStream, noted: &Mutex<Vec<String>>, handler: &Handler) {
    while let Some(request) = read_request(&mut stream) {
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        noted.lock().unwrap().push(request);
        // The client may hang up when it has read enough.
        if !matches!(handler(&path, &mut stream), Ok(true)) {
            return;
        }
    }
}

fn read_request(stream: &mut TcpStream) -> Option<String> {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut buffer).ok().filter(|read| *read > 0)?;
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        });
        if body.len() >= length.unwrap_or(0) {
            return Some(text.into_owned());
        }
    }
}

fn answer(stream: &mut TcpStream, head: &str, body: &[u8]) -> io::Result<bool> {
    let length = body.len();
    let head = format!("HTTP/1.1 {head}\r\ncontent-length: {length}\r\n\r\n");
    // In one piece, or the network waits before the second.
    stream.write_all(&[head.as_bytes(), body].concat())?;
    Ok(true)
}

fn redirect(stream: &mut TcpStream, to: &str) -> io::Result<bool> {
    answer(stream, &format!("302 Found\r\nlocation: {to}"), b"")
}

fn settings(policy: Policy) -> Settings {
    Settings {
        policy,
        per_host: 10,
        gets_per_second: None,
        user_agent: "Test/1.0".to_owned(),
    }
}

fn client() -> HttpClient {
    HttpClient::new(&settings(Policy::with_switches(true, true))).unwrap()
}

async fn get(client: &HttpClient, url: &Url, limits: Limits) -> Result<Answer, NetError> {
    client.get(url, limits, |_| Ok(Vec::new())).await
}

async fn get_error(url: &Url, limits: Limits) -> NetErrorKind {
    get(&client(), url, limits).await.unwrap_err().kind()
}

/// Names that lead where the test says.
struct FixedNames(Vec<(&'static str, Vec<&'static str>)>);

#[async_trait]
impl Names for FixedNames {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        let (_, addresses) = found.ok_or_else(|| io::Error::other("no such name"))?;
        Ok(addresses.iter().map(|text| text.parse().unwrap()).collect())
    }
}

#[tokio::test]
async fn the_client_says_who_it_is_and_sends_what_it_is_given() {
    let peer = Peer::start(|_, stream| answer(stream, "202 Accepted\r\nx-a: b", b"thanks"));
    let mut config = Config::default();
    config.federation.allow_http = true;
    config.federation.allow_private_addresses = true;
    let client = HttpClient::new(&Settings::from(&config)).unwrap();
    let outgoing = Outgoing::post(peer.url("/inbox?a=b"), "{}").header("Date", "today");
    let answer = client.send(outgoing).await.unwrap();
    assert_eq!(
        (answer.status, answer.body.as_slice()),
        (202, b"thanks".as_slice())
    );
    assert_eq!(answer.header("x-a"), Some("b"));
    let request = peer.requests().remove(0);
    assert!(
        request.starts_with("POST /inbox?a=b HTTP/1.1\r\n"),
        "{request}"
    );
    assert!(request.ends_with("\r\n\r\n{}"), "{request}");
    assert!(request.contains("\r\ndate: today\r\n"), "{request}");
    assert!(request.contains(&format!("\r\nhost: 127.0.0.1:{}\r\n", peer.port)));
    let version = env!("CARGO_PKG_VERSION");
    let agent = format!("\r\nuser-agent: OSSM/{version} (+http://localhost:3000/)\r\n");
    assert!(request.contains(&agent), "{request}");
}

#[tokio::test]
async fn connections_are_used_again() {
    let peer = Peer::start(|_, stream| answer(stream, "202 Accepted", b"thanks"));
    let client = client();
    for _ in 0..20 {
        let outgoing = Outgoing::post(peer.url("/inbox"), "{}");
        assert_eq!(client.send(outgoing).await.unwrap().status, 202);
    }
    assert_eq!(peer.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn redirects_are_followed_three_times_with_headers_of_their_own() {
    let peer = Peer::start(|path, stream| match path {
        "/1" => redirect(stream, "/2"),
        "/2" => redirect(stream, "3"),
        "/3" => redirect(stream, "/end"),
        "/loop" => redirect(stream, "/loop"),
        "/4" => redirect(stream, "/1"),
        _ => answer(stream, "200 OK", b"here"),
    });
    let client = client();
    let sign = |url: &Url| Ok(vec![("x-signed".to_owned(), url.path().to_owned())]);
    let end = client
        .get(&peer.url("/1"), Limits::DOCUMENT, sign)
        .await
        .unwrap();
    assert_eq!(
        (end.url, end.body.as_slice()),
        (peer.url("/end"), b"here".as_slice())
    );
    for (request, path) in peer.requests().iter().zip(["/1", "/2", "/3", "/end"]) {
        assert!(request.starts_with(&format!("GET {path} ")), "{request}");
        assert!(
            request.contains(&format!("x-signed: {path}\r\n")),
            "{request}"
        );
    }
    let seen = peer.requests().len();
    for path in ["/4", "/loop"] {
        let kind = get_error(&peer.url(path), Limits::DOCUMENT).await;
        assert_eq!(kind, NetErrorKind::TooManyRedirects);
    }
    assert_eq!(peer.requests().len(), seen + 8);
    let one_hop = client.send(Outgoing::get(peer.url("/1"))).await.unwrap();
    assert_eq!(
        (one_hop.status, one_hop.header("location")),
        (302, Some("/2"))
    );
}

#[tokio::test]
async fn a_rule_can_refuse_a_hop() {
    let peer = Peer::start(|path, stream| match path {
        "/1" => redirect(stream, "/blocked"),
        _ => answer(stream, "200 OK", b"here"),
    });
    let rule = |url: &Url| match url.path() {
        "/blocked" => Err(NetError::new(NetErrorKind::NotAllowed, "", "blocked")),
        _ => Ok(Vec::new()),
    };
    let client = client();
    let refused = client.get(&peer.url("/1"), Limits::DOCUMENT, rule).await;
    assert_eq!(refused.unwrap_err().kind(), NetErrorKind::NotAllowed);
    assert_eq!(peer.requests().len(), 1);
}

/// A client for which the peers of the tests are the only private addresses
/// that count as public.
fn strict(names: Vec<(&'static str, Vec<&'static str>)>) -> HttpClient {
    let policy = Policy {
        http: true,
        any_port: true,
        addresses: |address| address.is_ipv4() && (address.is_loopback() || is_public(address)),
    };
    HttpClient::with_names(&settings(policy), Arc::new(FixedNames(names))).unwrap()
}

#[tokio::test]
async fn redirects_to_private_addresses_are_not_followed() {
    let client = strict(vec![
        ("private.example", vec!["10.0.0.1"]),
        ("metadata.example", vec!["169.254.169.254", "fd00:ec2::254"]),
    ]);
    for target in [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[64:ff9b::a00:1]/",
        "http://0/",
        "http://167772161/",
        "http://private.example/",
        "http://metadata.example/",
        "http://user@social.example/",
        "http://social.example./",
        "file:///etc/passwd",
        "ftp://social.example/",
        "data:text/plain,hello",
    ] {
        let peer = Peer::start(move |_, stream| redirect(stream, target));
        let refused = get(&client, &peer.url("/"), Limits::DOCUMENT).await;
        let error = refused.unwrap_err();
        assert_eq!(error.kind(), NetErrorKind::NotAllowed, "{target}: {error}");
        assert_eq!(peer.requests().len(), 1, "{target}");
    }
}

#[tokio::test]
async fn names_that_lead_to_private_addresses_are_refused() {
    let client = strict(vec![
        ("private.example", vec!["192.168.1.1"]),
        ("six.example", vec!["::1", "fe80::1", "::ffff:127.0.0.1"]),
        ("empty.example", vec![]),
        ("mixed.example", vec!["10.0.0.1", "127.0.0.1"]),
    ]);
    let peer = Peer::start(|_, stream| answer(stream, "200 OK", b"here"));
    let at = |name: &str| {
        let address = format!("http://{name}:{}/", peer.port);
        Url::parse(&address).unwrap()
    };
    for (name, kind) in [
        ("private.example", NetErrorKind::NotAllowed),
        ("six.example", NetErrorKind::NotAllowed),
        ("empty.example", NetErrorKind::Dns),
        ("unknown.example", NetErrorKind::Dns),
    ] {
        let error = get(&client, &at(name), Limits::DOCUMENT).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{name}");
    }
    assert!(peer.requests().is_empty());
    // Only the address that may be reached is tried.
    let answer = get(&client, &at("mixed.example"), Limits::DOCUMENT).await;
    assert_eq!(answer.unwrap().body, b"here");
}

#[tokio::test]
async fn without_the_switches_nothing_on_this_machine_is_reached() {
    let peer = Peer::start(|_, stream| answer(stream, "200 OK", b"secret"));
    let client = HttpClient::new(&Settings::from(&Config::default())).unwrap();
    for address in [
        format!("http://127.0.0.1:{}/", peer.port),
        format!("https://127.0.0.1:{}/", peer.port),
        format!("https://localhost:{}/", peer.port),
        "https://alpha.localhost/".to_owned(),
    ] {
        let url = Url::parse(&address).unwrap();
        let error = get(&client, &url, Limits::DOCUMENT).await.unwrap_err();
        assert_eq!(error.kind(), NetErrorKind::NotAllowed, "{address}");
    }
    assert_eq!(peer.connections.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn names_below_localhost_lead_to_this_machine_in_development() {
    let peer = Peer::start(|_, stream| answer(stream, "200 OK", b"here"));
    let url = format!("http://alpha.localhost:{}/", peer.port);
    let answer = get(&client(), &url.parse().unwrap(), Limits::DOCUMENT).await;
    assert_eq!(answer.unwrap().body, b"here");
    let request = peer.requests().remove(0);
    let host = format!("\r\nhost: alpha.localhost:{}\r\n", peer.port);
    assert!(request.contains(&host), "{request}");
}

const SMALL: Limits = Limits::DOCUMENT.with_max_bytes(100_000);

#[tokio::test]
async fn bodies_beyond_the_limit_are_refused() {
    let peer = Peer::start(|path, stream| match path {
        "/announced" => {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100001\r\n\r\n")?;
            Ok(true)
        }
        "/endless" => {
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
            )?;
            loop {
                write!(stream, "1000\r\n{:4096}\r\n", "x")?;
            }
        }
        "/until-closed" => {
            write!(stream, "HTTP/1.1 200 OK\r\n\r\n")?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        _ => answer(stream, "200 OK", &vec![b'x'; 100_000]),
    });
    let fits = get(&client(), &peer.url("/fits"), SMALL).await.unwrap();
    assert_eq!(fits.body.len(), 100_000);
    for path in ["/announced", "/endless", "/until-closed"] {
        let kind = get_error(&peer.url(path), SMALL).await;
        assert_eq!(kind, NetErrorKind::TooLarge, "{path}");
    }
}

#[tokio::test]
async fn bombs_are_bounded_after_decompression() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let mut brotli = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    let megabyte = vec![0; 1 << 20];
    for _ in 0..64 {
        gzip.write_all(&megabyte).unwrap();
        brotli.write_all(&megabyte).unwrap();
    }
    let (gzip, brotli) = (gzip.finish().unwrap(), brotli.into_inner());
    assert!(gzip.len() < SMALL.max_bytes && brotli.len() < SMALL.max_bytes);
    let peer = Peer::start(move |path, stream| match path {
        "/gzip" => answer(stream, "200 OK\r\ncontent-encoding: gzip", &gzip),
        "/brotli" => answer(stream, "200 OK\r\ncontent-encoding: br", &brotli),
        _ => answer(stream, "200 OK\r\ncontent-encoding: gzip", b"no such thing"),
    });
    for (path, expected) in [
        ("/gzip", NetErrorKind::TooLarge),
        ("/brotli", NetErrorKind::TooLarge),
        ("/broken", NetErrorKind::BadAnswer),
    ] {
        assert_eq!(get_error(&peer.url(path), SMALL).await, expected, "{path}");
    }
}

#[tokio::test]
async fn one_byte_per_second_bodies_end_with_the_time_allowed() {
    let peer = Peer::start(|path, stream| {
        if path == "/silent" {
            std::thread::park_timeout(Duration::from_secs(30));
            return Ok(false);
        }
        let status = if path == "/delivery" { 202 } else { 200 };
        write!(
            stream,
            "HTTP/1.1 {status} OK\r\ncontent-length: 1000\r\n\r\n"
        )?;
        loop {
            stream.write_all(b"x")?;
            std::thread::park_timeout(Duration::from_secs(1));
        }
    });
    let started = Instant::now();
    let limits = Limits::DOCUMENT.with_total(Duration::from_millis(300));
    for path in ["/slow", "/silent"] {
        let kind = get_error(&peer.url(path), limits).await;
        assert_eq!(kind, NetErrorKind::Timeout, "{path}");
    }
    // Of a delivery's answer the status is enough.
    let cut = Limits {
        excess: Excess::Cut,
        ..limits
    };
    let outgoing = Outgoing::post(peer.url("/delivery"), "{}").limits(cut);
    assert_eq!(client().send(outgoing).await.unwrap().status, 202);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn a_hanging_host_does_not_hold_up_others() {
    let hanging = Peer::start(|_, _| {
        std::thread::park_timeout(Duration::from_secs(30));
        Ok(false)
    });
    let healthy = Peer::start(|_, stream| answer(stream, "200 OK", b"here"));
    let client = client();
    let limits = Limits::DOCUMENT.with_total(Duration::from_secs(2));
    let stuck = hanging.url("/");
    let waiting = (0..50).map(|_| Box::pin(get(&client, &stuck, limits)));
    let waiting = futures_util::future::join_all(waiting);
    let quick = async {
        let started = Instant::now();
        for _ in 0..50 {
            get(&client, &healthy.url("/"), limits).await.unwrap();
        }
        // Ten at once; the others wait for their turn.
        assert!(hanging.connections.load(Ordering::SeqCst) <= 10);
        started.elapsed()
    };
    let (hung, took) = futures_util::join!(waiting, quick);
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(hung.iter().all(Result::is_err));
}

#[tokio::test]
async fn broken_answers_are_errors() {
    let peer = Peer::start(|path, stream| {
        match path {
            "/cut" => write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc")?,
            "/headers" => {
                write!(stream, "HTTP/1.1 200 OK\r\n")?;
                (0..10_000).try_for_each(|n| write!(stream, "x-{n}: {n}\r\n"))?;
                write!(stream, "\r\n")?;
            }
            _ => write!(stream, "SSH-2.0-OpenSSH\r\n\r\n")?,
        }
        Ok(false)
    });
    for path in ["/cut", "/headers", "/ssh"] {
        let kind = get_error(&peer.url(path), Limits::DOCUMENT).await;
        assert_eq!(kind, NetErrorKind::BadAnswer, "{path}");
    }
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let closed = format!("http://{free}/").parse().unwrap();
    assert_eq!(
        get_error(&closed, Limits::DOCUMENT).await,
        NetErrorKind::Connect
    );
}
