//! Which pages search engines are told of: those of people who want to be found, and
//! posts of people who let them be found, month by month.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, Utc};

use crate::db::Conn;
use crate::db::views::sitemap as views;
use crate::domain::DomainContext;
use crate::domain::posts::viewer as viewer_now;
use crate::foundation::error::{Error, Result};
use crate::foundation::id::first_at;

pub use crate::db::views::sitemap::{ListedMember, ListedPost};

/// Most addresses in one file. The protocol allows 50,000.
const MOST: i64 = 5_000;
/// Months that are listed, this one and those before it.
const MONTHS: u32 = 60;

/// A month; UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month(NaiveDate);

impl Month {
    fn of(time: DateTime<Utc>) -> Self {
        let day = time.date_naive();
        Self(day.with_day(1).unwrap_or(day))
    }

    fn before(self) -> Option<Self> {
        self.0.checked_sub_months(Months::new(1)).map(Self)
    }

    /// The first ID of this month, and the first one after it.
    fn ids(self) -> (i64, i64) {
        let starts = |day: NaiveDate| first_at(day.and_time(NaiveTime::MIN).and_utc());
        let next = self.0.checked_add_months(Months::new(1));
        (starts(self.0), next.map_or(i64::MAX, starts))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

impl FromStr for Month {
    type Err = Error;

    /// Reads `2026-11`.
    ///
    /// # Errors
    /// `NotFound` when it is none.
    fn from_str(text: &str) -> Result<Self> {
        let day = format!("{text}-01").parse::<NaiveDate>();
        let month = Self(day.map_err(|cause| Error::not_found().because(cause))?);
        let plain = month.to_string() == text;
        plain.then_some(month).ok_or_else(Error::not_found)
    }
}

/// The months since the first member came, this one first; at most sixty.
pub async fn months(conn: &mut Conn, cx: &DomainContext) -> Result<Vec<Month>> {
    let now = cx.clock.now();
    let began = Month::of(views::began(conn).await?.unwrap_or(now).min(now));
    let mut months = Vec::new();
    let mut month = Some(Month::of(now));
    while let Some(this) = month.filter(|this| this.0 >= began.0) {
        months.push(this);
        let many = u32::try_from(months.len()).unwrap_or(u32::MAX) >= MONTHS;
        month = this.before().filter(|_| !many);
    }
    Ok(months)
}

/// Members who want to be found, those who wrote last first; at most 5,000.
pub async fn members(conn: &mut Conn) -> Result<Vec<ListedMember>> {
    Ok(views::members(conn, MOST).await?)
}

/// Posts of a month that search engines may list, the newest first; at most 5,000.
pub async fn posts(conn: &mut Conn, cx: &DomainContext, month: Month) -> Result<Vec<ListedPost>> {
    let visitor = viewer_now(cx, None);
    Ok(views::posts(conn, &visitor, month.ids(), MOST).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_a_span_of_ids() {
        let month: Month = "2026-12".parse().unwrap();
        assert_eq!(month.to_string(), "2026-12");
        let (first, after) = month.ids();
        let at = |text: &str| first_at(text.parse().unwrap());
        assert_eq!(first, at("2026-12-01T00:00:00Z"));
        assert_eq!(after, at("2027-01-01T00:00:00Z"));
        assert_eq!(month.before().unwrap().to_string(), "2026-11");
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-12-01", "x-01"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
