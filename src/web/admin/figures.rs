//! What the pages about costs have in common: bytes and money as views.

use chrono::NaiveDate;

use crate::db::models::traffic::HostSum;
use crate::domain::costs::forecast::Forecast;
use crate::domain::costs::overview::{Month, Room};
use crate::domain::costs::price::Prices;
use crate::foundation::text::sizes;
use crate::web::view::admin::chart::{self, Chart, Unit};
use crate::web::view::admin::{DiskView, KindView, PeerView, SpentView};

/// How wide the bar of kinds is.
const WIDE: u64 = 176;
/// How dark the parts of that bar are, the largest first, in hundredths.
const SHADES: [&str; 6] = ["1", ".65", ".4", ".25", ".18", ".12"];

pub(super) fn whole(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// What the month costs, where anybody said what things cost.
pub(super) fn spent(prices: &Prices, month: &Month) -> Option<SpentView> {
    prices.any().then(|| {
        let (expected, budget) = (month.expected, prices.budget);
        SpentView {
            so_far: month.bill.total().to_string(),
            expected: expected.total().to_string(),
            budget: (budget.0 > 0).then(|| budget.to_string()),
            over: budget.0 > 0 && expected.total() > budget,
            parts: [
                expected.computer,
                expected.disk,
                expected.traffic,
                expected.mail,
            ]
            .map(|part| part.to_string()),
            currency: prices.currency.clone(),
        }
    })
}

/// What each month cost; the last one as it will be.
pub(super) fn months(prices: &Prices, months: &[Month]) -> Chart {
    let cents = |money: i64| whole(money) / 100;
    let points: Vec<(NaiveDate, u64)> = months
        .iter()
        .map(|month| (month.first, cents(month.expected.total().0)))
        .collect();
    let limit = (prices.budget.0 > 0).then(|| cents(prices.budget.0));
    chart::bars("months", Unit::Cents, &points, limit)
}

/// What uses room, the largest first.
pub(super) fn kinds(room: &Room) -> Vec<KindView> {
    let mut kinds: Vec<(&String, u64)> = room.kinds.iter().map(|(k, v)| (k, *v)).collect();
    kinds.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let all = kinds.iter().map(|(_, bytes)| bytes).sum::<u64>().max(1);
    let mut x = 0;
    kinds
        .into_iter()
        .enumerate()
        .map(|(n, (kind, bytes))| {
            let part = u128::from(bytes) * u128::from(WIDE) / u128::from(all);
            let width = u32::try_from(part).unwrap_or(0);
            let view = KindView {
                key: format!("figures-room-{}", kind.replace('_', "-")),
                size: sizes::said(bytes),
                x,
                width,
                shade: (*SHADES.get(n).unwrap_or(&".1")).to_owned(),
            };
            x += width;
            view
        })
        .collect()
}

/// How what uses room grew.
pub(super) fn grown(room: &Room) -> Chart {
    let names = [
        "figures-room-database",
        "figures-room-local-media",
        "figures-room-remote-media",
    ];
    chart::lines("grown", Unit::Bytes, names, &room.grown)
}

/// The disk, where it was measured.
pub(super) fn disk(room: &Room) -> Option<DiskView> {
    let (_, used) = room.used.last()?;
    (room.disk > 0).then(|| DiskView {
        used: sizes::said(*used),
        size: sizes::said(room.disk),
        full: match room.full {
            Forecast::Days(_) => "days",
            Forecast::Never => "never",
            Forecast::Unknown => "unknown",
        },
        days: match room.full {
            Forecast::Days(days) => days,
            Forecast::Never | Forecast::Unknown => 0,
        },
        chart: chart::line("disk", Unit::Bytes, &room.used, Some(room.disk)),
    })
}

/// Servers with their traffic.
pub(super) fn peers(sums: &[HostSum]) -> Vec<PeerView> {
    let rows = sums.iter().map(|sum| {
        let (name, hosts) = (sum.host.clone(), sum.hosts);
        (name, hosts, whole(sum.bytes_in), whole(sum.bytes_out))
    });
    lines(rows.collect())
}

/// Bytes under several names, each with its share of the largest.
pub(super) fn lines(rows: Vec<(String, i64, u64, u64)>) -> Vec<PeerView> {
    let most = rows.iter().map(|(_, _, i, o)| i.saturating_add(*o)).max();
    let most = u128::from(most.unwrap_or(0).max(1));
    let view = |(name, count, received, sent): (String, i64, u64, u64)| {
        let share = (u128::from(received) + u128::from(sent)) * 100 / most;
        PeerView {
            name,
            count,
            received: sizes::said(received),
            sent: sizes::said(sent),
            share: u32::try_from(share).unwrap_or(100),
        }
    };
    rows.into_iter().map(view).collect()
}
