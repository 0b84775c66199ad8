//! Loads a real server on this machine and prints what it measured, as a
//! table and as JSON: `cargo bench --bench load`.
//!
//! It starts the release executable with a private database in a temporary
//! folder, fills it with plainly made-up content, and sends requests from 16
//! keep-alive connections over loopback for a few seconds each. Everything is
//! bounded and gone afterwards. `-- --posts N` (default 1000000) and
//! `--seconds N` (default 5, per scenario) change the size.
//!
//! Each part may be run alone: `-- pages`, or `-- answers`, which asks as apps do
//! and posts, or `-- panel`, which reads the moderators' pages and imports a
//! blocklist, or `-- keeping`, which weighs the counting of bytes and the removal of 10 GB of
//! small files (so much room it needs), or `-- fanout`, which sends one post to 1,000 hosts (`--hosts N`), or `-- inbox`, which receives signed notes of
//! 1,000 actors (`--notes N`) and 5,000 reactions to one post, or
//! `-- requests`, which prints how many requests other servers get for what
//! people do here, or `-- streams`, which times posts on their way to an open
//! stream and weighs 5,000 idle ones (`--streams N`).

mod answers;
mod blocklist;
mod client;
mod fanout;
mod inbox;
mod keeping;
mod panel;
mod process;
mod receiver;
mod report;
mod requests;
mod scenarios;
mod seed;
mod streams;

use anyhow::Result;

fn main() -> Result<()> {
    // `cargo test --benches` builds and runs this too: then there is nothing to measure.
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run it with `cargo bench --bench load`");
        return Ok(());
    }
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(run())
}

async fn run() -> Result<()> {
    // Only pages and answers are read from a database that was filled before.
    let filled = ["pages", "answers", "panel", "keeping"]
        .into_iter()
        .any(wanted);
    let posts = if filled {
        number("--posts", 1_000_000)
    } else {
        0
    };
    let mut report = report::Report::new(posts);
    if filled {
        reading(&mut report, posts).await?;
    }
    if wanted("fanout") {
        let folder = tempfile::Builder::new().prefix("ossm-bench-").tempdir()?;
        let server = process::Server::start(folder.path()).await?;
        fanout::run(&server, &mut report).await?;
        server.stop().await?;
    }
    if wanted("inbox") {
        let folder = tempfile::Builder::new().prefix("ossm-bench-").tempdir()?;
        let server = process::Server::start(folder.path()).await?;
        inbox::run(&server, &mut report).await?;
        server.stop().await?;
    }
    if wanted("streams") {
        let folder = tempfile::Builder::new().prefix("ossm-bench-").tempdir()?;
        let server = process::Server::start(folder.path()).await?;
        streams::run(&server, &mut report).await?;
        server.stop().await?;
    }
    if wanted("requests") {
        let folder = tempfile::Builder::new().prefix("ossm-bench-").tempdir()?;
        let server = process::Server::start(folder.path()).await?;
        requests::run(&server).await?;
        server.stop().await?;
    }
    report.print()
}

async fn reading(report: &mut report::Report, posts: u64) -> Result<()> {
    let seconds = number("--seconds", 5);
    let folder = tempfile::Builder::new().prefix("ossm-bench-").tempdir()?;
    let first = process::Server::start(folder.path()).await?;
    report.figure("start with a new private cluster, ms", first.ready_millis());
    report.figure(
        "idle resident memory, MiB",
        first.settled_memory_mib().await?,
    );
    seed::fill(&first, posts).await?;
    if wanted("panel") {
        panel::fill(&first).await?;
    }
    first.stop().await?;

    let server = process::Server::start(folder.path()).await?;
    report.figure("start on an existing database, ms", server.ready_millis());
    if wanted("pages") {
        for scenario in scenarios::all(&server).await? {
            report.row(scenarios::measure(&server, scenario, seconds).await?);
        }
    }
    if wanted("answers") {
        answers::run(&server, report, seconds).await?;
    }
    if wanted("panel") {
        panel::run(&server, report, seconds.min(2)).await?;
    }
    if wanted("keeping") {
        keeping::counting(&server, report).await?;
        keeping::eviction(&server, report).await?;
    }
    report.figure("resident memory after load, MiB", server.memory_mib()?);
    report.figure("executable, MB", process::executable_megabytes()?);
    server.stop().await?;
    Ok(())
}

/// Whether a part was asked for by its name, or none was.
fn wanted(part: &str) -> bool {
    let named = [
        "pages", "answers", "panel", "keeping", "fanout", "inbox", "requests", "streams",
    ];
    let asked: Vec<String> = std::env::args()
        .filter(|argument| named.contains(&argument.as_str()))
        .collect();
    asked.is_empty() || asked.iter().any(|asked| asked == part)
}

/// The number after `--flag` on the command line.
fn number(flag: &str, default: u64) -> u64 {
    let mut arguments = std::env::args()
        .skip_while(|argument| argument != flag)
        .skip(1);
    arguments
        .next()
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}
