//! What a month costs, by prices that the operator set. Pure.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Bytes of a gigabyte, as hosts sell them.
const GB: i128 = 1_000_000_000;
/// Parts of one unit of the currency.
const PARTS: i64 = 10_000;

/// An amount of money, in ten-thousandths of the currency's unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Money(pub i64);

impl Money {
    /// As people write it: `3.80`, `3,8`, `0.0119`; nothing is 0.
    ///
    /// # Errors
    /// `Invalid` at `field` for anything else, and for more than a million.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        let refused = || Error::field(field, Message::of("refused-price-amount"));
        let text = text.trim().replace(',', ".");
        if text.is_empty() {
            return Ok(Self(0));
        }
        let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let known = digits(whole) && digits(places) && places.len() <= 4 && whole.len() <= 7;
        if !known || (whole.is_empty() && places.is_empty()) {
            return Err(refused());
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|error| refused().because(error))?
        };
        let places: i64 = format!("{places:0<4}")
            .parse()
            .map_err(|error| refused().because(error))?;
        Some(Self(whole * PARTS + places))
            .filter(|money| money.0 <= 1_000_000 * PARTS)
            .ok_or_else(refused)
    }

    /// As it is typed again: without places that say nothing.
    #[must_use]
    pub fn exact(self) -> String {
        let text = format!("{}.{:04}", self.0 / PARTS, self.0 % PARTS);
        let short = text.trim_end_matches('0').trim_end_matches('.');
        match short.split_once('.') {
            Some((whole, places)) if places.len() < 2 => format!("{whole}.{places:0<2}"),
            _ => short.to_owned(),
        }
    }

    /// So many bytes at this price for a gigabyte.
    fn for_bytes(self, bytes: u64) -> Self {
        let parts = i128::from(self.0) * i128::from(bytes) / GB;
        Self(i64::try_from(parts).unwrap_or(i64::MAX))
    }

    fn share(self, part: u32, of: u32) -> Self {
        let parts = i128::from(self.0) * i128::from(part) / i128::from(of.max(1));
        Self(i64::try_from(parts).unwrap_or(i64::MAX))
    }
}

/// In whole and hundredths, rounded.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = (self.0 + 50) / 100;
        write!(f, "{}.{:02}", cents / 100, cents % 100)
    }
}

/// What things cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prices {
    /// The sign behind amounts.
    pub currency: String,
    /// The computer, each month.
    pub fixed: Money,
    /// A gigabyte of disk, each month.
    pub per_gb_disk: Money,
    /// A gigabyte that goes out.
    pub per_gb_traffic: Money,
    /// Mail, each month.
    pub mail: Money,
    /// What a month may cost; 0: nothing was said.
    pub budget: Money,
}

impl Default for Prices {
    fn default() -> Self {
        Self {
            currency: "€".to_owned(),
            fixed: Money(0),
            per_gb_disk: Money(0),
            per_gb_traffic: Money(0),
            mail: Money(0),
            budget: Money(0),
        }
    }
}

impl Prices {
    /// Whether any price was set.
    #[must_use]
    pub fn any(&self) -> bool {
        [self.fixed, self.per_gb_disk, self.per_gb_traffic, self.mail]
            .iter()
            .any(|price| price.0 > 0)
    }
}

/// What was used in a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Bytes on the disk, on average.
    pub disk: u64,
    /// Bytes that went out.
    pub traffic: u64,
    /// Days that were, and days that the month has.
    pub days: (u32, u32),
}

/// What a month costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bill {
    /// The computer.
    pub computer: Money,
    /// The disk.
    pub disk: Money,
    /// What went out.
    pub traffic: Money,
    /// Mail.
    pub mail: Money,
}

impl Bill {
    /// Everything together.
    #[must_use]
    pub fn total(&self) -> Money {
        Money(self.computer.0 + self.disk.0 + self.traffic.0 + self.mail.0)
    }
}

/// What the days so far cost.
#[must_use]
pub fn so_far(prices: &Prices, used: Used) -> Bill {
    let (passed, all) = used.days;
    Bill {
        computer: prices.fixed.share(passed, all),
        disk: prices.per_gb_disk.for_bytes(used.disk).share(passed, all),
        traffic: prices.per_gb_traffic.for_bytes(used.traffic),
        mail: prices.mail.share(passed, all),
    }
}

/// What the whole month will cost when it goes on like this.
#[must_use]
pub fn expected(prices: &Prices, used: Used) -> Bill {
    let (passed, all) = used.days;
    let traffic = prices.per_gb_traffic.for_bytes(used.traffic);
    Bill {
        computer: prices.fixed,
        disk: prices.per_gb_disk.for_bytes(used.disk),
        traffic: traffic.share(all, passed),
        mail: prices.mail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(text: &str) -> Money {
        Money::parse("price", text).unwrap()
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        assert_eq!(money("3.80"), Money(38_000));
        assert_eq!(money(" 3,8 "), Money(38_000));
        assert_eq!(money("0.0119"), Money(119));
        assert_eq!(money(".5"), Money(5_000));
        assert_eq!(money(""), Money(0));
        for wrong in ["x", "-1", "1.23456", "1.2.3", ".", "99999999", "1 000"] {
            assert!(Money::parse("price", wrong).is_err(), "{wrong}");
        }
        for (text, exact, shown) in [
            ("3.8", "3.80", "3.80"),
            ("0.0119", "0.0119", "0.01"),
            ("7", "7", "7.00"),
            ("0.125", "0.125", "0.13"),
        ] {
            assert_eq!(money(text).exact(), exact);
            assert_eq!(money(text).to_string(), shown);
        }
    }

    #[test]
    fn a_month_in_the_middle() {
        let prices = Prices {
            fixed: money("6.00"),
            per_gb_disk: money("0.10"),
            per_gb_traffic: money("0.02"),
            mail: money("3"),
            ..Prices::default()
        };
        let used = Used {
            disk: 20_000_000_000,
            traffic: 50_000_000_000,
            days: (10, 30),
        };
        let now = so_far(&prices, used);
        assert_eq!(now.computer, money("2"));
        assert_eq!(now.disk, Money(6_666));
        assert_eq!(now.traffic, money("1"));
        assert_eq!(now.mail, money("1"));
        assert_eq!(now.total().to_string(), "4.67");
        let whole = expected(&prices, used);
        assert_eq!(whole.total(), money("14"), "6 + 2 + 3 + 3");
        // The first moment of a month, and nothing set.
        let empty = Used {
            days: (0, 30),
            ..Used::default()
        };
        assert_eq!(so_far(&prices, empty).total(), Money(0));
        assert_eq!(expected(&Prices::default(), used).total(), Money(0));
        assert!(prices.any() && !Prices::default().any());
    }
}
