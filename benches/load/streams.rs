//! Live streams: how long a post takes to its author's own stream, and what
//! 5,000 streams on which nothing happens weigh.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use diesel::sql_types::{Bytea, Text};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _};
use ossm::foundation::crypto;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::number;
use crate::process::Server;
use crate::report::Report;

/// Posts whose way is timed.
const POSTS: usize = 300;
/// Nothing takes longer on any machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs it on a server of its own and writes the figures down.
pub async fn run(server: &Server, report: &mut Report) -> Result<()> {
    let token = token(server).await?;
    let mut micros = timed_posts(server, &token).await?;
    micros.sort_unstable();
    for (name, percent) in [
        ("own post on the user stream, median, ms", 50),
        ("own post on the user stream, p99, ms", 99),
    ] {
        let index = micros.len() * percent / 100;
        let at = micros.get(index).context("no post was seen")?;
        report.figure(name, f64::from(*at) / 1000.0);
    }

    let before = server.settled_memory_mib().await?;
    let count = usize::try_from(number("--streams", 5_000))?;
    let mut open = Vec::with_capacity(count);
    for nth in 0..count {
        // Half of each kind; public ones as visitors, others as a member.
        let (path, upgrade) = match nth % 4 {
            0 => ("/api/v1/streaming/public", false),
            1 => ("/api/v1/streaming/user", false),
            2 => ("/api/v1/streaming?stream=public:local", true),
            _ => ("/api/v1/streaming?stream=user", true),
        };
        let token = (nth % 2 == 1).then_some(token.as_str());
        open.push(stream(server, path, upgrade, token).await?);
    }
    let after = server.settled_memory_mib().await?;
    report.figure("resident memory before streams, MiB", before);
    report.figure("resident memory with idle streams, MiB", after);
    report.figure(
        "an idle stream, KiB",
        (after - before) * 1024.0 / to_f64(count),
    );
    ensure!(open.len() == count, "streams were lost");
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

/// A member and a token of theirs.
async fn token(server: &Server) -> Result<String> {
    let arguments = [
        "user",
        "create",
        "demo_reader",
        "--email",
        "demo_reader@localhost",
        "--password-stdin",
    ];
    server.ossm(&arguments, crate::seed::PASSWORD).await?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    let token = crypto::random_token()?;
    diesel::sql_query(
        "INSERT INTO oauth_applications (id, client_id, name, scopes, created_at)
         VALUES (1, 'bench', 'bench', 'read write', now())",
    )
    .execute(&mut conn)
    .await?;
    diesel::sql_query(
        "INSERT INTO oauth_tokens
             (id, token_hash, application_id, user_id, scopes, created_at, last_used_at)
         SELECT 1, $1, 1, u.id, 'read write', now(), now()
         FROM users u JOIN accounts a ON a.id = u.account_id WHERE a.username = $2",
    )
    .bind::<Bytea, _>(crypto::token_hash(&token))
    .bind::<Text, _>("demo_reader")
    .execute(&mut conn)
    .await?;
    Ok(token)
}

/// Opens a stream and reads the head of the answer.
async fn stream(
    server: &Server,
    path: &str,
    upgrade: bool,
    token: Option<&str>,
) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(&server.address).await?;
    stream.set_nodelay(true)?;
    let mut request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\n", server.address);
    if upgrade {
        request.push_str(
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n",
        );
    }
    if let Some(token) = token {
        request.push_str("Authorization: Bearer ");
        request.push_str(token);
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut head = vec![0; 4096];
    let read = tokio::time::timeout(PATIENCE, stream.read(&mut head)).await??;
    let head = String::from_utf8_lossy(head.get(..read).unwrap_or_default()).into_owned();
    let good = head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 101");
    ensure!(good, "{path}: {head}");
    Ok(stream)
}

/// Microseconds from sending each post until it is read from the stream.
async fn timed_posts(server: &Server, token: &str) -> Result<Vec<u32>> {
    let path = "/api/v1/streaming/user";
    let mut own = stream(server, path, false, Some(token)).await?;
    let client = reqwest::Client::new();
    let url = format!("http://{}/api/v1/statuses", server.address);
    let mut micros = Vec::with_capacity(POSTS);
    for nth in 0..POSTS {
        let mark = format!("demo post {nth} of the measurement");
        let begun = Instant::now();
        let post = client
            .post(&url)
            .bearer_auth(token)
            .form(&[("status", mark.as_str())])
            .send();
        let seen = tokio::time::timeout(PATIENCE, read_until(&mut own, &mark));
        let (posted, seen) = tokio::join!(post, seen);
        ensure!(posted?.status().is_success(), "a post was refused");
        let seen = seen??.duration_since(begun);
        micros.push(u32::try_from(seen.as_micros())?);
    }
    Ok(micros)
}

/// When `mark` has come.
async fn read_until(stream: &mut TcpStream, mark: &str) -> Result<Instant> {
    let mut read = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    loop {
        let bytes = stream.read(&mut chunk).await?;
        ensure!(bytes > 0, "the stream ended");
        read.extend_from_slice(chunk.get(..bytes).unwrap_or_default());
        let whole = read.ends_with(b"\n\n\r\n") || read.ends_with(b"\n\n");
        if whole && String::from_utf8_lossy(&read).contains(mark) {
            return Ok(Instant::now());
        }
    }
}
