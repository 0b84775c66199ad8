//! Programs that act for members or for themselves (RFC 6749): what they may
//! do, how they are let in, and how that ends.

pub mod scopes;
pub mod tokens;
