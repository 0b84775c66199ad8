//! Floor 4: what other servers say to this one, and what it says to them.

pub mod fetch;
pub mod protocol;
pub mod signature;
