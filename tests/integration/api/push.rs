//! Push subscriptions, and what comes of them at a service.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use web_push_native::Auth;
use web_push_native::p256::SecretKey;
use web_push_native::p256::elliptic_curve::sec1::ToEncodedPoint as _;

use crate::harness::{Api, TestServer};

const PATH: &str = "/api/v1/push/subscription";

/// A device with its keys.
struct Device {
    secret: SecretKey,
    auth: [u8; 16],
}

impl Device {
    fn new() -> Self {
        let random = SystemRandom::new();
        let (mut secret, mut auth) = ([0; 32], [0; 16]);
        random.fill(&mut secret).unwrap();
        random.fill(&mut auth).unwrap();
        Self {
            secret: SecretKey::from_slice(&secret).unwrap(),
            auth,
        }
    }

    fn subscription(&self, endpoint: &str) -> Value {
        let point = self.secret.public_key().to_encoded_point(false);
        json!({
            "endpoint": endpoint,
            "keys": {
                "p256dh": URL_SAFE_NO_PAD.encode(point.as_bytes()),
                "auth": URL_SAFE_NO_PAD.encode(self.auth),
            },
            "standard": true,
        })
    }

    fn read(&self, body: Vec<u8>) -> Value {
        let auth = Auth::from(self.auth);
        let read = web_push_native::decrypt(body, &self.secret, &auth).unwrap();
        serde_json::from_slice(&read).unwrap()
    }
}

/// A request to a push service.
struct Sent {
    headers: String,
    body: Vec<u8>,
}

/// A push service that answers with these statuses in turn, then with 201.
struct Service {
    url: String,
    sent: mpsc::UnboundedReceiver<Sent>,
}

impl Service {
    #[expect(clippy::disallowed_methods, reason = "it ends with the test")]
    async fn start(answers: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/to/alice", listener.local_addr().unwrap());
        let (sender, sent) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut answers = answers.iter();
            while let Ok((stream, _)) = listener.accept().await {
                let mut stream = BufReader::new(stream);
                let (mut headers, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    stream.read_line(&mut line).await.unwrap();
                    if line.trim().is_empty() {
                        break;
                    }
                    let line = line.clone();
                    if let Some(bytes) = line.to_lowercase().strip_prefix("content-length:") {
                        length = bytes.trim().parse().unwrap();
                    }
                    headers.push_str(&line);
                }
                let mut body = vec![0; length];
                stream.read_exact(&mut body).await.unwrap();
                let status = answers.next().unwrap_or(&201);
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).await.unwrap();
                let _ = sender.send(Sent { headers, body });
            }
        });
        Self { url, sent }
    }

    async fn next(&mut self) -> Sent {
        let patience = std::time::Duration::from_secs(30);
        let next = tokio::time::timeout(patience, self.sent.recv()).await;
        next.expect("a message in time").unwrap()
    }
}

async fn server() -> TestServer {
    let server = TestServer::builder().config(|config| {
        config.federation.allow_http = true;
        config.federation.allow_private_addresses = true;
    });
    server.start().await
}

async fn subscribe(app: &Api, device: &Device, service: &Service, data: Value) -> Value {
    let body = json!({ "subscription": device.subscription(&service.url), "data": data });
    app.post(PATH, body).await.ok().json
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_reads_what_its_member_is_told() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let data = json!({ "alerts": { "mention": true, "favourite": "true", "follow": false } });
    let made = subscribe(&alice, &device, &service, data).await;
    assert_eq!(made["alerts"]["mention"], true);
    assert_eq!(made["alerts"]["follow"], false);
    bob.write("good morning @alice").await;
    let sent = service.next().await;
    let headers = sent.headers.to_lowercase();
    assert!(headers.starts_with("post /to/alice "), "{headers}");
    for line in [
        "content-encoding: aes128gcm",
        "ttl: ",
        "authorization: vapid t=",
    ] {
        assert!(headers.contains(line), "{headers}");
    }
    let key = made["server_key"].as_str().unwrap();
    assert!(sent.headers.contains(&format!("k={key}")));
    let told = device.read(sent.body);
    assert_eq!(told["notification_type"], "mention");
    assert!(told["title"].as_str().unwrap().contains("mentioned you"));
    assert!(told["body"].as_str().unwrap().contains("good morning"));
    assert!(told["notification_id"].is_i64());
    assert_eq!(told["preferred_locale"], "en");
    let own = alice.write("mine").await;
    let favour = |id: String| format!("/api/v1/statuses/{id}/favourite");
    bob.post(&favour(own), json!({})).await.ok();
    let told = device.read(service.next().await.body);
    assert_eq!(told["notification_type"], "favourite");
}

#[tokio::test(flavor = "multi_thread")]
async fn policies_and_alerts_are_heeded() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let carol = server.app_of("carol").await;
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let data = json!({ "alerts": { "mention": true }, "policy": "follower" });
    subscribe(&alice, &device, &service, data).await;
    let conn = &mut *server.app.db.conn().await.unwrap();
    let (cx, boosts) = (
        &server.app.cx,
        ossm::domain::relationships::follow::Boosts::AsBefore,
    );
    ossm::domain::relationships::follow::follow(conn, cx, carol.id(), alice.id(), boosts)
        .await
        .unwrap();
    bob.write("@alice not you").await;
    carol.write("@alice but you").await;
    let told = device.read(service.next().await.body);
    assert!(told["body"].as_str().unwrap().contains("but you"));
    let change = json!({ "data": { "alerts": { "mention": true }, "policy": "all" } });
    alice.put(PATH, change).await.ok();
    bob.write("@alice now you").await;
    let told = device.read(service.next().await.body);
    assert!(told["body"].as_str().unwrap().contains("now you"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_gone_is_forgotten() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[410]).await);
    let data = json!({ "alerts": { "mention": true } });
    subscribe(&alice, &device, &service, data).await;
    bob.write("@alice anybody there?").await;
    service.next().await;
    let gone = async {
        while alice.get(PATH).await.status != 404 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, gone).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_made_changed_and_ended_by_its_own_token() {
    let server = server().await;
    let alice = server.app_of("alice").await;
    let other = server.app_with("alice", "read write push").await;
    let (device, service) = (Device::new(), Service::start(&[]).await);
    alice.get(PATH).await.refused(404);
    alice.put(PATH, json!({})).await.refused(404);
    subscribe(&alice, &device, &service, json!({})).await;
    alice.get(PATH).await.ok();
    other.get(PATH).await.refused(404);
    other.delete(PATH).await.ok();
    let shown = alice.get(PATH).await.ok();
    assert_eq!(shown.json["standard"], true);
    assert_eq!(shown.json["endpoint"], json!(service.url));
    let bad = json!({ "data": { "policy": "sometimes" } });
    alice.put(PATH, bad).await.refused(422);
    alice.delete(PATH).await.ok();
    alice.get(PATH).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_refused() {
    let server = TestServer::start().await;
    let alice = server.app_of("alice").await;
    let device = Device::new();
    let good = "https://push.example/1";
    for (name, value) in [
        ("endpoint", json!("")),
        ("endpoint", json!("no address")),
        ("endpoint", json!("http://127.0.0.1:9/x")),
        ("endpoint", json!("file:///etc/passwd")),
        ("keys", json!({})),
        ("keys", json!({ "p256dh": "AAAA", "auth": "AAAA" })),
    ] {
        let mut subscription = device.subscription(good);
        subscription[name] = value;
        let body = json!({ "subscription": subscription });
        alice.post(PATH, body).await.refused(422);
    }
    alice.post(PATH, json!({})).await.refused(422);
    let body = json!({ "subscription": device.subscription(good) });
    server
        .anonymous()
        .post(PATH, body.clone())
        .await
        .refused(401);
    let small = server.app_with("alice", "read write").await;
    small.post(PATH, body.clone()).await.refused(403);
    alice.post(PATH, body).await.ok().is("WebPushSubscription");
}
