//! What apps ask of the server: timelines with and without a token, pages that
//! nobody asked for before, and posts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use crate::client::Client;
use crate::number;
use crate::process::Server;
use crate::report::{Report, Row};
use crate::seed::{PASSWORD, READER, WRITER};

/// Connections that ask at the same time.
const CLIENTS: u64 = 16;
/// Connections that post at the same time.
const WRITERS: u64 = 8;
/// The oldest ID of the seeded posts that pages are asked for below.
const OLDEST: u64 = 1_050_000;

/// What is asked, again and again.
struct Asked {
    name: &'static str,
    /// Of one member, or one for each connection; none for visitors.
    tokens: Vec<String>,
    body: Body,
}

enum Body {
    /// The same address.
    Get(String),
    /// An address and a number below which nobody has asked yet.
    Below(String),
    /// A new post each time.
    Post,
}

impl Asked {
    fn connections(&self) -> u64 {
        match self.body {
            Body::Post => WRITERS,
            _ => CLIENTS,
        }
    }
}

/// Runs it on a server whose database is filled.
pub async fn run(server: &Server, report: &mut Report, seconds: u64) -> Result<()> {
    let token = token(server, READER, "read write").await?;
    let writer = id_of(server, WRITER).await?;
    let statuses = format!("/api/v1/accounts/{writer}/statuses?limit=20");
    let public = "/api/v1/timelines/public?local=true&limit=20".to_owned();
    let home = "/api/v1/timelines/home?limit=20".to_owned();
    let get = |name, path: &str, token: Option<&String>| Asked {
        name,
        tokens: token.cloned().into_iter().collect(),
        body: Body::Get(path.to_owned()),
    };
    let below = |name, path: &str| Asked {
        name,
        tokens: vec![token.clone()],
        body: Body::Below(path.to_owned()),
    };
    let asked = [
        get("API: account statuses, visitor", &statuses, None),
        get("API: account statuses, member", &statuses, Some(&token)),
        get("API: public timeline, visitor", &public, None),
        get("API: public timeline, member", &public, Some(&token)),
        get("API: home timeline", &home, Some(&token)),
        below("API: public timeline, other pages", &public),
        below("API: home timeline, other pages", &home),
        Asked {
            name: "API: posting",
            tokens: writers(server).await?,
            body: Body::Post,
        },
    ];
    for asked in asked {
        let asked = Arc::new(asked);
        let full = measure(server, &asked, seconds, None).await?;
        let rate = full.rate();
        report.row(full);
        // Half of what it can do, evenly.
        let pace = Duration::from_secs_f64(2.0 / rate);
        report.row(measure(server, &asked, seconds, Some(pace)).await?);
    }
    Ok(())
}

async fn token(server: &Server, name: &str, scopes: &str) -> Result<String> {
    let arguments = ["token", "create", name, "--scopes", scopes];
    let said = server.ossm(&arguments, "").await?;
    let token = said.split_whitespace().max_by_key(|word| word.len());
    Ok(token.context("no token")?.to_owned())
}

/// Tokens of as many members as there are connections that post.
async fn writers(server: &Server) -> Result<Vec<String>> {
    let mut tokens = Vec::new();
    for nth in 0..WRITERS {
        let name = format!("demo_writer_{nth}");
        let email = format!("{name}@localhost");
        let create = [
            "user",
            "create",
            &name,
            "--email",
            &email,
            "--password-stdin",
        ];
        server.ossm(&create, PASSWORD).await?;
        tokens.push(token(server, &name, "read write").await?);
    }
    Ok(tokens)
}

async fn id_of(server: &Server, name: &str) -> Result<String> {
    let url = format!(
        "http://{}/api/v1/accounts/lookup?acct={name}",
        server.address
    );
    let found: serde_json::Value = reqwest::get(url).await?.json().await?;
    let id = found.get("id").and_then(serde_json::Value::as_str);
    Ok(id.context("no such account")?.to_owned())
}

async fn measure(
    server: &Server,
    asked: &Arc<Asked>,
    seconds: u64,
    pace: Option<Duration>,
) -> Result<Row> {
    let name = match pace {
        None => asked.name.to_owned(),
        Some(_) => format!("{}, half of it", asked.name),
    };
    if pace.is_none() {
        send_all(server, asked, Duration::from_secs(1), None).await?;
    }
    let (cpu, begun) = (server.cpu_micros()?, Instant::now());
    let mut micros = send_all(server, asked, Duration::from_secs(seconds), pace).await?;
    let (cpu, elapsed) = (server.cpu_micros()? - cpu, begun.elapsed());
    micros.sort_unstable();
    let clients = usize::try_from(asked.connections())?;
    Row::new(&name, clients, &micros, elapsed, cpu, server.memory_mib()?)
}

/// Microseconds of each request; with a pace, counted from when it was due, so
/// that waiting for a slow one before it is part of it.
async fn send_all(
    server: &Server,
    asked: &Arc<Asked>,
    time: Duration,
    pace: Option<Duration>,
) -> Result<Vec<u32>> {
    let (begun, sent) = (Instant::now(), Arc::new(AtomicU64::new(0)));
    let mut clients = tokio::task::JoinSet::new();
    for client in 0..asked.connections() {
        let (address, asked, sent) = (server.address.clone(), asked.clone(), sent.clone());
        clients.spawn(async move {
            let token = asked.tokens.iter().cycle().nth(usize::try_from(client)?);
            let mut client = Client::connect(&address).await?;
            let mut micros = Vec::new();
            while begun.elapsed() < time {
                let nth = sent.fetch_add(1, Ordering::Relaxed);
                let mut from = Instant::now();
                if let Some(pace) = pace {
                    from = begun + pace.mul_f64(nth_of(nth));
                    tokio::time::sleep_until(from.into()).await;
                }
                let status = client.send(&request(&address, &asked, token)).await?;
                if status != 200 {
                    bail!("{} answered {status}", asked.name);
                }
                micros.push(u32::try_from(from.elapsed().as_micros())?);
            }
            Ok(micros)
        });
    }
    let mut all = Vec::new();
    while let Some(one) = clients.join_next().await {
        all.extend(one??);
    }
    ensure!(!all.is_empty(), "nothing was answered");
    Ok(all)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn nth_of(nth: u64) -> f64 {
    nth as f64
}

/// Numbers that no request of this run had before.
static FRESH: AtomicU64 = AtomicU64::new(0);

fn request(host: &str, asked: &Asked, token: Option<&String>) -> Vec<u8> {
    let fresh = FRESH.fetch_add(1, Ordering::Relaxed);
    let authorization = match token {
        Some(token) => format!("authorization: Bearer {token}\r\n"),
        None => String::new(),
    };
    let (method, path, body) = match &asked.body {
        Body::Get(path) => ("GET", path.clone(), String::new()),
        Body::Below(path) => {
            let span = number("--posts", 1_000_000).saturating_sub(60_000).max(1);
            let id = OLDEST + fresh.wrapping_mul(7_919) % span;
            ("GET", format!("{path}&max_id={id}"), String::new())
        }
        Body::Post => {
            let text = format!("status=Demo+post+{fresh}+of+the+measurement,+some+words+long");
            ("POST", "/api/v1/statuses".to_owned(), text)
        }
    };
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\n{authorization}\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
