//! What keeps programs and strangers from joining in numbers: how strong the
//! captcha is, throw-away mail addresses, limits of a day, a field that only
//! programs fill in; and how many were refused by what.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::db::Conn;
use crate::db::models::sign_up_refusal;
use crate::domain::auth::throttle;
use crate::domain::moderation::permission::{Authority, Permission, may};
use crate::domain::{DomainContext, settings};
use crate::foundation::config::Domain;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;
use crate::foundation::text::disposable;

/// The setting.
pub const KEY: &str = "sign_up_protection";
/// Largest limit of a day.
pub const LIMIT_MAX: u32 = 100_000;
/// Most mail domains of the server's own list.
pub const OWN_MAX: usize = 1_000;
/// Days of which refusals are told.
pub const TOLD_DAYS: i32 = 14;
/// Days of which they are kept.
const KEPT_DAYS: i32 = 400;

/// How hard the captcha is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// There is none.
    Off,
    /// About a second of work for a browser, or a picture.
    Normal,
    /// Five times the work, or a picture with more noise in it.
    Hard,
}

impl Strength {
    /// Every strength.
    pub const ALL: [Self; 3] = [Self::Off, Self::Normal, Self::Hard];

    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Normal => "normal",
            Self::Hard => "hard",
        }
    }
}

/// What is done about throw-away mail addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposable {
    /// Nothing.
    #[default]
    Allow,
    /// A moderator says yes first.
    Ask,
    /// Nobody joins with one.
    Refuse,
}

impl Disposable {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Allow, Self::Ask, Self::Refuse];

    /// The word in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Ask => "ask",
            Self::Refuse => "refuse",
        }
    }
}

/// How the door is guarded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Protection {
    /// None: as the configuration says.
    pub captcha: Option<Strength>,
    /// Throw-away addresses, by the list that is built in and by the server's own.
    pub disposable: Disposable,
    /// The server's own list: mail domains in small letters, in order, each once;
    /// each stands for those below it. At most [`OWN_MAX`].
    pub throw_away: Vec<String>,
    /// Accounts made in a day from one address, up to [`LIMIT_MAX`]; 0: any number.
    pub per_address_per_day: u32,
    /// Accounts made in a day from one network (256 addresses, or a /48 of IPv6),
    /// up to [`LIMIT_MAX`]; 0: any number.
    pub per_network_per_day: u32,
}

impl Default for Protection {
    fn default() -> Self {
        Self {
            captcha: None,
            disposable: Disposable::Allow,
            throw_away: Vec::new(),
            per_address_per_day: 20,
            per_network_per_day: 100,
        }
    }
}

/// How the door is guarded now.
#[must_use]
pub fn current(cx: &DomainContext) -> Protection {
    cx.settings.get(KEY).unwrap_or_default()
}

/// How hard the captcha is now.
#[must_use]
pub fn captcha(cx: &DomainContext) -> Strength {
    let of_file = if cx.config.auth.captcha {
        Strength::Normal
    } else {
        Strength::Off
    };
    current(cx).captcha.unwrap_or(of_file)
}

/// Whether the addresses of a mail domain, in small letters, are to throw away.
pub(in crate::domain::auth) fn is_throw_away(cx: &DomainContext, domain: &str) -> bool {
    let own = current(cx).throw_away;
    disposable::is_listed(domain) || disposable::is_among(own.iter().map(String::as_str), domain)
}

/// The server's own list, as typed: domains apart by spaces, commas or lines.
///
/// # Errors
/// The field `throw_away` for what is no domain, and for too many.
pub fn own_list(typed: &str) -> Result<Vec<String>> {
    let words = typed.split(|c: char| c.is_whitespace() || c == ',');
    let mut list = Vec::new();
    for word in words.map(|word| word.trim_start_matches('@')) {
        if word.is_empty() {
            continue;
        }
        let wrong = || {
            let message = Message::about("refused-door-domain", [("word", word.to_owned().into())]);
            Error::field("throw_away", message)
        };
        let domain: Domain = word.parse().map_err(|cause| wrong().because(cause))?;
        let domain = domain.to_string();
        // A whole top-level domain is no mistake that anybody wants to make.
        if !domain.contains('.') {
            return Err(wrong());
        }
        list.push(domain);
    }
    list.sort_unstable();
    list.dedup();
    if list.len() > OWN_MAX {
        let most = [("max", OWN_MAX.to_string().into())];
        let message = Message::about("refused-door-many", most);
        return Err(Error::field("throw_away", message));
    }
    Ok(list)
}

/// Changes how the door is guarded, at once and in every process.
///
/// # Errors
/// `Forbidden`; fields `per_address_per_day` and `per_network_per_day`.
pub async fn change(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
    wanted: &Protection,
) -> Result<()> {
    may(by, Permission::ManageBlocks)?;
    for (field, number) in [
        ("per_address_per_day", wanted.per_address_per_day),
        ("per_network_per_day", wanted.per_network_per_day),
    ] {
        if number > LIMIT_MAX {
            let most = [("max", LIMIT_MAX.to_string().into())];
            let message = Message::about("refused-door-limit", most);
            return Err(Error::field(field, message));
        }
    }
    settings::put(conn, cx, by, KEY, wanted).await
}

/// Why somebody could not join.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Refusal {
    Honeypot,
    Captcha,
    EmailDomain,
    EmailAddress,
    Disposable,
    Network,
    Limit,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Self; 7] = [
        Self::Honeypot,
        Self::Captcha,
        Self::EmailDomain,
        Self::EmailAddress,
        Self::Disposable,
        Self::Network,
        Self::Limit,
    ];

    /// The word in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::Captcha => "captcha",
            Self::EmailDomain => "email_domain",
            Self::EmailAddress => "email_address",
            Self::Disposable => "disposable",
            Self::Network => "network",
            Self::Limit => "limit",
        }
    }
}

/// Counts who could not join.
pub(in crate::domain) async fn refuse(
    conn: &mut Conn,
    cx: &DomainContext,
    why: Refusal,
) -> Result<()> {
    sign_up_refusal::count(conn, day(cx.clock.now()), why.as_str()).await?;
    Ok(())
}

/// How many could not join on a day, in the order of [`Refusal::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedDay {
    /// The day, in UTC.
    pub day: NaiveDate,
    /// For each reason how many.
    pub refused: Vec<i64>,
}

/// How many could not join on each of the last days, the newest first; days
/// without any are left out.
///
/// # Errors
/// `Forbidden`.
pub async fn refusals(
    conn: &mut Conn,
    cx: &DomainContext,
    by: Authority<'_>,
) -> Result<Vec<RefusedDay>> {
    may(by, Permission::ManageBlocks)?;
    let today = day(cx.clock.now());
    let rows = sign_up_refusal::since(conn, today - TOLD_DAYS + 1).await?;
    let mut days: Vec<RefusedDay> = Vec::new();
    for (number, reason, refused) in rows {
        let Some(at) = date(number) else { continue };
        if days.last().is_none_or(|last| last.day != at) {
            let none = vec![0; Refusal::ALL.len()];
            days.push(RefusedDay {
                day: at,
                refused: none,
            });
        }
        let place = Refusal::ALL.iter().position(|why| why.as_str() == reason);
        let cell = place.and_then(|place| days.last_mut()?.refused.get_mut(place));
        if let Some(cell) = cell {
            *cell = refused;
        }
    }
    Ok(days)
}

/// Forgets how many could not join long ago.
pub async fn forget(conn: &mut Conn, cx: &DomainContext) -> Result<()> {
    sign_up_refusal::forget(conn, day(cx.clock.now()) - KEPT_DAYS).await?;
    Ok(())
}

/// The day of a moment, counted since 1970.
fn day(at: DateTime<Utc>) -> i32 {
    i32::try_from(at.timestamp().div_euclid(86_400)).unwrap_or_default()
}

fn date(day: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(day)
}

/// Counts an account to be against the limits of a day.
///
/// # Errors
/// `RateLimited`.
pub(in crate::domain::auth) async fn count(
    conn: &mut Conn,
    cx: &DomainContext,
    ip: Option<IpAddr>,
) -> Result<()> {
    for (key, most) in limits(cx, ip) {
        throttle::count_in(conn, cx, &key, (most, Duration::days(1))).await?;
    }
    Ok(())
}

/// Takes back what [`count`] counted for an account that was not made.
pub(in crate::domain::auth) async fn take_back(
    conn: &mut Conn,
    cx: &DomainContext,
    ip: Option<IpAddr>,
) -> Result<()> {
    for (key, _) in limits(cx, ip) {
        throttle::take_back_key(conn, cx, &key).await?;
    }
    Ok(())
}

/// What is counted, and how many there may be.
fn limits(cx: &DomainContext, ip: Option<IpAddr>) -> Vec<(String, u32)> {
    let Some(ip) = ip else { return Vec::new() };
    let now = current(cx);
    let both = [
        (
            format!("sign_up:day:{}", throttle::address(Some(ip))),
            now.per_address_per_day,
        ),
        (
            format!("sign_up:net:{}", network(ip)),
            now.per_network_per_day,
        ),
    ];
    both.into_iter().filter(|(_, most)| *most > 0).collect()
}

/// The network of an address: what one customer or one small company has.
fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => format!("{}/24", Ipv4Addr::from_bits(ip.to_bits() & (u32::MAX << 8))),
        IpAddr::V6(ip) => format!(
            "{}/48",
            Ipv6Addr::from_bits(ip.to_bits() & (u128::MAX << 80))
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_hold_many_addresses() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("192.0.2.77"), "192.0.2.0/24");
        assert_eq!(of("::ffff:192.0.2.1"), "192.0.2.0/24");
        assert_eq!(of("2001:db8:1:2::3"), "2001:db8:1::/48");
    }

    #[test]
    fn the_own_list_is_read_as_people_type() {
        let list = own_list("Throw.Example, @away.example\n\nthrow.example").unwrap();
        assert_eq!(list, ["away.example", "throw.example"]);
        assert!(own_list("  \n").unwrap().is_empty());
        assert_eq!(
            own_list("a b..c").unwrap_err().fields()[0].field,
            "throw_away"
        );
    }

    #[test]
    fn settings_of_other_versions_are_read() {
        let read: Protection = serde_json::from_str(r#"{"captcha":"hard","new":1}"#).unwrap();
        assert_eq!(read.captcha, Some(Strength::Hard));
        assert_eq!(read.disposable, Disposable::Allow);
        assert_eq!(read.per_address_per_day, 20);
    }
}
