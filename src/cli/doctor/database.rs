//! Checks of the database: whether it answers, its version, its clock and
//! whether it is up to date.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;

use crate::db::inspect::{self, Facts};
use crate::db::models::host::Stats;
use crate::db::pool::{Database, PoolOptions};
use crate::foundation::clock::{Clock as _, SystemClock};
use crate::foundation::config::Config;

use super::super::failure::Failure;
use super::super::opened::{self, OpenDatabase};
use super::Finding;

/// Clocks that differ by more than this make sessions and posts look odd.
const DRIFT: TimeDelta = TimeDelta::seconds(5);
/// A whole check of the database may take so long.
const PATIENCE: Duration = Duration::from_secs(40);

/// Whether the database can be used.
pub(super) async fn database(config: &Config) -> Vec<Finding> {
    if config.database.url.is_none() && !cluster_exists(&config.storage.data_dir) {
        let text = "No database.url is set, so the first start makes a private PostgreSQL in the \
                    data directory.";
        return vec![Finding::ok("database", text)];
    }
    match tokio::time::timeout(PATIENCE, Box::pin(ask(config))).await {
        Ok(Ok(facts)) => judge(&facts, SystemClock.now() - facts.now),
        Ok(Err(failure)) => {
            vec![Finding::problem(
                "database",
                failure.to_string().replace('\n', " "),
            )]
        }
        Err(_) => {
            let seconds = PATIENCE.as_secs();
            let text = format!(
                "No answer within {seconds} seconds. See whether it is overloaded, or \
                 postgres/server.log in the data directory if it is OSSM's own."
            );
            vec![Finding::problem("database", text)]
        }
    }
}

/// Whether the private cluster was made already, here or (as root) elsewhere.
fn cluster_exists(data_dir: &Path) -> bool {
    data_dir.join("postgres").exists() || data_dir.join("postgres-location").exists()
}

async fn ask(config: &Config) -> Result<Facts, Failure> {
    let database = Box::pin(OpenDatabase::open(config)).await?;
    let facts = facts(config, database.url()).await;
    let closed = database.close().await;
    let facts = facts?;
    closed?;
    Ok(facts)
}

async fn facts(config: &Config, url: &str) -> Result<Facts, Failure> {
    let database = Database::new(url, &PoolOptions::from(&config.database))?;
    let mut conn = database
        .dedicated()
        .await
        .map_err(opened::unreachable(config))?;
    let facts = inspect::facts(&mut conn).await;
    facts.map_err(|error| Failure::new(format!("The database does not answer: {error}.")))
}

fn judge(facts: &Facts, ahead: TimeDelta) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (version, name) = (&facts.version, &facts.name);
    findings.push(Finding::ok(
        "database",
        format!("PostgreSQL {version} answers for {name}."),
    ));
    if facts.pending_migrations > 0 {
        let text = format!(
            "{} changes of this version have not been made to the database. The next start makes \
             them, or ossm db migrate does.",
            facts.pending_migrations
        );
        findings.push(Finding::warning("database", text));
    }
    if ahead.abs() > DRIFT {
        let text = format!(
            "The clocks of this machine and of the database differ by {} seconds. Let both be kept \
             by a time service (systemd-timesyncd, chrony or ntpd).",
            ahead.num_seconds().abs()
        );
        findings.push(Finding::problem("clock", text));
    }
    if let Some(stats) = facts.deliveries {
        findings.push(deliveries(stats));
    }
    findings
}

fn deliveries(stats: Stats) -> Finding {
    let Stats {
        waiting,
        failed,
        failing_hosts,
        dead_hosts,
    } = stats;
    let text = format!(
        "Waiting for other servers: {waiting}. Given up in the last 30 days: {failed}. Servers that \
         do not answer: {failing_hosts}, and for more than a week: {dead_hosts}."
    );
    Finding::ok("deliveries", text)
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn levels(pending_migrations: usize, ahead: i64) -> Vec<Level> {
        let (version, name) = ("15.14".to_owned(), "ossm".to_owned());
        let facts = Facts {
            version,
            name,
            now: SystemClock.now(),
            pending_migrations,
            deliveries: None,
        };
        let findings = judge(&facts, TimeDelta::seconds(ahead));
        findings.iter().map(|finding| finding.level).collect()
    }

    #[test]
    fn drift_and_pending_changes_are_said() {
        assert_eq!(levels(0, 2), [Level::Ok]);
        assert_eq!(levels(3, 0), [Level::Ok, Level::Warning]);
        assert_eq!(levels(0, -60), [Level::Ok, Level::Problem]);
    }
}
