//! Figures about this server, for those who look after it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::db::Conn;
use crate::db::views::figures::{self, Counted, Daily, Kinds, OnDay, Stayed};
use crate::domain::DomainContext;
use crate::domain::member::Member;
use crate::domain::moderation::permission::{Permission, may};
use crate::foundation::error::Result;

/// Days that one request may ask for.
pub const DAYS_MAX: i64 = 366;
/// Kinds that one request may ask for.
pub const KINDS_MAX: u8 = 50;

/// Two moments, in order and not too far apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first.
    pub from: DateTime<Utc>,
    /// The last.
    pub to: DateTime<Utc>,
}

impl Span {
    /// From one moment to another; the last 30 days where none is given.
    #[must_use]
    pub fn new(cx: &DomainContext, from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Self {
        let to = to.unwrap_or_else(|| cx.clock.now());
        let from = from.unwrap_or(to - TimeDelta::days(29)).min(to);
        Self {
            from: from.max(to - TimeDelta::days(DAYS_MAX)),
            to,
        }
    }

    /// As long, and just before.
    fn before(self) -> Self {
        let length = self.to - self.from + TimeDelta::days(1);
        Self {
            from: self.from - length,
            to: self.to - length,
        }
    }
}

/// What was counted.
#[derive(Debug, Clone)]
pub struct Measured {
    /// Altogether.
    pub total: i64,
    /// In as long a time before.
    pub before: i64,
    /// On each day.
    pub days: Vec<OnDay>,
}

/// Counts something day by day. `about` is the ID of a tag or a domain.
///
/// # Errors
/// `Forbidden`.
pub async fn measure(
    conn: &mut Conn,
    by: &Member,
    what: Daily,
    about: &str,
    span: Span,
) -> Result<Measured> {
    may(by, Permission::ViewDashboard)?;
    let about = about.to_lowercase();
    let before = span.before();
    Ok(Measured {
        total: figures::total(conn, what, &about, (span.from, span.to)).await?,
        before: figures::total(conn, what, &about, (before.from, before.to)).await?,
        days: figures::daily(conn, what, &about, (span.from, span.to)).await?,
    })
}

/// Counts something by kind, the most first.
///
/// # Errors
/// `Forbidden`.
pub async fn kinds(
    conn: &mut Conn,
    by: &Member,
    what: Kinds,
    about: &str,
    span: Span,
    limit: u8,
) -> Result<Vec<Counted>> {
    may(by, Permission::ViewDashboard)?;
    let until = span.to + TimeDelta::days(1);
    let about = about.to_lowercase();
    let limit = limit.clamp(1, KINDS_MAX);
    Ok(figures::kinds(conn, what, &about, (span.from, until), limit).await?)
}

/// The version of the database and its size in bytes.
///
/// # Errors
/// `Forbidden`.
pub async fn database(conn: &mut Conn, by: &Member) -> Result<Counted> {
    may(by, Permission::ViewDashboard)?;
    Ok(figures::database(conn).await?)
}

/// How many of those who joined in a day (or month) were there later.
///
/// # Errors
/// `Forbidden`.
pub async fn stayed(
    conn: &mut Conn,
    by: &Member,
    monthly: bool,
    span: Span,
) -> Result<Vec<Stayed>> {
    may(by, Permission::ViewDashboard)?;
    let unit = if monthly { "month" } else { "day" };
    Ok(figures::stayed(conn, unit, (span.from, span.to)).await?)
}
