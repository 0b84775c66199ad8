//! What moderators did, for everybody: numbers for a month or half a year, and, where
//! the server shows it, one decision after the other without the names of moderators.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, NaiveTime, Utc};
use serde::Serialize;

use crate::db::Conn;
use crate::db::models::legal_order::{self, LegalOrder};
use crate::db::page::{Page, Slice};
use crate::db::views::transparency::{self as views, Span};
use crate::domain::auth::audit::{Action, Told};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, settings};
use crate::foundation::error::{Error, Result};
use crate::foundation::id::first_at;

pub use crate::db::views::transparency::{Asked, Count, Decided};

/// The setting that shows the log of decisions to everybody.
const MODLOG: &str = "public_modlog";
/// Most notes about authorities of one span of time.
const NOTES_MAX: i64 = 200;
/// Earlier spans of each kind that can be chosen.
const EARLIER: u32 = 12;

/// A month or half a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    months: u32,
}

impl Period {
    /// The month of a day.
    #[must_use]
    pub fn month_of(day: NaiveDate) -> Self {
        Self {
            first: day.with_day(1).unwrap_or(day),
            months: 1,
        }
    }

    /// The half year of a day.
    #[must_use]
    pub fn half_of(day: NaiveDate) -> Self {
        let month = if day.month() <= 6 { 1 } else { 7 };
        Self {
            first: NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day),
            months: 6,
        }
    }

    /// The first day in it.
    #[must_use]
    pub fn starts(self) -> NaiveDate {
        self.first
    }

    /// The first day after it.
    #[must_use]
    pub fn ends(self) -> NaiveDate {
        let next = self.first.checked_add_months(Months::new(self.months));
        next.unwrap_or(self.first)
    }

    fn before(self) -> Option<Self> {
        let first = self.first.checked_sub_months(Months::new(self.months))?;
        Some(Self { first, ..self })
    }
}

/// `2026-11`, or `2026-H2`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match (self.months, month) {
            (1, _) => write!(f, "{year:04}-{month:02}"),
            (_, 1) => write!(f, "{year:04}-H1"),
            _ => write!(f, "{year:04}-H2"),
        }
    }
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (year, part) = text.split_once('-').ok_or_else(Error::not_found)?;
        let plain = |text: &str| text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        let year: i32 = match year.parse() {
            Ok(year) if plain(text.split('-').next().unwrap_or_default()) => year,
            _ => return Err(Error::not_found()),
        };
        let (month, months) = match part {
            "H1" => (1, 6),
            "H2" => (7, 6),
            month if month.len() == 2 && plain(month) => (month.parse().unwrap_or(0), 1),
            _ => return Err(Error::not_found()),
        };
        let first = NaiveDate::from_ymd_opt(year, month, 1);
        let first = first.ok_or_else(Error::not_found)?;
        Ok(Self { first, months })
    }
}

/// What happened in a month or half a year.
#[derive(Debug, Clone)]
pub struct Figures {
    /// When.
    pub period: Period,
    /// Complaints that came, by what they are about.
    pub received: Vec<Count>,
    /// Complaints that were settled.
    pub settled: i64,
    /// The time that half of these took at most, in seconds.
    pub median_seconds: Option<i64>,
    /// What was decided.
    pub measures: Vec<Decided>,
    /// What was said against decisions, and what came of it.
    pub appeals: Vec<Count>,
    /// What authorities asked for.
    pub asked: Vec<Asked>,
    /// What is said in public about some of that.
    pub notes: Vec<LegalOrder>,
}

/// The spans of time that can be chosen, the newest first: months, then half years.
#[must_use]
pub fn periods(cx: &DomainContext) -> Vec<Period> {
    let today = cx.clock.now().date_naive();
    let back = |first: Period, number: u32| {
        let number = usize::try_from(number).unwrap_or(0);
        std::iter::successors(Some(first), |period| period.before()).take(number)
    };
    let months = back(Period::month_of(today), EARLIER + 1);
    let halves = back(Period::half_of(today), EARLIER / 2 + 1);
    months.chain(halves).collect()
}

/// The numbers of a span of time.
///
/// # Errors
/// `NotFound` for one that has not begun.
pub async fn figures(conn: &mut Conn, cx: &DomainContext, period: Period) -> Result<Figures> {
    let (from, until) = (period.starts(), period.ends());
    if from > cx.clock.now().date_naive() {
        return Err(Error::not_found());
    }
    let starts = from.and_time(NaiveTime::MIN).and_utc();
    let ends = until.and_time(NaiveTime::MIN).and_utc();
    let span = Span {
        starts,
        ends,
        first: first_at(starts),
        after: first_at(ends),
    };
    let settled = views::settled(conn, &span).await?;
    Ok(Figures {
        period,
        received: views::received(conn, &span).await?,
        settled: settled.number,
        median_seconds: settled.median_seconds.map(whole),
        measures: views::decided(conn, &span, &words(Told::Counted)).await?,
        appeals: views::appeals(conn, &span).await?,
        asked: views::asked(conn, from, until).await?,
        notes: legal_order::noted(conn, from, until, NOTES_MAX).await?,
    })
}

fn whole(seconds: f64) -> i64 {
    std::time::Duration::try_from_secs_f64(seconds)
        .ok()
        .and_then(|time| i64::try_from(time.as_secs()).ok())
        .unwrap_or(0)
}

/// The words of the actions of which everybody is told this.
fn words(told: Told) -> Vec<&'static str> {
    let all = Action::ALL.iter();
    let fits = all.filter(|action| action.told().contains(&told));
    fits.map(|action| action.as_str()).collect()
}

/// A decision as everybody may read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PublicEntry {
    /// Its place in the list.
    #[serde(skip)]
    pub id: i64,
    /// What was done: a word of the log.
    pub action: String,
    /// To which account or server.
    pub subject: String,
    /// Why, as far as it is public; may be empty.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Whether everybody may read the log of decisions.
#[must_use]
pub fn shows_log(cx: &DomainContext) -> bool {
    cx.settings.get(MODLOG).unwrap_or(false)
}

/// Shows the log of decisions to everybody, or no more.
///
/// # Errors
/// `Forbidden`.
pub async fn set_shows_log(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    shows: bool,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    settings::put(conn, cx, by, MODLOG, &shows).await
}

/// One page of the log of decisions, the newest first.
///
/// # Errors
/// `NotFound` where the server does not show it.
pub async fn log(conn: &mut Conn, cx: &DomainContext, page: &Page) -> Result<Slice<PublicEntry>> {
    if !shows_log(cx) {
        return Err(Error::not_found());
    }
    let entries = views::log(conn, &words(Told::Named), page).await?;
    Ok(entries.map(|entry| {
        let after = entry.after.unwrap_or_default();
        let said = after.get("public_comment").and_then(|said| said.as_str());
        let hides = after.get("obfuscate").and_then(serde_json::Value::as_bool);
        PublicEntry {
            id: entry.id,
            action: entry.action,
            subject: if hides == Some(true) {
                starred(&entry.subject)
            } else {
                entry.subject
            },
            reason: said.unwrap_or_default().to_owned(),
            created_at: entry.created_at,
        }
    }))
}

/// A name of which only a part is shown.
fn starred(name: &str) -> String {
    let shown = |(at, letter): (usize, char)| match letter {
        '.' => '.',
        letter if at % 3 == 0 => letter,
        _ => '*',
    };
    name.chars().enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_and_written() {
        for word in ["2026-11", "2026-H1", "2026-H2", "0999-01"] {
            assert_eq!(word.parse::<Period>().unwrap().to_string(), word);
        }
        for wrong in [
            "", "2026", "2026-13", "2026-00", "2026-1", "2026-H3", "-5-01", "+26-01", "99999-01",
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
        let half: Period = "2026-H2".parse().unwrap();
        assert_eq!(half.ends().to_string(), "2027-01-01");
        assert_eq!(half.before().unwrap().to_string(), "2026-H1");
        let day = "2026-02-28".parse().unwrap();
        assert_eq!(Period::month_of(day).ends().to_string(), "2026-03-01");
        assert_eq!(Period::half_of(day).to_string(), "2026-H1");
    }

    #[test]
    fn hidden_names_are_starred() {
        assert_eq!(starred("peer.example"), "p**r.*x**p**");
    }
}
