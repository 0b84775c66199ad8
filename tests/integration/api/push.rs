//! Push subscriptions, and what comes of them at a service.

use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ossm::db::models::notification::NotificationKind;
use ossm::domain::notifications::{self, Notice};
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

async fn sealed_token(server: &TestServer) -> Vec<u8> {
    use diesel_async::RunQueryDsl as _;
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Bytea)]
        sealed_token: Vec<u8>,
    }
    let conn = &mut server.database.conn().await;
    let rows = diesel::sql_query("SELECT sealed_token FROM push_subscriptions");
    let row: Row = rows.get_result(conn).await.unwrap();
    row.sealed_token
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_a_message_comes_without_the_token() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let data = json!({ "alerts": { "mention": true } });
    subscribe(&alice, &device, &service, data).await;
    {
        use diesel_async::RunQueryDsl as _;
        let conn = &mut server.database.conn().await;
        let sql = "UPDATE push_subscriptions SET sealed_token = '\\x00010203'";
        diesel::sql_query(sql).execute(conn).await.unwrap();
    }
    bob.write("good morning @alice").await;
    let told = device.read(service.next().await.body);
    assert_eq!(told["access_token"], "");
    assert_eq!(told["notification_type"], "mention");
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
    // The app knows by its token whose message it is; the database does not know it.
    assert_eq!(told["access_token"], json!(alice.token));
    let sealed = sealed_token(&server).await;
    let token = alice.token.as_ref().unwrap().as_bytes();
    assert!(sealed.len() > token.len());
    assert!(!sealed.windows(token.len()).any(|part| part == token));
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

/// The names of the API and the kinds behind them.
const KINDS: &[(&str, NotificationKind)] = &[
    ("mention", NotificationKind::Mention),
    ("quote", NotificationKind::Quote),
    ("status", NotificationKind::Post),
    ("reblog", NotificationKind::Boost),
    ("follow", NotificationKind::Follow),
    ("follow_request", NotificationKind::FollowRequest),
    ("favourite", NotificationKind::Favourite),
    ("poll", NotificationKind::Poll),
    ("update", NotificationKind::Edit),
    ("quoted_update", NotificationKind::QuotedEdit),
    ("admin.sign_up", NotificationKind::SignUp),
    ("admin.report", NotificationKind::Report),
    (
        "severed_relationships",
        NotificationKind::SeveredRelationships,
    ),
    ("moderation_warning", NotificationKind::ModerationWarning),
    ("added_to_collection", NotificationKind::AddedToCollection),
    ("collection_update", NotificationKind::CollectionUpdate),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_told_to_who_asked_for_it_and_to_nobody_else() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let other = server.app_with("alice", "read write push").await;
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let (second, mut rest) = (Device::new(), Service::start(&[]).await);
    subscribe(&alice, &device, &service, json!({})).await;
    subscribe(&other, &second, &rest, json!({})).await;
    let unknown = NotificationKind::PAGES_ONLY.len();
    assert_eq!(KINDS.len() + unknown, NotificationKind::ALL.len());
    for (word, kind) in KINDS {
        let only = json!({ "data": { "alerts": { *word: true } } });
        let shown = alice.put(PATH, only).await.ok();
        assert_eq!(shown.json["alerts"][*word], true);
        // All others; and one of those that was told before.
        let others: serde_json::Map<String, Value> = KINDS
            .iter()
            .map(|(name, _)| ((*name).to_owned(), json!(name != word)))
            .collect();
        let others = json!({ "data": { "alerts": others } });
        other.put(PATH, others).await.ok();
        let post = bob.write("something").await;
        let conn = &mut *server.app.db.conn().await.unwrap();
        let notice = Notice {
            kind: *kind,
            from: bob.id(),
            post_id: Some(post.parse().unwrap()),
        };
        notifications::notify(conn, &server.app.cx, &[alice.id()], &notice)
            .await
            .unwrap();
        let told = device.read(service.next().await.body);
        assert_eq!(told["notification_type"], *word);
        assert!(!told["title"].as_str().unwrap().contains("push-"));
    }
    // The other one heard nothing of any of them.
    let all = json!({ "data": { "alerts": { "mention": true } } });
    other.put(PATH, all).await.ok();
    let post = bob.write("@alice at last").await;
    assert!(!post.is_empty());
    let told = second.read(rest.next().await.body);
    assert!(told["body"].as_str().unwrap().contains("at last"));
    assert!(rest.sent.try_recv().is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_program_reads_the_draft_before_the_standard() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let mut subscription = device.subscription(&service.url);
    subscription["standard"] = json!(false);
    let body = json!({ "subscription": subscription, "data": { "alerts": { "mention": true } } });
    let made = alice.post(PATH, body).await.ok();
    assert_eq!(made.json["standard"], false);
    bob.write("@alice good morning").await;
    let headers = service.next().await.headers.to_lowercase();
    for line in [
        "content-encoding: aesgcm\r",
        "encryption: salt=",
        "crypto-key: dh=",
        "authorization: webpush ",
    ] {
        assert!(headers.contains(line), "{headers}");
    }
}

#[derive(diesel::QueryableByName)]
struct Job {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    attempts: i32,
    #[diesel(sql_type = diesel::sql_types::Integer)]
    max_attempts: i32,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    dead: bool,
}

/// The messages that wait, once there are some like this.
async fn waiting(server: &TestServer, like: impl Fn(&Job) -> bool) -> Job {
    let looking = async {
        loop {
            let conn = &mut *server.app.db.conn().await.unwrap();
            let jobs: Vec<Job> = diesel_async::RunQueryDsl::load(
                diesel::sql_query(
                    "SELECT attempts, max_attempts, dead_at IS NOT NULL AS dead FROM jobs \
                     WHERE kind = 'push' AND leased_by IS NULL",
                ),
                conn,
            )
            .await
            .unwrap();
            if let Some(job) = jobs.into_iter().find(&like) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, looking).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_busy_is_asked_again_later_and_not_for_ever() {
    let server = server().await;
    let (alice, bob) = (server.app_of("alice").await, server.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[503, 429]).await);
    let data = json!({ "alerts": { "mention": true } });
    subscribe(&alice, &device, &service, data).await;
    bob.write("@alice are you there?").await;
    for attempt in 1..=3 {
        let told = device.read(service.next().await.body);
        assert!(told["body"].as_str().unwrap().contains("are you there"));
        if attempt < 3 {
            let job = waiting(&server, |job| job.attempts == attempt).await;
            assert!(!job.dead && job.max_attempts == 6, "{attempt}");
            server.clock.advance(chrono::TimeDelta::minutes(2));
            // Something happens, and the worker looks for what is due.
            bob.write("a word").await;
        }
    }
    alice.get(PATH).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_inside_the_house_is_never_asked() {
    let mut open = server().await;
    let (alice, _bob) = (open.app_of("alice").await, open.app_of("bob").await);
    let (device, mut service) = (Device::new(), Service::start(&[]).await);
    let data = json!({ "alerts": { "mention": true } });
    subscribe(&alice, &device, &service, data).await;
    let database = open.database.clone();
    open.stop().await;
    // The same database, with a server that keeps to the public internet.
    let strict = TestServer::builder().database(database).start().await;
    let bob = strict.app_with("bob", "read write").await;
    bob.write("@alice anybody there?").await;
    let job = waiting(&strict, |job| job.dead).await;
    assert_eq!(job.attempts, 1);
    assert!(service.sent.try_recv().is_err());
}
