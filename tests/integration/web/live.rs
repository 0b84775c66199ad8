//! What an open page is told while it is in view.

use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};

use crate::harness::TestServer;
use crate::web::member::browser::Browser;

/// Nothing takes longer on any machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A stream as `EventSource` reads it.
struct Stream {
    response: Response,
    read: String,
}

impl Stream {
    async fn open(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{}", response.url());
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert_eq!(response.headers()["cache-control"], "private, no-store");
        assert!(!response.headers().contains_key("set-cookie"));
        let read = String::new();
        Self { response, read }
    }

    /// The next event as its name and data; comments are passed over.
    async fn next(&mut self) -> (String, String) {
        loop {
            while let Some((block, rest)) = self.read.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.read = rest;
                if let Some((event, data)) = block.split_once('\n') {
                    let event = event.strip_prefix("event: ").unwrap();
                    let data = data.strip_prefix("data: ").unwrap();
                    return (event.to_owned(), data.to_owned());
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk()).await;
            let chunk = chunk.expect("something in time").unwrap();
            let chunk = chunk.expect("the stream goes on");
            self.read.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn says(&mut self, event: &str, data: &str) {
        let expected = (event.to_owned(), data.to_owned());
        assert_eq!(self.next().await, expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_home_page_hears_of_posts_and_notifications_but_not_of_their_words() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let bob = Browser::of(&server, "bob").await;
    alice.press(&bob.account_path("follow")).await.done();
    let first = bob.write("The first one").await;
    let second = bob.write("Secret words").await;

    let path = format!("/live/home?since={first}");
    let mut stream = Stream::open(alice.request(&path)).await;
    stream.says("hello", r#"{"unread":0,"more":false}"#).await;
    let expected = format!(r#"{{"of":"{second}"}}"#);
    stream.says("update", &expected).await;

    let third = bob.write("More secret words").await;
    let expected = format!(r#"{{"of":"{third}","counts":[0,0,0]}}"#);
    stream.says("update", &expected).await;
    let own = alice.write("About nothing").await;
    let expected = format!(r#"{{"of":"{own}","counts":[0,0,0]}}"#);
    stream.says("update", &expected).await;
    bob.press(&format!("/posts/{own}/favourite")).await.done();
    let expected = format!(r#"{{"of":"{own}","counts":[0,0,1]}}"#);
    stream.says("notification", &expected).await;
    bob.press(&format!("/posts/{third}/delete")).await.done();
    stream
        .says("delete", &format!(r#"{{"of":"{third}"}}"#))
        .await;

    let mut later = Stream::open(alice.request("/live/notifications")).await;
    later.says("hello", r#"{"unread":1,"more":false}"#).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_hear_of_what_is_public() {
    let server = TestServer::start().await;
    let bob = Browser::of(&server, "bob").await;
    let visitor = server.visitor();
    let hello = r#"{"unread":0,"more":false}"#;
    let mut streams = Vec::new();
    for path in ["local", "public", "tags/Rain"] {
        let request = visitor.request(Method::GET, &format!("/live/{path}"));
        let mut stream = Stream::open(request).await;
        stream.says("hello", hello).await;
        streams.push(stream);
    }
    bob.write_to("Only followers read about #rain", "followers")
        .await;
    let loud = bob.write("Everybody reads about #rain").await;
    for stream in &mut streams {
        let expected = format!(r#"{{"of":"{loud}","counts":[0,0,0]}}"#);
        stream.says("update", &expected).await;
    }
    let request = visitor.request(Method::GET, "/live/local?since=0");
    let mut stream = Stream::open(request).await;
    stream.says("hello", hello).await;
    stream
        .says("update", &format!(r#"{{"of":"{loud}"}}"#))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_read_hears_nothing() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let visitor = server.visitor();
    for path in ["/live/home", "/live/notifications", "/live/lists/1"] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    visitor.set_cookie("ossm_session", "made-up");
    assert_eq!(
        visitor.get("/live/home").await.status,
        StatusCode::UNAUTHORIZED
    );
    for path in [
        "/live/lists/1",
        "/live/lists/x",
        "/live/tags/%20",
        "/live/nothing",
    ] {
        let answer = alice.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    let answer = alice.get("/live/home?since=x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_member_keeps_a_bounded_number_of_pages_open() {
    let server = TestServer::start().await;
    let alice = Browser::of(&server, "alice").await;
    let mut open = Vec::new();
    for _ in 0..64 {
        open.push(Stream::open(alice.request("/live/local")).await);
    }
    let refused = alice.get("/live/home").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let other = server.visitor();
    Stream::open(other.request(Method::GET, "/live/local")).await;
}
