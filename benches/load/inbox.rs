//! What comes in: signed notes of 1,000 known actors, and thousands of
//! reactions to one post within a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel_async::{
    AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use ossm::federation::signature::{ToSign, digest, sign};
use ossm::foundation::clock::{Clock as _, SystemClock};
use ossm::foundation::crypto::{SigningKey, generate_rsa_key_pair};
use serde_json::{Value, json};
use url::Url;

use crate::client::Client;
use crate::number;
use crate::process::Server;
use crate::report::Report;

const ACTORS: usize = 1_000;
/// Each actor has a key of its own ID; making 1,000 different ones would take a minute.
const KEYS: usize = 8;
const CONNECTIONS: usize = 16;
const MEMBER: &str = "demo_inbox";
const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

struct Peers {
    keys: Vec<SigningKey>,
    inbox: Url,
    base: String,
}

/// Runs both parts on a server of its own and writes the figures down.
pub async fn run(server: &Server, report: &mut Report) -> Result<()> {
    let port = server.address.rsplit_once(':').context("no port")?.1;
    let base = format!("http://localhost:{port}");
    let arguments = [
        "user",
        "create",
        MEMBER,
        "--email",
        "demo_inbox@localhost",
        "--password-stdin",
    ];
    server.ossm(&arguments, crate::seed::PASSWORD).await?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    let pairs = (0..KEYS)
        .map(|_| generate_rsa_key_pair())
        .collect::<Result<Vec<_>, _>>()?;
    let keys = pairs
        .iter()
        .map(|pair| SigningKey::from_der(&pair.private_der));
    let peers = Peers {
        keys: keys.collect::<Result<Vec<_>, _>>()?,
        inbox: Url::parse(&format!("{base}/inbox"))?,
        base,
    };
    let public: Vec<Vec<u8>> = pairs.into_iter().map(|pair| pair.public_der).collect();
    know_actors(&mut conn, &public).await?;

    let notes = number("--notes", 20_000);
    notes_arrive(server, &peers, &mut conn, usize::try_from(notes)?, report).await?;
    reactions_arrive(server, &peers, &mut conn, report).await
}

/// Accounts `http://N.peer.localhost/actor`, which the member follows.
async fn know_actors(conn: &mut AsyncPgConnection, keys: &[Vec<u8>]) -> Result<()> {
    conn.batch_execute(&format!(
        "INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
         SELECT 1000 + i, 'demo', i || '.peer.localhost', 'demo', 'http://' || i || '.peer.localhost/actor',
                'http://' || i || '.peer.localhost/@demo', now(), now()
         FROM generate_series(0, {ACTORS} - 1) i;
         INSERT INTO account_stats (account_id) SELECT 1000 + i FROM generate_series(0, {ACTORS} - 1) i;
         INSERT INTO remote_actors (account_id, host, inbox_url, followers_url, fetched_at, backfilled_at)
         SELECT 1000 + i, i || '.peer.localhost', 'http://' || i || '.peer.localhost/inbox',
                'http://' || i || '.peer.localhost/followers', now(), now()
         FROM generate_series(0, {ACTORS} - 1) i;
         INSERT INTO follows (id, account_id, target_id, state, created_at)
         SELECT 1000 + i, (SELECT id FROM accounts WHERE username = '{MEMBER}'), 1000 + i, 'accepted', now()
         FROM generate_series(0, {ACTORS} - 1) i;"
    ))
    .await?;
    for (nth, key) in keys.iter().enumerate() {
        diesel::sql_query(format!(
            "INSERT INTO actor_keys (key_uri, account_id, kind, public_der, created_at)
             SELECT 'http://' || i || '.peer.localhost/actor#main-key', 1000 + i, 'rsa', $1, now()
             FROM generate_series({nth}, {ACTORS} - 1, {KEYS}) i"
        ))
        .bind::<diesel::sql_types::Bytea, _>(key)
        .execute(conn)
        .await?;
    }
    conn.batch_execute("ANALYZE").await?;
    Ok(())
}

impl Peers {
    fn host(actor: usize) -> String {
        format!("http://{actor}.peer.localhost")
    }

    /// The whole HTTP request that brings an activity of this actor.
    fn request(&self, actor: usize, activity: &Value) -> Result<Vec<u8>> {
        let body = activity.to_string();
        let key = self.keys.get(actor % KEYS).context("no key")?;
        let digest = digest::sha256_base64(body.as_bytes());
        let key_id = format!("{}/actor#main-key", Self::host(actor));
        let to_sign = ToSign {
            method: "POST",
            url: &self.inbox,
            digest: Some(&digest),
            key_id: &key_id,
            without_query: false,
        };
        let headers = sign::cavage(&to_sign, key, SystemClock.now())?;
        let mut request = format!(
            "POST /inbox HTTP/1.1\r\nhost: {}\r\nuser-agent: bench\r\n\
             content-type: application/activity+json\r\ncontent-length: {}\r\n",
            self.base.trim_start_matches("http://"),
            body.len()
        );
        for (name, value) in headers {
            request.extend([name.as_str(), ": ", value.as_str(), "\r\n"]);
        }
        request.push_str("\r\n");
        request.push_str(&body);
        Ok(request.into_bytes())
    }

    fn note(actor: usize, name: &str, reply_to: Option<&str>) -> Value {
        let host = Self::host(actor);
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{host}/{name}/create"), "type": "Create", "actor": format!("{host}/actor"),
            "to": [PUBLIC], "cc": [format!("{host}/followers")],
            "object": {
                "id": format!("{host}/{name}"), "type": "Note", "attributedTo": format!("{host}/actor"),
                "to": [PUBLIC], "cc": [format!("{host}/followers")], "inReplyTo": reply_to,
                "published": SystemClock.now().to_rfc3339(), "url": format!("{host}/@demo/{name}"),
                "content": "<p>Demo words of a known actor, about as many as people write.</p>",
                "attachment": [], "tag": [],
            },
        })
    }

    fn reaction(actor: usize, kind: &str, object: &str) -> Value {
        let host = Self::host(actor);
        json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": format!("{host}/{kind}/1"), "type": kind, "actor": format!("{host}/actor"),
            "object": object, "to": [PUBLIC], "cc": [format!("{host}/followers")],
        })
    }
}

async fn count(conn: &mut AsyncPgConnection, what: &str) -> Result<i64> {
    Ok(diesel::select(sql::<BigInt>(&format!("({what})")))
        .get_result(conn)
        .await?)
}

/// Sends all requests over [`CONNECTIONS`] connections; every one must be
/// answered with 202.
async fn send_all(server: &Server, requests: Vec<Vec<u8>>) -> Result<Duration> {
    let (requests, next) = (Arc::new(requests), Arc::new(AtomicUsize::new(0)));
    let begun = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let (requests, next) = (requests.clone(), next.clone());
        let mut client = Client::connect(&server.address).await?;
        senders.spawn(async move {
            while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
                let status = client.send(request).await?;
                ensure!(status == 202, "the inbox answered {status}");
            }
            Ok(())
        });
    }
    while let Some(ended) = senders.join_next().await {
        ended??;
    }
    Ok(begun.elapsed())
}

/// Waits until a count is reached.
async fn until(conn: &mut AsyncPgConnection, what: &str, wanted: i64) -> Result<()> {
    let begun = Instant::now();
    while count(conn, what).await? < wanted {
        if begun.elapsed() > Duration::from_mins(2) {
            bail!("only {} of {wanted}: {what}", count(conn, what).await?);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

async fn notes_arrive(
    server: &Server,
    peers: &Peers,
    conn: &mut AsyncPgConnection,
    notes: usize,
    report: &mut Report,
) -> Result<()> {
    let requests = |from: usize, count: usize| {
        (from..from + count)
            .map(|n| {
                peers.request(
                    n % ACTORS,
                    &Peers::note(n % ACTORS, &format!("n/{n}"), None),
                )
            })
            .collect::<Result<Vec<_>>>()
    };
    // Every key is read once, as in a server that has been up for a while.
    let warm = requests(0, ACTORS)?;
    send_all(server, warm).await?;
    let posts = "SELECT count(*) FROM posts WHERE NOT local";
    until(conn, posts, i64::try_from(ACTORS)?).await?;

    println!("signing {notes} notes …");
    let measured = requests(ACTORS, notes)?;
    let cpu = server.cpu_micros()?;
    let begun = Instant::now();
    let accepted = send_all(server, measured).await?;
    until(conn, posts, i64::try_from(ACTORS + notes)?).await?;
    let visible = begun.elapsed();
    report.figure("signed notes, accepted per second", rate(notes, accepted));
    report.figure(
        "signed notes, on the home timeline per second",
        rate(notes, visible),
    );
    report.figure(
        "CPU of the server per note, µs",
        (server.cpu_micros()? - cpu) / f64::from(u32::try_from(notes)?),
    );
    report.figure("resident memory after the notes, MiB", server.memory_mib()?);
    Ok(())
}

/// 5,000 likes, boosts and replies to one post.
async fn reactions_arrive(
    server: &Server,
    peers: &Peers,
    conn: &mut AsyncPgConnection,
    report: &mut Report,
) -> Result<()> {
    let post = format!("{}/users/{MEMBER}/statuses/77", peers.base);
    conn.batch_execute(&format!(
        "INSERT INTO posts (id, account_id, uri, url, local, conversation_id, visibility, text,
                            content, created_at)
         SELECT 77, id, '{post}', '{post}', true, 77, 'public', 'Demo', '<p>Demo</p>', now()
         FROM accounts WHERE username = '{MEMBER}';
         INSERT INTO post_stats (post_id) VALUES (77);"
    ))
    .await?;
    let mut requests = Vec::new();
    for actor in 0..ACTORS {
        requests.push(peers.request(actor, &Peers::reaction(actor, "Like", &post))?);
        requests.push(peers.request(actor, &Peers::reaction(actor, "Announce", &post))?);
        for n in 0..3 {
            let reply = Peers::note(actor, &format!("r/{n}"), Some(&post));
            requests.push(peers.request(actor, &reply)?);
        }
    }
    let total = requests.len();
    let begun = Instant::now();
    send_all(server, requests).await?;
    let mut most = server.memory_mib()?;
    let counts =
        "SELECT favourites_count + boosts_count + replies_count FROM post_stats WHERE post_id = 77";
    let wanted = i64::try_from(total)?;
    while count(conn, counts).await? < wanted {
        most = most.max(server.memory_mib()?);
        if begun.elapsed() > Duration::from_mins(2) {
            bail!("only {} of {wanted} reactions", count(conn, counts).await?);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    report.figure(
        "5,000 reactions to one post, seconds until all count",
        begun.elapsed().as_secs_f64(),
    );
    report.figure(
        "largest resident memory meanwhile, MiB",
        most.max(server.memory_mib()?),
    );
    Ok(())
}
