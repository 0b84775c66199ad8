//! How often something may be tried: counted in the database, so that several
//! processes share one count.

use std::net::{IpAddr, Ipv6Addr};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;

use crate::db::Conn;
use crate::db::ids::UserId;
use crate::db::models::throttle;
use crate::domain::DomainContext;
use crate::foundation::crypto;
use crate::foundation::error::{Error, Result};

/// What is counted, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit<'a> {
    /// Failed sign-ins from an address.
    SignInFrom(Option<IpAddr>),
    /// Failed sign-ins to a person.
    SignInTo(UserId),
    /// Failed sign-ins to a name that nobody has.
    SignInToNobody(&'a str),
    /// Accounts created from an address.
    SignUpFrom(Option<IpAddr>),
    /// Password resets asked for from an address.
    ResetFrom(Option<IpAddr>),
    /// Password resets asked for by e-mail address.
    ResetOf(&'a str),
    /// Confirmation mails sent again to a person.
    ConfirmOf(UserId),
    /// Wrong codes of the second step of signing in.
    SecondStepOf(UserId),
    /// Programs that made themselves known from an address.
    ApplicationsFrom(Option<IpAddr>),
}

impl Limit<'_> {
    fn key(&self) -> String {
        match self {
            Self::SignInFrom(ip) => format!("sign_in:from:{}", address(*ip)),
            Self::SignInTo(user) => format!("sign_in:to:{user}"),
            Self::SignInToNobody(name) => format!("sign_in:to:{}", digest(name)),
            Self::SignUpFrom(ip) => format!("sign_up:from:{}", address(*ip)),
            Self::ResetFrom(ip) => format!("reset:from:{}", address(*ip)),
            Self::ResetOf(email) => format!("reset:of:{}", digest(email)),
            Self::ConfirmOf(user) => format!("confirm:of:{user}"),
            Self::SecondStepOf(user) => format!("second_step:of:{user}"),
            Self::ApplicationsFrom(ip) => format!("applications:from:{}", address(*ip)),
        }
    }

    fn most(&self, cx: &DomainContext) -> u32 {
        let limits = &cx.config.limits;
        match self {
            Self::SignInFrom(_) => limits.sign_ins_per_address_per_hour,
            Self::SignInTo(_) | Self::SignInToNobody(_) | Self::SecondStepOf(_) => {
                limits.sign_ins_per_account_per_hour
            }
            Self::ApplicationsFrom(_) => limits.applications_per_address_per_hour,
            Self::SignUpFrom(_) => limits.sign_ups_per_address_per_hour,
            Self::ResetFrom(_) => limits.resets_per_address_per_hour,
            Self::ResetOf(_) | Self::ConfirmOf(_) => limits.resets_per_account_per_hour,
        }
    }
}

/// Counts an attempt before it is made, so that parallel ones cannot slip through.
///
/// # Errors
/// `RateLimited`, with the seconds until the hour of the first attempt is over.
pub async fn count(conn: &mut Conn, cx: &DomainContext, limit: &Limit<'_>) -> Result<()> {
    count_key(conn, cx, &limit.key(), limit.most(cx)).await
}

/// As [`count`], for a key and an hourly limit of the caller's.
///
/// # Errors
/// `RateLimited`.
pub async fn count_key(conn: &mut Conn, cx: &DomainContext, key: &str, most: u32) -> Result<()> {
    count_in(conn, cx, key, (most, Duration::hours(1))).await
}

/// As [`count_key`], in a window of the caller's length.
///
/// # Errors
/// `RateLimited`.
pub(in crate::domain::auth) async fn count_in(
    conn: &mut Conn,
    cx: &DomainContext,
    key: &str,
    (most, window): (u32, Duration),
) -> Result<()> {
    if !cx.config.limits.enabled {
        return Ok(());
    }
    let now = cx.clock.now();
    let hits = throttle::hit(conn, key, now, now + window).await?;
    if u32::try_from(hits.hits).unwrap_or(0) <= most {
        return Ok(());
    }
    let seconds = (hits.window_ends_at - now).num_seconds().max(1);
    Err(Error::rate_limited(seconds.unsigned_abs()))
}

/// Takes an attempt back that turned out to be a good one.
pub async fn take_back(conn: &mut Conn, cx: &DomainContext, limit: &Limit<'_>) -> Result<()> {
    take_back_key(conn, cx, &limit.key()).await
}

/// As [`take_back`], for a key of the caller's.
pub(in crate::domain::auth) async fn take_back_key(
    conn: &mut Conn,
    cx: &DomainContext,
    key: &str,
) -> Result<()> {
    if cx.config.limits.enabled {
        throttle::take_back(conn, key).await?;
    }
    Ok(())
}

/// The address as it is counted: an IPv6 household has a /64, not one address.
pub(in crate::domain::auth) fn address(ip: Option<IpAddr>) -> String {
    match ip.map(|ip| ip.to_canonical()) {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(ip)) => ip.to_string(),
        Some(IpAddr::V6(ip)) => {
            let network = ip.to_bits() & (u128::MAX << 64);
            format!("{}/64", Ipv6Addr::from_bits(network))
        }
    }
}

/// Keys have a fixed length and no personal words in them.
fn digest(text: &str) -> String {
    let hash = crypto::token_hash(&text.to_lowercase());
    URL_SAFE_NO_PAD.encode(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_counts_as_one_address() {
        let key = |text: &str| Limit::SignInFrom(text.parse().ok()).key();
        assert_eq!(key("2001:db8:1:2:3::4"), key("2001:db8:1:2:ffff::1"));
        assert_ne!(key("2001:db8:1:2:3::4"), key("2001:db8:1:3:3::4"));
        assert_eq!(key("::ffff:10.0.0.1"), key("10.0.0.1"));
        assert_ne!(key("10.0.0.1"), key("10.0.0.2"));
    }

    #[test]
    fn names_are_counted_in_any_case() {
        assert_eq!(
            Limit::SignInToNobody("Alice").key(),
            Limit::SignInToNobody("alice").key()
        );
        assert_ne!(
            Limit::SignInToNobody("alice").key(),
            Limit::ResetOf("alice").key()
        );
    }
}
