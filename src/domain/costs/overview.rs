//! What the pages about costs show, read from what jobs wrote down: a constant
//! number of small statements, however large the server is.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, TimeDelta, Utc};
use serde::de::DeserializeOwned;

use crate::db::Conn;
use crate::db::models::activity_day::{self, ActivityDay};
use crate::db::models::member_storage::{self, MemberUse};
use crate::db::models::panel_figure::{self, Figure};
use crate::db::models::storage_day::{self, Sample};
use crate::db::models::traffic::{self, HostSum, OnDay};
use crate::db::views::sizes::TableSize;
use crate::db::views::waiting::{self, OpenReport, People, Waiting};
use crate::domain::DomainContext;
use crate::domain::costs::forecast::{Forecast, days_until};
use crate::domain::costs::measure::{self, Backups, DAYS};
use crate::domain::costs::price::{self, Bill, Prices, Used};
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::settings;
use crate::foundation::error::Result;

/// The name of the setting.
pub const PRICES: &str = "prices";
/// Months that the page about costs goes back.
const MONTHS: u32 = 6;
/// Reports that the first page names.
const REPORTS: i64 = 5;
/// Members that the page about costs names.
const MEMBERS: i64 = 20;

/// How bytes are used, and for how long there is room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// By what they are, as last measured.
    pub kinds: BTreeMap<String, u64>,
    /// The database, own files and files of others on each day, as far as they were
    /// measured.
    pub grown: Vec<(NaiveDate, [u64; 3])>,
    /// What was used of the whole disk on each day, as far as it was measured.
    pub used: Vec<(NaiveDate, u64)>,
    /// How large the disk is; 0: unknown.
    pub disk: u64,
    /// When it will be full.
    pub full: Forecast,
}

/// A month and what it costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Month {
    /// Its first day.
    pub first: NaiveDate,
    /// What it cost (so far).
    pub bill: Bill,
    /// What it will cost: the same, but for the present month.
    pub expected: Bill,
}

/// The first page.
#[derive(Debug, Clone)]
pub struct Today {
    /// What waits.
    pub waiting: Waiting,
    /// The oldest reports.
    pub reports: Vec<OpenReport>,
    /// Who is here; none until it was counted.
    pub people: Option<People>,
    /// What happened on each of the last 30 days.
    pub activity: Vec<ActivityDay>,
    /// Room.
    pub room: Room,
    /// What things cost.
    pub prices: Prices,
    /// The present month.
    pub month: Month,
    /// Servers with the most traffic in the last week, all others last.
    pub peers: Vec<HostSum>,
    /// Backups; none where it is not known where they are.
    pub backups: Option<Backups>,
}

/// The page about costs.
#[derive(Debug, Clone)]
pub struct Costs {
    /// What passed on each of the last 30 days, by kind.
    pub traffic: Vec<OnDay>,
    /// Room.
    pub room: Room,
    /// What things cost.
    pub prices: Prices,
    /// The last months, the present one last.
    pub months: Vec<Month>,
    /// Servers with the most traffic in the last 30 days, all others last.
    pub peers: Vec<HostSum>,
    /// The largest tables.
    pub tables: Vec<TableSize>,
    /// Who uses the most.
    pub members: Vec<MemberUse>,
    /// When traffic and tables were counted.
    pub counted_at: Option<DateTime<Utc>>,
}

/// What waits, how the server is, and what it costs.
///
/// # Errors
/// `Forbidden`.
pub async fn today(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>) -> Result<Today> {
    may(by, Permission::ViewDashboard)?;
    let now = cx.clock.now();
    let day = now.date_naive();
    let from = day - TimeDelta::days(DAYS - 1);
    let month = first_of(day);
    let samples = storage_day::since(conn, from.min(month)).await?;
    let passed = traffic::kinds(conn, month).await?;
    let names = [measure::PEOPLE, measure::PEERS_WEEK, measure::BACKUP];
    let figures = panel_figure::find(conn, &names).await?;
    let prices = prices(cx);
    // Only who may read reports is told what they say.
    let reports = if may(by, Permission::ManageReports).is_ok() {
        waiting::open_reports(conn, REPORTS).await?
    } else {
        Vec::new()
    };
    Ok(Today {
        waiting: waiting::load(conn, now).await?,
        reports,
        people: figure(&figures, measure::PEOPLE),
        activity: every_day(from, day, activity_day::since(conn, from).await?),
        room: room(&samples, from),
        month: bill(&prices, month, day, &samples, &passed),
        prices,
        peers: figure(&figures, measure::PEERS_WEEK).unwrap_or_default(),
        backups: figure(&figures, measure::BACKUP),
    })
}

/// Where bytes and money go.
///
/// # Errors
/// `Forbidden`.
pub async fn costs(conn: &mut Conn, cx: &DomainContext, by: Authority<'_>) -> Result<Costs> {
    may(by, Permission::ViewDashboard)?;
    let day = cx.clock.now().date_naive();
    let from = day - TimeDelta::days(DAYS - 1);
    let present = first_of(day);
    let firsts = (0..MONTHS).rev();
    let firsts = firsts.filter_map(|back| present.checked_sub_months(Months::new(back)));
    let firsts: Vec<NaiveDate> = firsts.collect();
    let oldest = firsts.first().copied().unwrap_or(present).min(from);
    let samples = storage_day::since(conn, oldest).await?;
    let passed = traffic::kinds(conn, oldest).await?;
    let figures = [measure::PEERS_MONTH, measure::TABLE_SIZES];
    let figures = panel_figure::find(conn, &figures).await?;
    let prices = prices(cx);
    let months = firsts.into_iter();
    let months = months.map(|first| bill(&prices, first, day, &samples, &passed));
    Ok(Costs {
        room: room(&samples, from),
        months: months.collect(),
        traffic: passed.into_iter().filter(|row| row.day >= from).collect(),
        prices,
        peers: figure(&figures, measure::PEERS_MONTH).unwrap_or_default(),
        tables: figure(&figures, measure::TABLE_SIZES).unwrap_or_default(),
        members: member_storage::most(conn, MEMBERS).await?,
        counted_at: figures.first().map(|figure| figure.made_at),
    })
}

/// What things cost, as this process knows it.
#[must_use]
pub fn prices(cx: &DomainContext) -> Prices {
    cx.settings.get(PRICES).unwrap_or_default()
}

/// Sets what things cost.
///
/// # Errors
/// `Forbidden`.
pub async fn set_prices(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    prices: &Prices,
) -> Result<()> {
    may(by, Permission::ManageStorage)?;
    settings::put(conn, cx, by, PRICES, prices).await
}

fn figure<T: DeserializeOwned>(figures: &[Figure], name: &str) -> Option<T> {
    let found = figures.iter().find(|figure| figure.name == name)?;
    T::deserialize(&found.value).ok()
}

fn first_of(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// Days on which nothing was counted are days on which nothing happened.
fn every_day(from: NaiveDate, to: NaiveDate, counted: Vec<ActivityDay>) -> Vec<ActivityDay> {
    let mut by_day: BTreeMap<NaiveDate, ActivityDay> =
        counted.into_iter().map(|day| (day.day, day)).collect();
    let days = from.iter_days().take_while(|day| *day <= to);
    days.map(|day| {
        let nothing = ActivityDay {
            day,
            ..ActivityDay::default()
        };
        by_day.remove(&day).unwrap_or(nothing)
    })
    .collect()
}

fn bytes(sample: &Sample) -> u64 {
    u64::try_from(sample.bytes).unwrap_or(0)
}

fn room(samples: &[Sample], from: NaiveDate) -> Room {
    let mut kinds = BTreeMap::new();
    let mut days: BTreeMap<NaiveDate, (u64, u64)> = BTreeMap::new();
    let mut grown: BTreeMap<NaiveDate, [u64; 3]> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| sample.day >= from) {
        let [database, own, others] = grown.entry(sample.day).or_default();
        match sample.kind.as_str() {
            "database" | "search" | "logs" => *database += bytes(sample),
            "local_media" => *own = bytes(sample),
            "remote_media" => *others = bytes(sample),
            _ => {}
        }
        match sample.kind.as_str() {
            "disk_size" => days.entry(sample.day).or_default().0 = bytes(sample),
            "disk_free" => days.entry(sample.day).or_default().1 = bytes(sample),
            // The newest comes last.
            _ => {
                kinds.insert(sample.kind.clone(), bytes(sample));
            }
        }
    }
    let disk = days.values().next_back().map_or(0, |(size, _)| *size);
    let used: Vec<(NaiveDate, u64)> = days
        .into_iter()
        .map(|(day, (size, free))| (day, size.saturating_sub(free)))
        .collect();
    let full = if disk == 0 {
        Forecast::Unknown
    } else {
        days_until(&used, disk)
    };
    Room {
        kinds,
        grown: grown.into_iter().collect(),
        used,
        disk,
        full,
    }
}

/// What the server itself uses; logs and the search are parts of the database.
const OURS: [&str; 6] = [
    "database",
    "search",
    "logs",
    "local_media",
    "remote_media",
    "backups",
];

fn bill(
    prices: &Prices,
    first: NaiveDate,
    today: NaiveDate,
    samples: &[Sample],
    passed: &[OnDay],
) -> Month {
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let of_month = |day: NaiveDate| day >= first && day < next;
    let mut days: BTreeMap<NaiveDate, u64> = BTreeMap::new();
    for sample in samples.iter().filter(|sample| of_month(sample.day)) {
        if OURS.contains(&sample.kind.as_str()) {
            *days.entry(sample.day).or_default() += bytes(sample);
        }
    }
    let measured = days.len() as u64;
    let sent = passed.iter().filter(|row| of_month(row.day));
    let sent = sent.map(|row| u64::try_from(row.bytes_out).unwrap_or(0));
    let all = u32::try_from((next - first).num_days()).unwrap_or(30);
    let gone = u32::try_from((today - first).num_days() + 1).unwrap_or(0);
    let used = Used {
        disk: days
            .values()
            .sum::<u64>()
            .checked_div(measured)
            .unwrap_or(0),
        traffic: sent.sum(),
        days: (gone.min(all), all),
    };
    // Before anything was measured there was no server to pay for.
    let known = measured > 0 || used.traffic > 0 || of_month(today);
    let bill = |of: fn(&Prices, Used) -> Bill| {
        if known {
            of(prices, used)
        } else {
            Bill::default()
        }
    };
    Month {
        first,
        bill: bill(price::so_far),
        expected: bill(price::expected),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::costs::price::Money;

    fn day(n: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
    }

    fn sample(n: u32, kind: &str, bytes: i64) -> Sample {
        Sample {
            day: day(n),
            kind: kind.to_owned(),
            bytes,
        }
    }

    #[test]
    fn room_is_what_was_measured_last() {
        let samples = [
            sample(1, "database", 5),
            sample(1, "disk_free", 60),
            sample(1, "disk_size", 100),
            sample(2, "database", 7),
            sample(2, "disk_free", 50),
            sample(2, "disk_size", 100),
        ];
        let room = room(&samples, day(1));
        assert_eq!(room.kinds, BTreeMap::from([("database".to_owned(), 7)]));
        assert_eq!(room.grown, [(day(1), [5, 0, 0]), (day(2), [7, 0, 0])]);
        assert_eq!(room.used, [(day(1), 40), (day(2), 50)]);
        assert_eq!((room.disk, room.full), (100, Forecast::Days(5)));
        assert_eq!(super::room(&[], day(1)).full, Forecast::Unknown);
    }

    #[test]
    fn a_month_is_billed_by_what_was_measured() {
        let prices = Prices {
            per_gb_disk: Money(10_000),
            per_gb_traffic: Money(10_000),
            ..Prices::default()
        };
        let samples = [
            sample(1, "database", 1_000_000_000),
            sample(1, "disk_size", 9_000_000_000),
            sample(2, "database", 3_000_000_000),
        ];
        let passed = [OnDay {
            day: day(2),
            name: "pages".into(),
            bytes_in: 7,
            bytes_out: 2_000_000_000,
        }];
        let month = bill(&prices, day(1), day(15), &samples, &passed);
        assert_eq!(month.bill.disk, Money(10_000), "half of 2 GB");
        assert_eq!(month.bill.traffic, Money(20_000));
        assert_eq!(month.expected.traffic, Money(40_000));
        let october = NaiveDate::from_ymd_opt(2026, 10, 1).unwrap();
        let before = bill(&prices, october, day(15), &samples, &passed);
        assert_eq!(before.bill, Bill::default());
    }

    #[test]
    fn days_without_anything_are_days() {
        let counted = vec![ActivityDay {
            day: day(2),
            posts: 5,
            ..ActivityDay::default()
        }];
        let days = every_day(day(1), day(3), counted);
        assert_eq!(
            days.iter().map(|day| day.posts).collect::<Vec<_>>(),
            [0, 5, 0]
        );
    }
}
