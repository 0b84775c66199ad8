//! HTTP signatures, read and written: draft-cavage-http-signatures-12 and
//! RFC 9421. Reading and signing are pure and synchronous: requests, keys and the
//! time are passed in. `keys` finds the keys of others, `incoming` reads requests
//! as they arrive.

mod budget;
pub mod cavage;
pub mod claim;
pub mod digest;
mod error;
pub mod incoming;
pub mod keys;
mod request;
pub mod rfc9421;
pub mod sign;
mod window;

pub use claim::{Claim, Dialect};
pub use error::SignatureError;
pub use keys::{Fetching, KeyCache, KeyOwners, KnownKey, Verified};
pub use request::RequestParts;
pub use sign::ToSign;

#[cfg(test)]
mod tests;
