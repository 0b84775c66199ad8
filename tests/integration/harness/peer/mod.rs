//! A server of another kind, in the test process: `FakePeer`.
//!
//! ```ignore
//! let server = TestServer::builder().federated("alpha.localhost").start().await;
//! let peer = FakePeer::start("beta.localhost").await;
//! let bob = peer.actor("bob");                        // keys, document, WebFinger, collections
//! let inbox = format!("{}/inbox", server.public_base());
//! let sent = peer.send(&bob, &inbox, &bob.create(bob.note("1", "Hi"))).await;
//! assert_eq!(sent.status, 202);
//! let got = peer.wait_for(|got| got.kind() == "Accept").await;   // what the server sent
//! assert_eq!(peer.verify(&got).await, Ok("http://alpha.localhost:…#main-key".to_owned()));
//! ```
//!
//! - It listens on a free port of loopback and is called `NAME.localhost:PORT`
//!   (`peer.host`); its documents begin with `peer.base`.
//! - It serves what it was given: `put(path, json)` for ActivityPub, `answer(path,
//!   Reply)` for anything else: other statuses and headers, `delayed`, `hanging`,
//!   `slowly`; `answer_with(path, |request| …)` decides by the request, and may keep
//!   count. A path is looked up with its query first, then without. POSTs to
//!   paths that nobody gave an answer get 202, GETs 404.
//! - It records each request, answered or not: `requests()`, `posts()`, `gets()`,
//!   `take()`, `wait_for(…)`, `count(path)`.
//! - `verify(&request)` checks a request's signature with the key that the sending
//!   server publishes, fetched from there.
//! - `send` signs as nearly everybody does; `send_with(…, Tweaks { … })` signs by
//!   RFC 9421, with other keys, digests, dates, algorithms, or not at all.
//! - `use_clock` makes it live in the time of a test that moves the clock.

mod actor;
mod collections;
mod send;
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use futures_util::stream;
use ossm::federation::signature::{RequestParts, claim};
use ossm::foundation::clock::{SharedClock, SystemClock};
use ossm::foundation::crypto::PublicKey;
use serde_json::Value;
use tokio::sync::Notify;

pub use actor::PeerActor;
pub use send::{DigestOf, Sent, Tweaks, client};

/// What ActivityPub documents are served as.
pub const AP_TYPE: &str = "application/activity+json";

/// The public collection.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// A running peer.
pub struct FakePeer {
    /// `NAME.localhost:PORT`.
    pub host: String,
    /// `http://NAME.localhost:PORT`.
    pub base: String,
    shared: Arc<Shared>,
    client: reqwest::Client,
    server: ServerHandle,
}

/// Decides what a request is answered.
type Answerer = Arc<dyn Fn(&Received) -> Reply + Send + Sync>;

/// What the peer's threads share.
struct Shared {
    replies: RwLock<HashMap<String, Answerer>>,
    requests: Mutex<Vec<Received>>,
    arrived: Notify,
    clock: RwLock<SharedClock>,
}

/// A request that the peer got.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    /// The path with its query, as sent.
    pub target: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a path answers.
#[derive(Debug, Clone)]
pub struct Reply {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    hang: bool,
    /// Bytes at a time, and the pause between.
    slow: Option<(usize, Duration)>,
}

impl Reply {
    /// An ActivityPub document.
    pub fn json(value: &Value) -> Self {
        Self::new(200)
            .header("content-type", AP_TYPE)
            .body(value.to_string())
    }

    /// An empty answer.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            delay: Duration::ZERO,
            hang: false,
            slow: None,
        }
    }

    /// A redirect to `url`.
    pub fn redirect(url: &str) -> Self {
        Self::new(302).header("location", url)
    }

    /// With one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this body.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// After a while.
    pub fn delayed(mut self, by: Duration) -> Self {
        self.delay = by;
        self
    }

    /// Never, while the connection stays open.
    pub fn hanging() -> Self {
        Self {
            hang: true,
            ..Self::new(200)
        }
    }

    /// The body in small pieces.
    pub fn slowly(mut self, bytes: usize, pause: Duration) -> Self {
        self.slow = Some((bytes, pause));
        self
    }
}

impl Received {
    /// A header's first line.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }

    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The `type` of the activity in the body, or nothing.
    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap_or_default().to_owned()
    }
}

impl FakePeer {
    /// Starts a peer; `name` ends in `.localhost`.
    #[expect(clippy::disallowed_methods, reason = "the peer ends with the test")]
    #[expect(clippy::unused_async, reason = "it may be started in a runtime only")]
    pub async fn start(name: &str) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let shared = Arc::new(Shared {
            replies: RwLock::default(),
            requests: Mutex::default(),
            arrived: Notify::new(),
            clock: RwLock::new(Arc::new(SystemClock)),
        });
        let data = web::Data::from(shared.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(data.clone())
                .app_data(web::PayloadConfig::new(16 << 20))
                .default_service(web::to(answer))
        })
        .workers(1)
        .disable_signals()
        .bind("127.0.0.1:0")
        .unwrap();
        let host = format!("{name}:{}", server.addrs()[0].port());
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self {
            base: format!("http://{host}"),
            host,
            shared,
            client: client(),
            server: handle,
        }
    }

    /// Lives in the time of this clock from now on.
    pub fn use_clock(&self, clock: SharedClock) {
        *self.shared.clock.write().unwrap() = clock;
    }

    /// The whole address of `path`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Serves an ActivityPub document at `path`.
    pub fn put(&self, path: &str, document: &Value) {
        self.answer(path, Reply::json(document));
    }

    /// Serves a document at the path of its own `id`.
    pub fn publish(&self, document: &Value) {
        let id = document["id"].as_str().unwrap();
        let path = id.strip_prefix(&self.base).unwrap();
        self.put(path.split('#').next().unwrap(), document);
    }

    /// Answers requests for `path` so from now on.
    pub fn answer(&self, path: &str, reply: Reply) {
        self.answer_with(path, move |_| reply.clone());
    }

    /// Answers requests for `path` by what they are.
    pub fn answer_with(
        &self,
        path: &str,
        decide: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) {
        let mut replies = self.shared.replies.write().unwrap();
        replies.insert(path.to_owned(), Arc::new(decide));
    }

    /// Forgets the answer for `path`.
    pub fn remove(&self, path: &str) {
        self.shared.replies.write().unwrap().remove(path);
    }

    /// Answers a question to WebFinger; `resource` is decoded.
    pub fn finger(&self, resource: &str, document: &Value) {
        let reply = Reply::new(200)
            .header("content-type", "application/jrd+json")
            .body(document.to_string());
        self.answer(
            &format!("/.well-known/webfinger?resource={resource}"),
            reply,
        );
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// Every request so far, and forgets them.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.shared.requests.lock().unwrap())
    }

    /// Every POST so far.
    pub fn posts(&self) -> Vec<Received> {
        let mut all = self.requests();
        all.retain(|request| request.method == "POST");
        all
    }

    /// Every GET so far.
    pub fn gets(&self) -> Vec<Received> {
        let mut all = self.requests();
        all.retain(|request| request.method == "GET");
        all
    }

    /// How often `path` was asked for, whatever the query.
    pub fn count(&self, path: &str) -> usize {
        let all = self.requests();
        all.iter().filter(|request| request.path() == path).count()
    }

    /// The first request that fits, now or within 20 seconds.
    pub async fn wait_for(&self, fits: impl Fn(&Received) -> bool) -> Received {
        let waiting = async {
            loop {
                let arrived = self.shared.arrived.notified();
                tokio::pin!(arrived);
                arrived.as_mut().enable();
                if let Some(found) = self.requests().into_iter().find(&fits) {
                    return found;
                }
                arrived.await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        waited.unwrap_or_else(|_| {
            let all = self.requests();
            let all: Vec<_> = all
                .iter()
                .map(|got| format!("{} {} {}", got.method, got.target, got.kind()))
                .collect();
            panic!("no such request within 20 seconds; there were {all:#?}")
        })
    }

    /// The ID of the key that signed a request, or what is wrong with it. The key
    /// is fetched from the server that owns it, as other servers do.
    pub async fn verify(&self, got: &Received) -> Result<String, String> {
        let parts = RequestParts {
            method: &got.method,
            path_and_query: &got.target,
            authority: &self.host,
            scheme: "http",
            headers: &got.headers,
            body: (got.method == "POST").then_some(&got.body),
        };
        let claim = claim::read(&parts, self.now()).map_err(|error| error.to_string())?;
        let owner = self.fetch(claim.key_id()).await?;
        let mut keys = vec![&owner["publicKey"], &owner];
        keys.extend(owner["assertionMethod"].as_array().into_iter().flatten());
        let key = keys.iter().find(|key| key["id"] == claim.key_id());
        let key = key.ok_or(format!("{} has no such key: {owner}", claim.key_id()))?;
        let key = match key["publicKeyMultibase"].as_str() {
            Some(text) => PublicKey::from_multibase(text),
            None => PublicKey::from_pem(key["publicKeyPem"].as_str().unwrap_or_default()),
        };
        let key = key.map_err(|error| error.to_string())?;
        if claim.verify(&key) {
            Ok(claim.key_id().to_owned())
        } else {
            Err(format!("{} did not sign this", claim.key_id()))
        }
    }

    /// Fetches an ActivityPub document without a signature.
    pub async fn fetch(&self, url: &str) -> Result<Value, String> {
        let request = self.client.get(url).header("accept", AP_TYPE);
        let answer = request.send().await.map_err(|error| error.to_string())?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| error.to_string())?;
        serde_json::from_str(&text).map_err(|error| format!("{url}: {status} {error} {text}"))
    }

    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.shared.clock.read().unwrap().now()
    }
}

impl Drop for FakePeer {
    fn drop(&mut self) {
        drop(self.server.stop(false));
    }
}

async fn answer(request: HttpRequest, body: web::Bytes, shared: web::Data<Shared>) -> HttpResponse {
    let target = request.uri().path_and_query().unwrap().to_string();
    let headers = request.headers().iter();
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let received = Received {
        method: request.method().to_string(),
        target: target.clone(),
        headers: headers
            .map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())))
            .collect(),
        body: body.to_vec(),
    };
    shared.requests.lock().unwrap().push(received.clone());
    shared.arrived.notify_waiters();
    let answerer = {
        let replies = shared.replies.read().unwrap();
        let asked = replies.get(&decoded(&target));
        asked.or_else(|| replies.get(request.path())).cloned()
    };
    let reply = match (answerer, received.method.as_str()) {
        (Some(decide), _) => decide(&received),
        (None, "POST") => Reply::new(202),
        (None, _) => Reply::new(404),
    };
    if reply.hang {
        std::future::pending::<()>().await;
    }
    if !reply.delay.is_zero() {
        tokio::time::sleep(reply.delay).await;
    }
    let status = actix_web::http::StatusCode::from_u16(reply.status).unwrap();
    let mut response = HttpResponse::build(status);
    for (name, value) in reply.headers {
        response.append_header((name, value));
    }
    let Some((bytes, pause)) = reply.slow else {
        return response.body(reply.body);
    };
    response.streaming(stream::unfold(reply.body, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(pause).await;
        let later = rest.split_off(bytes.min(rest.len()));
        Some((Ok::<_, std::io::Error>(web::Bytes::from(rest)), later))
    }))
}

/// Questions to WebFinger are looked up decoded, others as they came.
fn decoded(target: &str) -> String {
    let Some(query) = target.strip_prefix("/.well-known/webfinger?") else {
        return target.to_owned();
    };
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let resource = pairs.find(|(name, _)| name == "resource");
    let resource = resource.map(|(_, value)| value.into_owned());
    format!(
        "/.well-known/webfinger?resource={}",
        resource.unwrap_or_default()
    )
}
