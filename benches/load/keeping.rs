//! What keeping house costs those who read: bytes that are counted, and 10 GB of
//! small files that go while pages are asked for.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};

use crate::client::Client;
use crate::process::Server;
use crate::report::{Report, Row};
use crate::scenarios::{Scenario, measure, request};
use crate::seed::WRITER;

/// Bytes of one file: a small picture.
const FILE: u64 = 64 * 1024;
/// Files, together 10 GB.
const FILES: u64 = 10_000_000_000 / FILE;
/// Their bytes.
const ALL: u64 = FILES * FILE;
/// Rounds of each way, in turns, as a machine is never quite the same twice.
const ROUNDS: usize = 5;

/// The profile page with and without bytes being counted.
pub async fn counting(folder: &Path, report: &mut Report, seconds: u64) -> Result<()> {
    let mut rates = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (rates, counted) in rates.iter_mut().zip(["true", "false"]) {
            let with = [("OSSM_METRICS__COUNT_TRAFFIC", counted)];
            let server = Server::start_with(folder, &with).await?;
            let profile = profile(
                &server,
                if counted == "true" {
                    "profile, bytes counted"
                } else {
                    "profile, bytes not counted"
                },
            );
            let row = measure(&server, profile, seconds).await?;
            rates.push(row.rate());
            report.row(row);
            server.stop().await?;
        }
    }
    let [counted, plain] = rates.map(|mut rates| {
        rates.sort_unstable_by(f64::total_cmp);
        rates.get(ROUNDS / 2).copied().unwrap_or_default()
    });
    report.figure("profile, bytes counted, median, requests/s", counted);
    report.figure("profile, bytes not counted, median, requests/s", plain);
    report.figure("cost of counting bytes, %", 100.0 * (1.0 - counted / plain));
    Ok(())
}

fn profile(server: &Server, name: &'static str) -> Scenario {
    Scenario {
        name,
        clients: 16,
        request: request("GET", &server.address, &format!("/@{WRITER}"), "", ""),
        expected: 200,
    }
}

/// Readers ask for the profile page 200 times a second: first alone, then while
/// 10 GB go.
pub async fn eviction(server: &Server, report: &mut Report) -> Result<()> {
    println!("writing {FILES} files of {FILE} bytes …");
    write(&Path::new(&server.data_dir).join("media/remote"))?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    conn.batch_execute(&format!(
        "INSERT INTO remote_files (url_hash, storage_key, content_type, bytes, state, seen_at)
         SELECT sha256(i::text::bytea), {KEY}, 'image/png', {FILE}, 'here',
                now() - i * interval '1 second'
         FROM generate_series(0::bigint, {FILES} - 1) i;
         UPDATE remote_files_total SET bytes = {ALL};
         ANALYZE remote_files;"
    ))
    .await?;
    let (_stay, never) = tokio::sync::oneshot::channel();
    let calm = steady(
        server,
        "profile, 200/s, nothing else",
        Duration::from_secs(20),
        never,
    );
    report.row(calm.await?);

    let (done, ended) = tokio::sync::oneshot::channel();
    let begun = Instant::now();
    let readers = steady(
        server,
        "profile, 200/s, while 10 GB go",
        Duration::from_mins(10),
        ended,
    );
    let prune = async {
        let said = server
            .ossm(&["media", "prune", "--budget", "0"], "")
            .await?;
        let _ = done.send(());
        anyhow::Ok((said, begun.elapsed()))
    };
    let (row, pruned) = tokio::join!(readers, prune);
    let (said, elapsed) = pruned?;
    println!("{said}");
    report.row(row?);
    report.figure("removing 10 GB of small files, s", elapsed.as_secs_f64());
    Ok(())
}

/// The key of file `i`, in SQL; [`write`] says the same.
const KEY: &str = "'remote/' || lpad(to_hex(i % 256), 2, '0') || '/' ||
    lpad(to_hex(i / 256 % 256), 2, '0') || '/' || lpad(to_hex(i % 256), 2, '0') ||
    lpad(to_hex(i / 256 % 256), 2, '0') || lpad(to_hex(i), 28, '0') || '.png'";

fn write(remote: &Path) -> Result<()> {
    let content = vec![7; usize::try_from(FILE)?];
    for file in 0..FILES {
        let (one, two) = (file % 256, file / 256 % 256);
        let folder = remote.join(format!("{one:02x}/{two:02x}"));
        if file < 256 * 256 {
            std::fs::create_dir_all(&folder)?;
        }
        std::fs::write(
            folder.join(format!("{one:02x}{two:02x}{file:028x}.png")),
            &content,
        )?;
    }
    Ok(())
}

/// Asks at a steady pace from one connection until `most` is over or `end` comes.
async fn steady(
    server: &Server,
    name: &str,
    most: Duration,
    mut end: tokio::sync::oneshot::Receiver<()>,
) -> Result<Row> {
    let asked = profile(server, "").request;
    let mut client = Client::connect(&server.address).await?;
    let (cpu, begun) = (server.cpu_micros()?, Instant::now());
    let mut pace = tokio::time::interval(Duration::from_millis(5));
    let mut micros = Vec::new();
    while begun.elapsed() < most && end.try_recv().is_err() {
        let due = pace.tick().await;
        let status = client.send(&asked).await?;
        ensure!(status == 200, "the profile answered {status}");
        // From when it was due, so that a pause counts for all who waited.
        micros.push(u32::try_from(due.elapsed().as_micros())?);
    }
    let (cpu, elapsed) = (server.cpu_micros()? - cpu, begun.elapsed());
    micros.sort_unstable();
    Row::new(name, 1, &micros, elapsed, cpu, server.memory_mib()?)
}
