//! One post to 1,000 hosts: how many deliveries per second, beside the rate at
//! which this machine can sign; and the same with every tenth host gone and
//! every tenth hanging.

use std::ops::Range;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use diesel::dsl::sql;
use diesel::sql_types::BigInt;
use diesel_async::{
    AsyncConnection as _, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use ossm::db::ids::{AccountId, OutgoingId};
use ossm::db::models::delivery::{self, Audience};
use ossm::db::models::outgoing::{self, OutgoingActivity};
use ossm::foundation::clock::{Clock as _, SystemClock};
use ossm::foundation::crypto::{SigningKey, generate_rsa_key_pair};

use crate::number;
use crate::process::Server;
use crate::receiver::Receiver;
use crate::report::Report;

/// Clean runs; the best one counts, since other programs disturb.
const RUNS: i64 = 3;

/// The author of runs of one kind, with followers of its own.
struct Author {
    name: &'static str,
    id: AccountId,
}

/// Runs it on a server of its own and writes the figures down.
pub async fn run(server: &Server, report: &mut Report) -> Result<()> {
    let hosts = i64::try_from(number("--hosts", 1_000))?;
    let rate = signing_rate(Duration::from_secs(2))?;
    report.figure("RSA-2048 signatures per second, one core", rate);
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    let receiver = Receiver::start()?;

    let clean = author(server, &mut conn, "demo_clean").await?;
    follow(&mut conn, &clean, receiver.port, "well", hosts, 0..10).await?;
    let mut best = Duration::MAX;
    for number in 0..RUNS {
        let took = fan_out(&mut conn, &clean, &receiver, number, hosts).await?;
        println!("{hosts} hosts: {:.0} deliveries/s", per_second(hosts, took));
        best = best.min(took);
    }
    report.figure("fan-out, deliveries per second", per_second(hosts, best));
    let share = 100.0 * per_second(hosts, best) / rate;
    report.figure("fan-out, % of the signing rate", share);

    let mixed = author(server, &mut conn, "demo_mixed").await?;
    let healthy = hosts - 2 * (hosts / 10);
    follow(&mut conn, &mixed, receiver.port, "well", hosts, 2..10).await?;
    follow(&mut conn, &mixed, receiver.port, "hang", hosts, 0..1).await?;
    // Nobody listens there.
    follow(&mut conn, &mixed, 1, "gone", hosts, 1..2).await?;
    let took = fan_out(&mut conn, &mixed, &receiver, RUNS, healthy).await?;
    report.figure("last of all hosts, clean run, ms", millis(best));
    report.figure(
        "last healthy host, 10 % dead and 10 % hanging, ms",
        millis(took),
    );
    report.figure("delay, %", 100.0 * (millis(took) / millis(best) - 1.0));
    report.figure("resident memory after fan-out, MiB", server.memory_mib()?);
    Ok(())
}

/// How fast one core signs, as deliveries are signed.
fn signing_rate(time: Duration) -> Result<f64> {
    let pair = generate_rsa_key_pair()?;
    let key = SigningKey::from_der(&pair.private_der)?;
    let message = [7_u8; 200];
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < time {
        key.sign(&message)?;
        count += 1;
    }
    Ok(f64::from(count) / begun.elapsed().as_secs_f64())
}

async fn author(
    server: &Server,
    conn: &mut AsyncPgConnection,
    name: &'static str,
) -> Result<Author> {
    let email = format!("{name}@localhost");
    let arguments = [
        "user",
        "create",
        name,
        "--email",
        &email,
        "--password-stdin",
    ];
    server.ossm(&arguments, crate::seed::PASSWORD).await?;
    let id = sql::<BigInt>(&format!(
        "(SELECT id FROM accounts WHERE username = '{name}' AND domain IS NULL)"
    ));
    let id = AccountId(diesel::select(id).get_result(conn).await?);
    Ok(Author { name, id })
}

/// One follower at each host named `N-KIND.localhost`, where N is below `count`
/// and its last digit is one of `digits`.
async fn follow(
    conn: &mut AsyncPgConnection,
    author: &Author,
    port: u16,
    kind: &str,
    count: i64,
    digits: Range<i64>,
) -> Result<()> {
    let (target, name) = (author.id, author.name);
    let (from, to) = (digits.start, digits.end);
    let sql = format!(
        "WITH people AS (
             SELECT nextval('deliveries_id_seq') + 1000000 AS id,
                    i || '-{kind}.localhost:{port}' AS host
             FROM generate_series(0, {count} - 1) i WHERE i % 10 >= {from} AND i % 10 < {to}
         ), made AS (
             INSERT INTO accounts (id, username, domain, skeleton, uri, url, created_at, updated_at)
             SELECT id, 'demo_' || id, host, 'demo', 'http://' || host || '/{name}',
                    'http://' || host || '/{name}', now(), now() FROM people
         ), known AS (
             INSERT INTO remote_actors (account_id, host, inbox_url, shared_inbox_url, fetched_at)
             SELECT id, host, 'http://' || host || '/in', 'http://' || host || '/inbox', now()
             FROM people
         )
         INSERT INTO follows (id, account_id, target_id, state, created_at)
         SELECT id, id, {target}, 'accepted', now() FROM people"
    );
    conn.batch_execute(&sql).await?;
    conn.batch_execute("ANALYZE").await?;
    Ok(())
}

/// Sends one activity; returns the time from the start of the transaction that
/// stores it until the last of `count` healthy hosts had it.
async fn fan_out(
    conn: &mut AsyncPgConnection,
    author: &Author,
    receiver: &Receiver,
    number: i64,
    count: i64,
) -> Result<Duration> {
    receiver.forget();
    let now = SystemClock.now();
    let activity = OutgoingActivity {
        id: OutgoingId(7_000_000_000 + number),
        uri: format!("http://localhost/bench/{number}"),
        account_id: author.id,
        body: body(number),
        created_at: now,
    };
    let audience = Audience {
        followers_of: Some(author.id),
        ..Audience::default()
    };
    let begun = Instant::now();
    conn.transaction(async |conn| {
        outgoing::insert(conn, &activity).await?;
        delivery::expand(conn, activity.id, &audience, now).await
    })
    .await?;
    println!("expanded in {:.0} ms", millis(begun.elapsed()));
    let last = receiver.wait_for("-well", u32::try_from(count)?).await?;
    ensure!(last >= begun, "nothing arrived");
    // Let the senders settle before the next run.
    tokio::time::sleep(Duration::from_secs(1)).await;
    Ok(last - begun)
}

/// About as large as a short post.
fn body(number: i64) -> String {
    serde_json::json!({
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": format!("http://localhost/bench/{number}"),
        "type": "Create",
        "object": { "type": "Note", "content": "<p>Demo words.</p>".repeat(60) },
    })
    .to_string()
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn per_second(count: i64, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
