//! Bytes that passed, written down day by day.

use chrono::{NaiveDate, TimeDelta};

use crate::db::Conn;
use crate::db::Transactional as _;
use crate::db::models::traffic::{self, OnDay, Passed};
use crate::db::pool::Database;
use crate::domain::DomainContext;
use crate::foundation::error::{Error, Result};
use crate::foundation::traffic::{Bytes, Counted, Traffic};

/// Writes down what was counted since the last time. What cannot be written is
/// counted again, for the next time.
pub async fn write_down(db: &Database, cx: &DomainContext, counter: &Traffic) -> Result<()> {
    let counted = counter.take();
    if counted.is_empty() {
        return Ok(());
    }
    let written = write(db, cx.clock.now().date_naive(), &counted).await;
    if written.is_err() {
        counter.give_back(counted);
    }
    written
}

async fn write(db: &Database, day: NaiveDate, counted: &Counted) -> Result<()> {
    let kinds = counted.kinds.iter();
    let kinds: Vec<_> = kinds.map(|(kind, b)| passed(kind.as_str(), *b)).collect();
    let hosts = counted.hosts.iter();
    let hosts: Vec<_> = hosts.map(|(host, b)| passed(host, *b)).collect();
    let conn = &mut *db.conn().await?;
    conn.transaction(async |conn| {
        if !kinds.is_empty() {
            traffic::add_kinds(conn, day, &kinds).await?;
        }
        if !hosts.is_empty() {
            traffic::add_hosts(conn, day, &hosts).await?;
        }
        Ok::<_, Error>(())
    })
    .await
}

fn passed(name: &str, bytes: Bytes) -> Passed {
    Passed {
        name: name.to_owned(),
        bytes_in: i64::try_from(bytes.received).unwrap_or(i64::MAX),
        bytes_out: i64::try_from(bytes.sent).unwrap_or(i64::MAX),
    }
}

/// What passed between this server and another in the last `days` days, day by
/// day; days without any are left out. For those who may read about servers:
/// their page asks for that.
pub async fn of_host(
    conn: &mut Conn,
    cx: &DomainContext,
    host: &str,
    days: u16,
) -> Result<Vec<OnDay>> {
    let from = cx.clock.now().date_naive() - TimeDelta::days(i64::from(days));
    Ok(traffic::of_host(conn, host, from).await?)
}
