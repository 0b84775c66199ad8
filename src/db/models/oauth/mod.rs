//! Programs with access, their codes and tokens. Only hashes of secrets are kept.

pub mod application;
pub mod code;
pub mod token;
