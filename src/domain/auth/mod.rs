//! Joining, signing in and staying safe: every rule about who somebody is.

use std::net::IpAddr;

pub mod approval;
pub mod audit;
pub mod captcha;
pub mod confirm;
mod door;
pub mod history;
pub mod invites;
pub mod mails;
pub mod operator;
pub mod password;
pub mod protection;
pub mod reset;
pub mod sessions;
pub mod set_up;
pub mod sign_in;
pub mod sign_up;
pub mod throttle;
pub mod two_factor;

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The visitor's address, behind trusted proxies too.
    pub ip: Option<IpAddr>,
    /// What the browser calls itself, at most 500 characters.
    pub user_agent: String,
}

impl Origin {
    /// Cuts what a browser calls itself to what is kept of it.
    #[must_use]
    pub fn new(ip: Option<IpAddr>, user_agent: &str) -> Self {
        let kept = user_agent.chars().filter(|c| !c.is_control()).take(500);
        Self {
            ip,
            user_agent: kept.collect(),
        }
    }
}
