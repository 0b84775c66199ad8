//! Times and figures as people write them. Views carry seconds since 1970;
//! everything is UTC until a script in the page knows the reader's zone.

use std::sync::Arc;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use tera::{Kwargs, State, Tera, TeraResult};

use crate::foundation::i18n::{Arg, Locale, Locales};

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];
const SHORT_MONTHS: [&str; 12] = [
    "month-short-1",
    "month-short-2",
    "month-short-3",
    "month-short-4",
    "month-short-5",
    "month-short-6",
    "month-short-7",
    "month-short-8",
    "month-short-9",
    "month-short-10",
    "month-short-11",
    "month-short-12",
];

/// Adds the filters `iso`, `short_time(now=…)`, `long_time`, `day` and `number`.
pub fn register(tera: &mut Tera, locales: &Arc<Locales>, locale: Locale) {
    let words = Arc::new(Words::new(locales, locale));
    tera.register_filter("iso", |seconds: i64, _: Kwargs, _: &State| {
        Ok::<_, tera::Error>(moment(seconds)?.to_rfc3339_opts(SecondsFormat::Secs, true))
    });
    let own = Arc::clone(&words);
    tera.register_filter(
        "short_time",
        move |seconds: i64, kwargs: Kwargs, _: &State| {
            let now = moment(kwargs.must_get::<i64>("now")?)?;
            Ok::<_, tera::Error>(own.short(moment(seconds)?, now))
        },
    );
    let own = Arc::clone(&words);
    tera.register_filter("long_time", move |seconds: i64, _: Kwargs, _: &State| {
        let at = moment(seconds)?;
        Ok::<_, tera::Error>(format!("{}, {}", own.day(at), at.format("%H:%M")))
    });
    tera.register_filter("day", move |seconds: i64, _: Kwargs, _: &State| {
        Ok::<_, tera::Error>(words.day(moment(seconds)?))
    });
    let locales = Arc::clone(locales);
    tera.register_filter("number", move |number: i64, _: Kwargs, _: &State| {
        locales.text(locale, "number", &[("n", Arg::Number(number))])
    });
}

fn moment(seconds: i64) -> TeraResult<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
        .ok_or_else(|| tera::Error::message(format!("{seconds} is no time")))
}

/// The names of months and how a language puts day, month and year together.
struct Words {
    locales: Arc<Locales>,
    locale: Locale,
    months: Vec<String>,
    short_months: Vec<String>,
}

impl Words {
    fn new(locales: &Arc<Locales>, locale: Locale) -> Self {
        let all = |keys: &[&str]| {
            keys.iter()
                .map(|key| locales.text(locale, key, &[]))
                .collect()
        };
        Self {
            locales: Arc::clone(locales),
            locale,
            months: all(&MONTHS),
            short_months: all(&SHORT_MONTHS),
        }
    }

    /// `14:32` today, `22 Nov` this year, else `22 Nov 2025`.
    fn short(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        if at.date_naive() == now.date_naive() {
            return at.format("%H:%M").to_string();
        }
        let key = if at.year() == now.year() {
            "date-this-year"
        } else {
            "date-short"
        };
        self.date(key, at, &self.short_months)
    }

    /// `22 November 2026`.
    fn day(&self, at: DateTime<Utc>) -> String {
        self.date("date-long", at, &self.months)
    }

    fn date(&self, key: &str, at: DateTime<Utc>, months: &[String]) -> String {
        let month = months.get(at.month0() as usize).map_or("", String::as_str);
        // A number: the first of a month may be written in its own way. Years
        // are text: they take no separators.
        let (day, year) = (i64::from(at.day()), at.year().to_string());
        let args = [
            ("day", day.into()),
            ("month", month.into()),
            ("year", year.as_str().into()),
        ];
        self.locales.text(self.locale, key, &args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(tag: &str) -> Words {
        let locales = Arc::new(Locales::load().unwrap());
        let locale = locales.find(tag).unwrap();
        Words::new(&locales, locale)
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn short_times_depend_on_today() {
        let (words, now) = (words("en"), at("2026-11-22T14:40:00Z"));
        assert_eq!(words.short(at("2026-11-22T00:05:59Z"), now), "00:05");
        assert_eq!(words.short(at("2026-11-21T23:59:59Z"), now), "21 Nov");
        assert_eq!(words.short(at("2025-11-22T14:32:00Z"), now), "22 Nov 2025");
        assert_eq!(words.day(at("2026-03-01T00:00:00Z")), "1 March 2026");
    }

    #[test]
    fn german_dates_are_german() {
        let (words, now) = (words("de"), at("2026-11-22T14:40:00Z"));
        assert_eq!(words.short(at("2026-03-01T00:00:00Z"), now), "1. März");
        assert_eq!(words.day(at("2025-12-24T00:00:00Z")), "24. Dezember 2025");
    }

    #[test]
    fn french_dates_are_french() {
        let (words, now) = (words("fr"), at("2026-11-22T14:40:00Z"));
        assert_eq!(words.short(at("2026-03-01T00:00:00Z"), now), "1er mars");
        assert_eq!(words.day(at("2025-12-24T00:00:00Z")), "24 décembre 2025");
    }

    #[test]
    fn impossible_times_are_refused() {
        assert!(moment(i64::MAX).is_err());
        assert!(moment(0).is_ok());
    }
}
