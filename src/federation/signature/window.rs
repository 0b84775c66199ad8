//! How old or early a signature may be.

use chrono::{DateTime, Duration, Utc};

use super::SignatureError;

/// Peers allow between one minute and twelve hours; most about an hour.
const WINDOW: Duration = Duration::hours(1);

/// The longest that a signature with an expiry of its own may be old.
const WINDOW_WITH_EXPIRY: Duration = Duration::hours(12);

/// Checks when a signature was made, and until when it holds if it says so.
pub fn check(
    made: DateTime<Utc>,
    expires: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), SignatureError> {
    if made > now + WINDOW {
        return Err(SignatureError::FromTheFuture);
    }
    let longest = if expires.is_some() {
        WINDOW_WITH_EXPIRY
    } else {
        WINDOW
    };
    if made + longest < now || expires.is_some_and(|until| until < now) {
        return Err(SignatureError::Expired);
    }
    Ok(())
}

/// A time in whole seconds since 1970, between then and the year 2200.
pub fn from_seconds(seconds: i64) -> Option<DateTime<Utc>> {
    if !(0..7_258_118_400).contains(&seconds) {
        return None;
    }
    DateTime::from_timestamp(seconds, 0)
}

/// A `Date` header (RFC 9110 §5.6.7, the current form).
pub fn from_http_date(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc2822(text).ok()?;
    from_seconds(date.timestamp())
}

/// The time as a `Date` header.
pub fn to_http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_either_way_and_twelve_with_an_expiry() {
        let now = from_seconds(1_700_000_000).unwrap();
        let at = |minutes| now + Duration::minutes(minutes);
        assert_eq!(check(at(-59), None, now), Ok(()));
        assert_eq!(check(at(-61), None, now), Err(SignatureError::Expired));
        assert_eq!(check(at(59), None, now), Ok(()));
        assert_eq!(check(at(61), None, now), Err(SignatureError::FromTheFuture));
        assert_eq!(check(at(-300), Some(at(1)), now), Ok(()));
        assert_eq!(
            check(at(-300), Some(at(-1)), now),
            Err(SignatureError::Expired)
        );
        assert_eq!(
            check(at(-721), Some(at(1)), now),
            Err(SignatureError::Expired)
        );
    }

    #[test]
    fn dates_are_read_and_written() {
        let time = from_http_date("Tue, 20 Apr 2021 02:07:55 GMT").unwrap();
        assert_eq!(time.timestamp(), 1_618_884_475);
        assert_eq!(to_http_date(time), "Tue, 20 Apr 2021 02:07:55 GMT");
        assert_eq!(from_http_date("yesterday"), None);
        assert_eq!(from_http_date("Fri, 31 Dec 9999 23:59:59 GMT"), None);
        assert_eq!(from_seconds(-1), None);
        assert_eq!(from_seconds(i64::MAX), None);
    }
}
