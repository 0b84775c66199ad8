//! The age from which people may join. Somebody's date of birth is looked at once
//! and kept nowhere: only that it was looked at.

use chrono::{Months, NaiveDate};

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::age_check;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, settings};
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// The name of the setting.
const KEY: &str = "minimum_age";
/// The highest age that can be asked for, in years.
pub const AGE_MAX: u8 = 99;
/// Nobody is older, in years.
const OLDEST: u32 = 130;

/// The age from which people may join, in years; 0: everybody may.
#[must_use]
pub fn minimum(cx: &DomainContext) -> u8 {
    cx.settings.get(KEY).unwrap_or(0)
}

/// Sets the age from which people may join, 0 to [`AGE_MAX`] years; 0: nobody is
/// asked.
///
/// # Errors
/// `Forbidden`; the field `minimum_age`.
pub async fn set_minimum(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    years: u8,
) -> Result<()> {
    may(by, Permission::ManageRules)?;
    if years > AGE_MAX {
        let message = Message::about("refused-age-range", [("max", AGE_MAX.into())]);
        return Err(Error::field("minimum_age", message));
    }
    settings::put(conn, cx, by, KEY, &years).await
}

/// Checks the date of birth that somebody typed, as `2001-12-31`.
///
/// # Errors
/// The field `date_of_birth`.
pub fn check(minimum: u8, typed: &str, today: NaiveDate) -> Result<()> {
    if minimum == 0 {
        return Ok(());
    }
    let field = "date_of_birth";
    let wrong = || Error::field(field, Message::of("refused-age-birth-date"));
    let born: NaiveDate = typed
        .trim()
        .parse()
        .map_err(|cause: chrono::ParseError| wrong().because(cause))?;
    let oldest = today.checked_sub_months(Months::new(12 * OLDEST));
    if born > today || oldest.is_some_and(|oldest| born < oldest) {
        return Err(wrong());
    }
    let latest = today.checked_sub_months(Months::new(12 * u32::from(minimum)));
    if latest.is_none_or(|latest| born > latest) {
        let message = Message::about("refused-age-too-young", [("minimum", minimum.into())]);
        return Err(Error::field(field, message));
    }
    Ok(())
}

/// Notes that somebody's age was checked, in the transaction that lets them join.
pub(in crate::domain) async fn note(
    conn: &mut Conn,
    cx: &DomainContext,
    user: UserId,
    minimum: u8,
) -> Result<()> {
    if minimum > 0 {
        age_check::insert(conn, user, i16::from(minimum), cx.clock.now()).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn birthdays_count() {
        let on = |day: &str| day.parse::<NaiveDate>().unwrap();
        let old_enough = |born: &str, today: &str| check(16, born, on(today)).is_ok();
        assert!(old_enough("2010-05-04", "2026-05-04"));
        assert!(!old_enough("2010-05-05", "2026-05-04"));
        assert!(!old_enough("2012-02-29", "2028-02-28"));
        assert!(old_enough("2012-02-29", "2028-02-29"));
        for wrong in ["", "yesterday", "2030-01-01", "1800-01-01", "2010-13-01"] {
            assert!(!old_enough(wrong, "2026-05-04"), "{wrong}");
        }
        assert!(check(0, "", on("2026-05-04")).is_ok());
    }
}
