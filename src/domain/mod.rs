//! Floor 2: every rule and every write path. It never calls a surface or a
//! peer: it writes events, and outer rooms react.

use std::sync::Arc;

use crate::foundation::clock::SharedClock;
use crate::foundation::config::Config;
use crate::foundation::crypto::SigningSecret;
use crate::foundation::id::IdGenerator;

pub mod event;
pub mod member;

/// What the domain needs from outside, handed in with every call.
#[derive(Clone)]
pub struct DomainContext {
    /// The server's configuration.
    pub config: Arc<Config>,
    /// The time.
    pub clock: SharedClock,
    /// New IDs.
    pub ids: Arc<IdGenerator>,
    /// Signs what the server hands out and wants back unchanged.
    pub secret: SigningSecret,
}
