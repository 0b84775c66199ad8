//! The two ways to read a stream: server-sent events and `WebSockets`.

use std::sync::Arc;

use actix_http::ws::{Frame, Message};
use futures_util::SinkExt as _;
use ossm::http::live::{Origin, Topic};
use reqwest::Method;
use serde_json::json;

use super::{Events, PATIENCE, Socket, live, unlimited};

#[tokio::test(flavor = "multi_thread")]
async fn programs_in_browsers_may_read_streams() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let token = alice.token.clone().unwrap();
    let anonymous = server.anonymous();
    let path = format!("user?access_token={token}");
    let mut by_query = Events::open(&anonymous, &path).await;
    let mut by_header = Events::open(&alice, "user").await;
    let id = alice.write("hello").await;
    for stream in [&mut by_query, &mut by_header] {
        assert_eq!(stream.next().await.json()["id"], json!(id));
    }
    let wrong = anonymous.get("/api/v1/streaming/user?access_token=wrong");
    wrong.await.refused(401);
    let request = anonymous
        .request(Method::GET, "/api/v1/streaming/public")
        .header("origin", "https://app.example");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let asked = anonymous
        .request(Method::OPTIONS, "/api/v1/streaming/user")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "GET")
        .header(
            "access-control-request-headers",
            "authorization,last-event-id",
        );
    let answer = anonymous.send(asked).await.ok();
    let allowed = answer.headers["access-control-allow-headers"].to_str();
    assert!(allowed.unwrap().to_lowercase().contains("authorization"));
    assert_eq!(answer.headers["access-control-allow-origin"], "*");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_carries_a_limited_number_of_streams() {
    let server = unlimited().await;
    let (_, mut socket) = Socket::open(&server, "/api/v1/streaming", "").await;
    let tag = |n: usize| json!({"type": "subscribe", "stream": "hashtag", "tag": format!("t{n}")});
    for n in 0..64 {
        socket.subscribe(&tag(n)).await;
    }
    // Again is no more.
    socket.subscribe(&tag(0)).await;
    socket.say(&tag(64)).await;
    assert_eq!(socket.next().await["error"], "Too many streams");
    let other = json!({"type": "unsubscribe", "stream": "hashtag", "tag": "t3"});
    socket.subscribe(&other).await;
    socket.subscribe(&tag(64)).await;
    // What is no subscription at all changes nothing.
    socket.subscribe(&other).await;
    socket.subscribe(&json!({"type": "dance"})).await;
    socket.say(&json!("what")).await;
    assert_eq!(socket.next().await["status"], 400);
    // Only words are understood.
    socket.0.send(Message::Binary("x".into())).await.unwrap();
    assert!(matches!(socket.frame().await, Some(Frame::Close(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_readers_share_what_was_written_down_once() {
    let server = unlimited().await;
    live(&server).await;
    let alice = server.app_of("alice").await;
    let topic = Topic::Public {
        origin: Origin::Local,
        media: false,
    };
    let mut readers = Vec::new();
    for _ in 0..5_000 {
        let mut reader = server.app.live.connect(None, None).unwrap();
        reader.follow(topic.clone(), None).unwrap();
        readers.push(reader);
    }
    let id = alice.write("hello all").await;
    let mut first = None;
    for reader in &readers {
        let next = std::future::poll_fn(|context| reader.outlet().poll_next(context));
        let frame = tokio::time::timeout(PATIENCE, next).await.unwrap().unwrap();
        let first = first.get_or_insert_with(|| frame.clone());
        assert!(Arc::ptr_eq(first, &frame));
    }
    let said = String::from_utf8(first.unwrap().sse().to_vec()).unwrap();
    assert!(said.contains(&id));
}
