//! HTTP signatures, read and written: draft-cavage-http-signatures-12 and
//! RFC 9421. Pure and synchronous: requests, keys and the time are passed in.

pub mod cavage;
pub mod claim;
pub mod digest;
mod error;
mod request;
pub mod rfc9421;
pub mod sign;
mod window;

pub use claim::{Claim, Dialect};
pub use error::SignatureError;
pub use request::RequestParts;
pub use sign::ToSign;

#[cfg(test)]
mod tests;
