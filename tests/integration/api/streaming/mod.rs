//! Live streams over real connections.

mod crowd;
mod held;
mod kinds;
mod line;
mod protocol;
mod traces;

use std::time::Duration;

use actix_http::ws::{Codec, Frame, Message};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_util::codec::Framed;

use crate::harness::{Api, TestServer};

/// Nothing takes longer on any machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Server-sent events of one stream.
struct Events {
    response: Response,
    read: String,
}

#[derive(Debug)]
struct Event {
    id: Option<String>,
    kind: String,
    data: String,
}

impl Events {
    /// Opens a stream and waits until it is open.
    async fn open(app: &Api, path: &str) -> Self {
        Self::since(app, path, None).await
    }

    async fn since(app: &Api, path: &str, last: Option<&str>) -> Self {
        let mut request = app.request(Method::GET, &format!("/api/v1/streaming/{path}"));
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut events = Self {
            response,
            read: String::new(),
        };
        assert_eq!(events.block().await.unwrap(), ":)");
        events
    }

    /// The next lines up to an empty one; none at the end of the stream.
    async fn block(&mut self) -> Option<String> {
        loop {
            if let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                return Some(block);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.expect("something in time").unwrap()?;
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn next(&mut self) -> Event {
        loop {
            let block = self.block().await.expect("the stream goes on");
            let line = |name: &str| {
                let mut lines = block.lines();
                lines.find_map(|line| Some(line.strip_prefix(name)?.to_owned()))
            };
            if let Some(kind) = line("event: ") {
                return Event {
                    id: line("id: "),
                    kind,
                    data: line("data: ").unwrap(),
                };
            }
        }
    }
}

impl Event {
    fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

/// A WebSocket.
struct Socket(Framed<TcpStream, Codec>);

impl Socket {
    /// Opens one; `headers` are whole lines. The head of the answer, too.
    async fn open(server: &TestServer, path: &str, headers: &str) -> (String, Self) {
        let address = server.base.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n{headers}\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap().to_lowercase();
        (head, Self(Framed::new(stream, Codec::new().client_mode())))
    }

    async fn of(server: &TestServer, app: &Api, query: &str) -> Self {
        let token = app.token.as_ref().unwrap();
        let path = format!("/api/v1/streaming?access_token={token}{query}");
        let (head, socket) = Self::open(server, &path, "").await;
        assert!(head.starts_with("http/1.1 101 "), "{head}");
        socket
    }

    async fn say(&mut self, words: &Value) {
        let text = Message::Text(words.to_string().into());
        self.0.send(text).await.unwrap();
    }

    /// Asks for a stream and waits until that was heard.
    async fn subscribe(&mut self, words: &Value) {
        self.say(words).await;
        self.settled().await;
    }

    /// A ping is answered after everything before it.
    async fn settled(&mut self) {
        self.0.send(Message::Ping("?".into())).await.unwrap();
        assert_eq!(self.frame().await, Some(Frame::Pong("?".into())));
    }

    async fn frame(&mut self) -> Option<Frame> {
        let next = tokio::time::timeout(PATIENCE, self.0.next()).await;
        next.expect("something in time").map(Result::unwrap)
    }

    async fn next(&mut self) -> Value {
        match self.frame().await {
            Some(Frame::Text(text)) => serde_json::from_slice(&text).unwrap(),
            other => panic!("no text: {other:?}"),
        }
    }
}

/// Waits until the server hears what happens.
async fn live(server: &TestServer) {
    let live = async {
        while !server.app.pages.is_live() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, live).await.unwrap();
}

fn payload(said: &Value) -> Value {
    serde_json::from_str(said["payload"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_carries_the_streams_that_are_asked_for() {
    let server = TestServer::start().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    let mut socket = Socket::of(&server, &alice, "&stream=user").await;
    socket
        .subscribe(&json!({"type": "subscribe", "stream": "hashtag", "tag": "Rain"}))
        .await;
    let id = bob.write("wet #rain").await;
    let said = socket.next().await;
    assert_eq!(said["stream"], json!(["hashtag", "Rain"]));
    assert_eq!(said["event"], "update");
    assert_eq!(payload(&said)["id"], json!(id));
    let id = bob.write("hello @alice").await;
    let said = socket.next().await;
    assert_eq!(said["stream"], json!(["user"]));
    assert_eq!(said["event"], "notification");
    let told = payload(&said);
    assert_eq!(told["type"], "mention");
    assert_eq!(told["status"]["id"], json!(id));
    assert_eq!(told["account"]["acct"], "bob");
    socket
        .subscribe(&json!({"type": "unsubscribe", "stream": "hashtag", "tag": "rain"}))
        .await;
    bob.write("more #rain").await;
    let own = alice.write("mine").await;
    let said = socket.next().await;
    assert_eq!(payload(&said)["id"], json!(own), "{said}");
    let changed = json!({"status": "mine, better"});
    let path = format!("/api/v1/statuses/{own}");
    alice.put(&path, changed).await.ok();
    let said = socket.next().await;
    assert_eq!(said["event"], "status.update");
    assert!(
        payload(&said)["content"]
            .as_str()
            .unwrap()
            .contains("better")
    );
    alice.delete(&path).await.ok();
    let said = socket.next().await;
    assert_eq!(
        (said["event"].as_str(), said["payload"].as_str()),
        (Some("delete"), Some(&*own))
    );
}

/// A server that lets apps ask as often as they like.
async fn unlimited() -> TestServer {
    TestServer::builder()
        .config(|config| config.limits.enabled = false)
        .start()
        .await
}

/// Makes `who` follow `whom`.
async fn follow(who: &Api, whom: &Api) {
    let path = format!("/api/v1/accounts/{}/follow", whom.id());
    who.post(&path, json!({})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_says_what_is_wrong_and_goes_on() {
    let server = TestServer::start().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let (_, mut socket) = Socket::open(&server, "/api/v1/streaming", "").await;
    for (words, status) in [
        (json!({"type": "subscribe", "stream": "user"}), 401),
        (json!({"type": "subscribe", "stream": "direct"}), 401),
        (json!({"type": "subscribe", "stream": "nonsense"}), 400),
        (json!({"type": "subscribe", "stream": "hashtag"}), 400),
        (json!({"type": "subscribe"}), 400),
        (json!(["what"]), 400),
    ] {
        socket.say(&words).await;
        let said = socket.next().await;
        assert_eq!(said["status"], status, "{words}");
        assert!(said["error"].is_string());
    }
    let mut own = Socket::of(&server, &alice, "").await;
    own.say(&json!({"type": "subscribe", "stream": "list", "list": "1"}))
        .await;
    assert_eq!(own.next().await["status"], 404);
    // Everybody may read what is public.
    socket
        .subscribe(&json!({"type": "subscribe", "stream": "public:local"}))
        .await;
    let id = alice.write("hello").await;
    assert_eq!(payload(&socket.next().await)["id"], json!(id));
    // Words that are no words end it.
    let many = Message::Text("x".repeat(10_000).into());
    socket.0.send(many).await.unwrap();
    assert!(matches!(socket.frame().await, Some(Frame::Close(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_taken_from_wherever_clients_put_it() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let token = alice.token.clone().unwrap();
    let path = "/api/v1/streaming?stream=user";
    for header in [
        format!("Authorization: Bearer {token}\r\n"),
        format!("Sec-WebSocket-Protocol: {token}\r\n"),
    ] {
        let (head, mut socket) = Socket::open(&server, path, &header).await;
        assert!(head.starts_with("http/1.1 101 "), "{head}");
        let protocol = header.starts_with("Sec");
        assert_eq!(head.contains("sec-websocket-protocol: "), protocol);
        socket.settled().await;
    }
    let wrong = "Sec-WebSocket-Protocol: wrong\r\n";
    let (head, _) = Socket::open(&server, path, wrong).await;
    assert!(head.starts_with("http/1.1 401 "), "{head}");
    let small = server.app_with("alice", "read:statuses").await;
    let refused = small.get("/api/v1/streaming/user").await;
    assert!(matches!(refused.status.as_u16(), 401 | 403));
    let anonymous = server.anonymous();
    for path in ["user", "user/notification", "list?list=1", "direct"] {
        let path = format!("/api/v1/streaming/{path}");
        anonymous.get(&path).await.refused(401);
    }
    let health = anonymous.get("/api/v1/streaming/health").await.ok();
    assert_eq!(health.text, "OK");
    anonymous.get("/api/v1/streaming").await.refused(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_of_one_process_are_streamed_by_another() {
    let one = TestServer::start().await;
    let database = one.database.clone();
    let two = TestServer::builder().database(database).start().await;
    live(&two).await;
    let alice = one.app_of("alice").await;
    let there = two.app_with("alice", "read").await;
    let mut home = Events::open(&there, "user").await;
    let anonymous = two.anonymous();
    let mut public = Events::open(&anonymous, "public/local").await;
    let mut media = Events::open(&anonymous, "public?only_media=true").await;
    let mut remote = Events::open(&anonymous, "public/remote").await;
    let mut tag = Events::open(&anonymous, "hashtag/local?tag=Rain").await;
    let id = alice.write("hello #rain").await;
    for stream in [&mut home, &mut public, &mut tag] {
        let event = stream.next().await;
        assert_eq!(event.kind, "update");
        assert_eq!(event.json()["id"], json!(id));
        crate::harness::check_entity("Status", &event.json());
        assert!(event.id.is_some());
    }
    alice.delete(&format!("/api/v1/statuses/{id}")).await.ok();
    for stream in [&mut home, &mut public, &mut tag, &mut media, &mut remote] {
        let event = stream.next().await;
        assert_eq!((event.kind.as_str(), event.data), ("delete", id.clone()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_resumes_after_the_last_event() {
    let server = TestServer::start().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let bob = server.app_of("bob").await;
    let mut stream = Events::open(&alice, "user").await;
    alice.write("first").await;
    let last = stream.next().await.id.unwrap();
    drop(stream);
    let second = alice.write("second").await;
    bob.write("for @alice").await;
    bob.write("for nobody").await;
    let third = alice.write("third").await;
    let mut stream = Events::since(&alice, "user", Some(&last)).await;
    let missed = stream.next().await;
    assert_eq!(missed.json()["id"], json!(second));
    assert_eq!(stream.next().await.kind, "notification");
    assert_eq!(stream.next().await.json()["id"], json!(third));
    let fourth = alice.write("fourth").await;
    assert_eq!(stream.next().await.json()["id"], json!(fourth));
    for odd in ["", "x", "-1", "99999999999999999999"] {
        Events::since(&alice, "user", Some(odd)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_token_and_with_its_member() {
    let server = TestServer::start().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let other = server.app_with("alice", "read write").await;
    let mut ending = Events::open(&alice, "user").await;
    let mut staying = Events::open(&other, "user").await;
    let hash = ossm::foundation::crypto::token_hash(alice.token.as_ref().unwrap());
    let mut conn = server.app.db.conn().await.unwrap();
    diesel_async::RunQueryDsl::execute(
        diesel::sql_query("DELETE FROM oauth_tokens WHERE token_hash = $1")
            .bind::<diesel::sql_types::Bytea, _>(hash),
        &mut conn,
    )
    .await
    .unwrap();
    assert_eq!(ending.block().await, None);
    let id = other.write("still here").await;
    assert_eq!(staying.next().await.json()["id"], json!(id));
    let account = server.app.cx.ids.next();
    assert_ne!(account, other.id().0);
    let signal = ossm::domain::live::Signal::Barred {
        account: other.id(),
    };
    ossm::domain::live::announce(&mut conn, &[signal])
        .await
        .unwrap();
    assert_eq!(staying.block().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stops_while_streams_are_open() {
    let mut server = TestServer::start().await;
    let anonymous = server.anonymous();
    let mut stream = Events::open(&anonymous, "public").await;
    let (_, mut socket) = Socket::open(&server, "/api/v1/streaming?stream=public", "").await;
    socket.settled().await;
    tokio::time::timeout(PATIENCE, server.stop()).await.unwrap();
    assert_eq!(stream.block().await, None);
    assert!(matches!(socket.frame().await, Some(Frame::Close(_))));
}
