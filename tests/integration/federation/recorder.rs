//! A peer that answers as it is told and remembers what it was sent. Every
//! name that ends in `.localhost` leads to it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// With the port.
    pub host: String,
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Recorded {
    /// The ID of the activity.
    pub fn activity(&self) -> String {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap();
        body["id"].as_str().unwrap().to_owned()
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name)?;
        Some(&found.1)
    }
}

/// What the peer does with a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Answers with this status and, maybe, `Retry-After`.
    Status(u16, Option<&'static str>),
    /// Takes the request and never answers.
    Hang,
}

type Rule = Arc<dyn Fn(&Recorded) -> Reply + Send + Sync>;

/// The peer; it is gone when dropped.
pub struct Recorder {
    pub port: u16,
    seen: Arc<Mutex<Vec<Recorded>>>,
    rule: Arc<Mutex<Rule>>,
    _serving: JoinSet<()>,
}

impl Recorder {
    /// Listens on a free port and answers 202.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let accepted: Rule = Arc::new(|_: &Recorded| Reply::Status(202, None));
        let rule = Arc::new(Mutex::new(accepted));
        let mut serving = JoinSet::new();
        let (seen_there, rule_there) = (seen.clone(), rule.clone());
        serving.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                lines.spawn(talk(stream, seen_there.clone(), rule_there.clone()));
            }
        });
        Self {
            port,
            seen,
            rule,
            _serving: serving,
        }
    }

    /// Answers by this rule from now on.
    pub fn answer(&self, rule: impl Fn(&Recorded) -> Reply + Send + Sync + 'static) {
        *self.rule.lock().unwrap() = Arc::new(rule);
    }

    /// A host that leads here.
    pub fn host(&self, name: &str) -> String {
        format!("{name}.localhost:{}", self.port)
    }

    /// All requests so far, in their order.
    pub fn seen(&self) -> Vec<Recorded> {
        self.seen.lock().unwrap().clone()
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// The activities that a host was sent, in their order.
    pub fn activities(&self, name: &str) -> Vec<String> {
        let host = self.host(name);
        let seen = self.seen();
        let its = seen.iter().filter(|request| request.host == host);
        its.map(Recorded::activity).collect()
    }
}

async fn talk(stream: TcpStream, seen: Arc<Mutex<Vec<Recorded>>>, rule: Arc<Mutex<Rule>>) {
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await {
        let rule = rule.lock().unwrap().clone();
        let reply = rule(&request);
        // Every server is asked once a day what it runs; that is no delivery.
        if !request.path.starts_with("/.well-known/nodeinfo") {
            seen.lock().unwrap().push(request);
        }
        let answer = match reply {
            Reply::Status(status, None) => {
                format!("HTTP/1.1 {status} Told\r\ncontent-length: 0\r\n\r\n")
            }
            Reply::Status(status, Some(wait)) => format!(
                "HTTP/1.1 {status} Told\r\nretry-after: {wait}\r\ncontent-length: 0\r\n\r\n"
            ),
            Reply::Hang => {
                tokio::time::sleep(Duration::from_mins(10)).await;
                return;
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Recorded> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let value = |name: &str| {
        let found = headers.iter().find(|(key, _)| key == name)?;
        Some(found.1.clone())
    };
    let length = value("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Recorded {
        host: value("host")?,
        path,
        headers,
        body,
    })
}
