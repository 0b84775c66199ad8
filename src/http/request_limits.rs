//! How many requests one address may make. Counted in this process, in memory:
//! the limits that guard accounts are counted in the database.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web;
use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::app::App;
use crate::foundation::config::Limits;
use crate::foundation::error::{Error, Result};
use crate::http::api_limits::ApiLimits;
use crate::http::client_ip::client_ip;
use crate::http::error::WebError;

/// Counts requests by address.
pub struct RequestLimits {
    requests: Option<DefaultKeyedRateLimiter<IpAddr>>,
    activities: Option<DefaultKeyedRateLimiter<IpAddr>>,
    /// What apps ask by the API.
    pub api: ApiLimits,
}

impl RequestLimits {
    /// As many requests a minute as configured, all at once if need be; none
    /// are refused where limits are switched off.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        let limiter = |per_minute| {
            let allowed = NonZeroU32::new(per_minute).filter(|_| limits.enabled);
            allowed.map(|allowed| RateLimiter::keyed(Quota::per_minute(allowed)))
        };
        Self {
            requests: limiter(limits.requests_per_minute),
            activities: limiter(limits.activities_per_minute),
            api: ApiLimits::new(limits),
        }
    }

    /// Counts one request.
    pub fn count(&self, address: IpAddr) -> Result<()> {
        count(self.requests.as_ref(), address)
    }

    /// Counts one activity of another server.
    pub fn count_activity(&self, address: IpAddr) -> Result<()> {
        count(self.activities.as_ref(), address)
    }

    /// Forgets addresses that have not been heard of for a while, so that the
    /// table stays small.
    pub fn forget_idle(&self) {
        for limiter in [&self.requests, &self.activities].into_iter().flatten() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

fn count(limiter: Option<&DefaultKeyedRateLimiter<IpAddr>>, address: IpAddr) -> Result<()> {
    let Some(limiter) = limiter else {
        return Ok(());
    };
    limiter.check_key(&household(address)).map_err(|refusal| {
        let wait = refusal.wait_time_from(DefaultClock::default().now());
        Error::rate_limited(wait.as_secs() + 1)
    })
}

/// One IPv4 address, or one /64 of IPv6, which is what one household gets.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => IpAddr::V4(four),
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
    }
}

/// The middleware; files that a page brings along are not counted, and what apps
/// ask by the API is counted there.
pub async fn request_limits<B: MessageBody + 'static>(
    app: web::Data<App>,
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let path = req.path();
    let free = ["/static/", "/media/", "/api/"]
        .iter()
        .any(|root| path.starts_with(root))
        || path == "/health";
    if !free && let Some(address) = client_ip(req.request(), &app.cx.config.server) {
        let limits = &app.request_limits;
        let activity = req.method() == Method::POST && path.ends_with("/inbox");
        let counted = if activity {
            limits.count_activity(address)
        } else {
            limits.count(address)
        };
        counted.map_err(WebError::from)?;
    }
    next.call(req).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(requests_per_minute: u32, enabled: bool) -> RequestLimits {
        RequestLimits::new(&Limits {
            enabled,
            requests_per_minute,
            ..Limits::default()
        })
    }

    #[test]
    fn one_address_is_refused_and_another_is_not() {
        let limits = limits(3, true);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..3 {
            limits.count(one).unwrap();
        }
        let refusal = limits.count(one).unwrap_err();
        assert!(
            refusal
                .retry_after_seconds()
                .is_some_and(|seconds| seconds <= 21)
        );
        limits.count(other).unwrap();
    }

    #[test]
    fn a_household_shares_its_ipv6_network() {
        let limits = limits(1, true);
        limits.count("2001:db8:1:2::1".parse().unwrap()).unwrap();
        limits
            .count("2001:db8:1:2:ffff::9".parse().unwrap())
            .unwrap_err();
        limits.count("2001:db8:1:3::1".parse().unwrap()).unwrap();
    }

    #[test]
    fn switched_off_means_off() {
        let limits = limits(1, false);
        for _ in 0..100 {
            limits.count("192.0.2.1".parse().unwrap()).unwrap();
        }
    }
}
