//! Talking to other machines: whatever goes out over HTTP passes here.
//!
//! [`HttpClient`] is the only way out. It refuses addresses of this machine and
//! its own network at the moment of connecting, on every hop; it bounds size,
//! time and redirects; and it keeps what it remembers about hosts bounded.

pub mod address;
mod client;
pub mod download;
mod error;
mod gates;
mod host;
mod message;
mod names;
mod policy;
mod stream;
mod tally;

pub use client::{HttpClient, Settings, redirect_target};
pub use error::{NetError, NetErrorKind};
pub use host::{host_key, normal_host, same_origin};
pub use message::{Answer, Excess, Limits, Outgoing};
pub use names::{Names, SystemNames};
pub use policy::Policy;
pub use stream::Incoming;
