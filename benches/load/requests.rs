//! How many requests other servers get for what people do here, by kind.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use ossm::federation::signature::{ToSign, digest, sign};
use ossm::foundation::clock::{Clock as _, SystemClock};
use ossm::foundation::crypto::{SigningKey, generate_rsa_key_pair};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::process::Server;
use crate::receiver::head;
use crate::seed::PASSWORD;

const MEMBER: &str = "demo_requests";
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";
/// Nothing more comes after this silence.
const SILENCE: Duration = Duration::from_secs(2);

#[derive(Default)]
struct Shared {
    documents: HashMap<String, (&'static str, Value)>,
    seen: Vec<String>,
}

/// Another server: serves documents and notes what it is asked and sent.
struct Peer {
    base: String,
    key: SigningKey,
    shared: Arc<Mutex<Shared>>,
    _serving: tokio::task::JoinSet<()>,
}

/// A signed-in member, as a browser.
struct Member {
    base: String,
    browser: reqwest::Client,
    csrf: String,
}

/// Lets a member and two people of another server do things, and prints what
/// the other server got for each.
pub async fn run(server: &Server) -> Result<()> {
    let member = Member::sign_in(server).await?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    let peer = Peer::start().await?;
    let inbox = format!("{}/inbox", member.base);
    let actor = format!("{}/users/{MEMBER}", member.base);
    println!("\nrequests that the other server gets");

    member
        .get(&format!("/search?q=@one@{}", peer.host()))
        .await?;
    let one = id(&mut conn, "SELECT id FROM accounts WHERE username = 'one'").await?;
    member.press(&format!("/accounts/{one}/follow")).await?;
    peer.report("follow somebody there, whom nobody knew").await;
    let follow = sql::<BigInt>("(SELECT id FROM follows ORDER BY id LIMIT 1)");
    let follow: i64 = diesel::select(follow).get_result(&mut conn).await?;
    let accept = json!({ "id": peer.url("/accept"), "type": "Accept", "actor": peer.url("/one"),
        "object": { "id": format!("{actor}#follows/{follow}"), "type": "Follow", "actor": actor,
                    "object": peer.url("/one") } });
    peer.send("one", &inbox, &accept).await?;
    peer.send("one", &inbox, &peer.note()).await?;
    peer.report("they accept and post (known actor)").await;

    for name in ["two", "three"] {
        let id = peer.url(&format!("/{name}/follow"));
        let follow = json!({ "id": id, "type": "Follow", "object": actor,
            "actor": peer.url(&format!("/{name}")) });
        peer.send(name, &inbox, &follow).await?;
        peer.report("be followed by somebody whom nobody knew")
            .await;
    }
    let post = id(&mut conn, "SELECT id FROM posts WHERE NOT local").await?;
    member.press(&format!("/posts/{post}/favourite")).await?;
    peer.report("favourite a post from there").await;
    member.press(&format!("/posts/{post}/boost")).await?;
    peer.report("boost it").await;
    member.write("Demo words for two followers.").await?;
    peer.report("post to two followers there").await;
    member.press(&format!("/accounts/{one}/unfollow")).await?;
    peer.report("unfollow").await;
    Ok(())
}

async fn id(conn: &mut AsyncPgConnection, query: &str) -> Result<i64> {
    for _ in 0..100 {
        let asked = sql::<BigInt>(&format!("coalesce(({query} LIMIT 1), 0)"));
        let found: i64 = diesel::select(asked).get_result(conn).await?;
        if found != 0 {
            return Ok(found);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    anyhow::bail!("nothing came: {query}")
}

impl Member {
    async fn sign_in(server: &Server) -> Result<Self> {
        let email = format!("{MEMBER}@localhost");
        let arguments = [
            "user",
            "create",
            MEMBER,
            "--email",
            &email,
            "--password-stdin",
        ];
        server.ossm(&arguments, PASSWORD).await?;
        let port = server.address.rsplit_once(':').context("no port")?.1;
        let browser = reqwest::Client::builder().cookie_store(true).build()?;
        let mut member = Self {
            base: format!("http://localhost:{port}"),
            browser,
            csrf: String::new(),
        };
        member.csrf = member.token("/auth/sign_in").await?;
        let fields = [("login", MEMBER), ("password", PASSWORD)];
        member.post("/auth/sign_in", &fields).await?;
        member.csrf = member.token("/compose").await?;
        Ok(member)
    }

    async fn get(&self, path: &str) -> Result<String> {
        let url = format!("{}{path}", self.base);
        Ok(self.browser.get(url).send().await?.text().await?)
    }

    async fn token(&self, path: &str) -> Result<String> {
        let page = scraper::Html::parse_document(&self.get(path).await?);
        let field = scraper::Selector::parse("input[name=csrf]").ok();
        let mut found = page.select(field.as_ref().context("selector")?);
        let token = found.next().and_then(|field| field.value().attr("value"));
        Ok(token.context("no token")?.to_owned())
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let mut form = vec![("csrf", self.csrf.as_str())];
        form.extend(fields);
        let request = self.browser.post(format!("{}{path}", self.base));
        let answer = request
            .header("origin", &self.base)
            .form(&form)
            .send()
            .await?;
        ensure!(answer.status().is_success(), "{path}: {}", answer.status());
        Ok(())
    }

    async fn press(&self, path: &str) -> Result<()> {
        self.post(path, &[]).await
    }

    async fn write(&self, text: &str) -> Result<()> {
        let page = scraper::Html::parse_document(&self.get("/compose").await?);
        let inputs = scraper::Selector::parse("form[action='/posts'] input[type=hidden]").ok();
        let mut form = reqwest::multipart::Form::new().text("text", text.to_owned());
        let hidden: Vec<(String, String)> = page
            .select(inputs.as_ref().context("selector")?)
            .filter_map(|input| {
                let input = input.value();
                Some((
                    input.attr("name")?.to_owned(),
                    input.attr("value")?.to_owned(),
                ))
            })
            .collect();
        for (name, value) in hidden {
            form = form.text(name, value);
        }
        form = form.text("visibility", "public").text("language", "en");
        let request = self.browser.post(format!("{}/posts", self.base));
        let answer = request
            .header("origin", &self.base)
            .multipart(form)
            .send()
            .await?;
        ensure!(answer.status().is_success(), "/posts: {}", answer.status());
        Ok(())
    }
}

impl Peer {
    async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://other.localhost:{}", listener.local_addr()?.port());
        let pair = generate_rsa_key_pair()?;
        let key = SigningKey::from_der(&pair.private_der)?;
        let shared = Arc::new(Mutex::new(Shared::default()));
        let mut serving = tokio::task::JoinSet::new();
        let there = shared.clone();
        serving.spawn(async move {
            let mut lines = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                lines.spawn(talk(stream, there.clone()));
            }
        });
        let peer = Self {
            base,
            key,
            shared,
            _serving: serving,
        };
        for name in ["one", "two", "three"] {
            peer.publish(name)?;
        }
        Ok(peer)
    }

    fn host(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn publish(&self, name: &str) -> Result<()> {
        let id = self.url(&format!("/{name}"));
        let pem = self.key.public_key()?.to_pem();
        let actor = json!({
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
            "id": id, "type": "Person", "preferredUsername": name, "name": format!("Demo {name}"),
            "inbox": format!("{id}/inbox"), "outbox": format!("{id}/outbox"),
            "followers": format!("{id}/followers"), "featured": format!("{id}/featured"),
            "endpoints": { "sharedInbox": self.url("/inbox") },
            "publicKey": { "id": format!("{id}#main-key"), "owner": id, "publicKeyPem": pem },
        });
        let finger = json!({
            "subject": format!("acct:{name}@{}", self.host()),
            "links": [{ "rel": "self", "type": "application/activity+json", "href": id }],
        });
        let empty = |kind: &str| {
            json!({
                "@context": "https://www.w3.org/ns/activitystreams", "id": format!("{id}/{kind}"),
                "type": "OrderedCollection", "totalItems": 0, "orderedItems": [],
            })
        };
        let mut shared = self.lock();
        let activity = "application/activity+json";
        let documents = &mut shared.documents;
        documents.insert(format!("/{name}/outbox"), (activity, empty("outbox")));
        documents.insert(format!("/{name}/featured"), (activity, empty("featured")));
        documents.insert(format!("/{name}"), (activity, actor));
        let finger_at = format!("acct:{name}@");
        documents.insert(finger_at, ("application/jrd+json", finger));
        Ok(())
    }

    fn note(&self) -> Value {
        let id = self.url("/one/note");
        json!({ "id": format!("{id}/create"), "type": "Create", "actor": self.url("/one"),
            "to": [PUBLIC], "object": { "id": id, "type": "Note", "content": "<p>Demo</p>",
                "attributedTo": self.url("/one"), "to": [PUBLIC],
                "published": SystemClock.now().to_rfc3339() } })
    }

    async fn send(&self, name: &str, inbox: &str, activity: &Value) -> Result<()> {
        let body = activity.to_string();
        let (url, digest) = (Url::parse(inbox)?, digest::sha256_base64(body.as_bytes()));
        let key_id = format!("{}#main-key", self.url(&format!("/{name}")));
        let to_sign = ToSign {
            method: "POST",
            url: &url,
            digest: Some(&digest),
            key_id: &key_id,
            without_query: false,
        };
        let mut request = reqwest::Client::new().post(url.clone()).body(body);
        for (header, value) in sign::cavage(&to_sign, &self.key, SystemClock.now())? {
            request = request.header(header, value);
        }
        let request = request.header("content-type", "application/activity+json");
        let status = request.send().await?.status();
        ensure!(status == 202, "the inbox answered {status}");
        Ok(())
    }

    /// Waits until nothing more comes, and prints what came.
    async fn report(&self, what: &str) {
        let mut before = usize::MAX;
        loop {
            let now = self.lock().seen.len();
            if now == before {
                break;
            }
            before = now;
            tokio::time::sleep(SILENCE).await;
        }
        let mut kinds = BTreeMap::<String, usize>::new();
        let seen = std::mem::take(&mut self.lock().seen);
        let total = seen.len();
        for kind in seen {
            *kinds.entry(kind).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.iter().map(|(k, n)| format!("{n} {k}")).collect();
        println!("{what:<50}{total:>3}  {}", kinds.join(", "));
    }
}

async fn talk(mut stream: TcpStream, shared: Arc<Mutex<Shared>>) -> Option<()> {
    let mut buffer = Vec::new();
    loop {
        let length = loop {
            if let Some((_, length)) = head(&buffer)
                && buffer.len() >= length
            {
                break length;
            }
            if stream.read_buf(&mut buffer).await.ok()? == 0 {
                return None;
            }
        };
        let request: Vec<u8> = buffer.drain(..length).collect();
        let answer = answer(&request, &shared)?;
        stream.write_all(answer.as_bytes()).await.ok()?;
    }
}

fn answer(request: &[u8], shared: &Mutex<Shared>) -> Option<String> {
    let text = String::from_utf8_lossy(request);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut line = head.split(' ');
    let (method, target) = (line.next()?, line.next()?);
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    if method == "POST" {
        let activity: Value = serde_json::from_str(body).ok()?;
        let kind = activity.get("type")?.as_str()?;
        shared.seen.push(kind.to_owned());
        return Some("HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n".to_owned());
    }
    let (path, kind) = if target.starts_with("/.well-known/webfinger") {
        let name = target.split("acct").nth(1)?;
        let name = name.trim_start_matches(':').trim_start_matches("%3A");
        let name: String = name
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        (format!("acct:{name}@"), "WebFinger".to_owned())
    } else {
        let path = target.split('?').next()?.to_owned();
        let kind = path.rsplit('/').next()?;
        let kind = match kind {
            "one" | "two" | "three" => "actor",
            other => other,
        };
        (path.clone(), kind.to_owned())
    };
    shared.seen.push(kind);
    let Some((kind, document)) = shared.documents.get(&path) else {
        return Some("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_owned());
    };
    let body = document.to_string();
    let length = body.len();
    Some(format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    ))
}
