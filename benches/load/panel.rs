//! The moderators' pages over a large server: 100,000 accounts, 10,000 peers,
//! 50,000 entries of the log, beside the posts that were filled in before.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use diesel_async::{AsyncConnection as _, AsyncPgConnection, SimpleAsyncConnection as _};
use ossm::web::admin::table;
use scraper::{Html, Selector};

use crate::blocklist;
use crate::client::Client;
use crate::process::Server;
use crate::report::{Report, Row};
use crate::scenarios::{form, request, sign_in};
use crate::seed::PASSWORD;

const OWNER: &str = "demo_owner";
const REMOTE: u64 = 95_000;
const HOSTS: u64 = 10_000;
const ENTRIES: u64 = 50_000;
const REPORTS: u64 = 5_000;

/// Fills in what the panel shows.
pub async fn fill(server: &Server) -> Result<()> {
    let email = format!("{OWNER}@localhost");
    let create = [
        "user",
        "create",
        OWNER,
        "--email",
        &email,
        "--role",
        "owner",
        "--password-stdin",
    ];
    server.ossm(&create, PASSWORD).await?;
    let url = server.ossm(&["db", "url"], "").await?;
    let mut conn = AsyncPgConnection::establish(&url).await?;
    println!("filling in {REMOTE} accounts of {HOSTS} servers and {ENTRIES} entries of the log …");
    conn.batch_execute(&statements()).await?;
    conn.batch_execute("VACUUM ANALYZE").await?;
    Ok(())
}

/// IDs lie far below those of real rows, above those of the posts' writers.
fn statements() -> String {
    format!(
        "
        INSERT INTO hosts (host, next_attempt_at, failures, failing_since)
        SELECT 'demo' || i || '.example', now(), CASE WHEN i % 50 = 0 THEN 9 ELSE 0 END,
               CASE WHEN i % 50 = 0 THEN now() - interval '2 days' END
        FROM generate_series(1, {HOSTS}) i;
        INSERT INTO peers (host, nodeinfo_next_at, accounts, failures, first_seen_at)
        SELECT 'demo' || i || '.example', now() + interval '1 day', {REMOTE} / {HOSTS},
               CASE WHEN i % 50 = 0 THEN 9 ELSE 0 END, now()
        FROM generate_series(1, {HOSTS}) i;
        INSERT INTO accounts (id, username, domain, skeleton, display_name, uri, url, created_at,
                              updated_at)
        SELECT 10000 + i, 'demo_r' || i, 'demo' || 1 + i % {HOSTS} || '.example',
               'demo_bench_r' || i, 'Demo remote ' || i,
               'https://demo' || 1 + i % {HOSTS} || '.example/users/' || i,
               'https://demo' || 1 + i % {HOSTS} || '.example/@' || i, now(), now()
        FROM generate_series(1, {REMOTE}) i;
        INSERT INTO account_stats (account_id) SELECT 10000 + i FROM generate_series(1, {REMOTE}) i;
        INSERT INTO remote_actors (account_id, host, inbox_url, fetched_at)
        SELECT 10000 + i, 'demo' || 1 + i % {HOSTS} || '.example',
               'https://demo' || 1 + i % {HOSTS} || '.example/inbox/' || i, now()
        FROM generate_series(1, {REMOTE}) i;
        INSERT INTO audit_log (id, actor_user_id, action, subject, reason, created_at)
        SELECT i, (SELECT u.id FROM users u JOIN accounts a ON a.id = u.account_id
                   WHERE a.username = '{OWNER}'),
               (ARRAY['account_warned', 'domain_rule_made', 'report_resolved'])[1 + i % 3],
               'demo' || i % 997 || '.example', 'A demo reason.',
               now() - i * interval '1 minute'
        FROM generate_series(1::bigint, {ENTRIES}) i;
        INSERT INTO reports (id, account_id, target_id, comment, created_at, resolved_at)
        SELECT 1000 + i, 1 + i % 4000, 10000 + i % {REMOTE}, 'Demo complaint ' || i,
               now() - i * interval '1 minute', CASE WHEN i % 10 > 0 THEN now() END
        FROM generate_series(1::bigint, {REPORTS}) i;
        "
    )
}

/// Asks for every page of the panel that has an address of its own, and for the
/// first account, server and report that those link to; one reader at a time,
/// as moderators are few.
pub async fn run(server: &Server, report: &mut Report, seconds: u64) -> Result<()> {
    let session = session(server).await?;
    let mut paths = Vec::new();
    for rule in table::rules() {
        let file = rule.path.contains('.') || rule.path.contains('{');
        if rule.method == "GET" && !file {
            paths.push(rule.path.to_owned());
        }
    }
    for (list, begins) in [
        ("/admin/accounts", "/admin/accounts/"),
        ("/admin/accounts?origin=local", "/admin/accounts/"),
        ("/admin/federation", "/admin/federation/demo"),
        ("/admin/reports", "/admin/reports/"),
    ] {
        paths.extend(first_link(server, &session, list, begins).await?);
    }
    for path in paths {
        report.row(measure(server, &session, &path, seconds).await?);
    }
    blocklist::run(server, &session, report).await
}

async fn session(server: &Server) -> Result<String> {
    let (cookie, token) = form(&server.address).await?;
    let fields = format!(
        "csrf={token}&login={OWNER}&password={}",
        PASSWORD.replace(' ', "+")
    );
    sign_in(&server.address, &cookie, &fields).await
}

async fn first_link(
    server: &Server,
    session: &str,
    list: &str,
    begins: &str,
) -> Result<Option<String>> {
    let url = format!("http://{}{list}", server.address);
    let page = reqwest::Client::new()
        .get(url)
        .header("cookie", session)
        .send()
        .await?
        .text()
        .await?;
    let document = Html::parse_document(&page);
    let links = Selector::parse("main a[href]").ok().context("selector")?;
    let mut links = document.select(&links).filter_map(|link| link.attr("href"));
    let plain = |link: &&str| {
        let rest = link.strip_prefix(begins);
        rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?']))
            && link.chars().any(|character| character.is_ascii_digit())
    };
    Ok(links.find(plain).map(str::to_owned))
}

async fn measure(server: &Server, session: &str, path: &str, seconds: u64) -> Result<Row> {
    let sent = request("GET", &server.address, path, session, "");
    let mut client = Client::connect(&server.address).await?;
    let first = client.send(&sent).await?;
    ensure!(first == 200, "{path} answered {first}");
    let (cpu, begun) = (server.cpu_micros()?, Instant::now());
    let mut micros = Vec::new();
    while begun.elapsed() < Duration::from_secs(seconds) {
        let from = Instant::now();
        let status = client.send(&sent).await?;
        ensure!(status == 200, "{path} answered {status}");
        micros.push(u32::try_from(from.elapsed().as_micros())?);
    }
    let (cpu, elapsed) = (server.cpu_micros()? - cpu, begun.elapsed());
    micros.sort_unstable();
    Row::new(path, 1, &micros, elapsed, cpu, server.memory_mib()?)
}
