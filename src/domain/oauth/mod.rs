//! Programs that act for members or for themselves (RFC 6749): what they may
//! do, how they are let in, and how that ends.

pub mod access;
pub mod applications;
pub mod authorize;
pub mod exchange;
pub mod pkce;
pub mod redirect;
pub mod refusal;
pub mod scopes;
pub mod sign_up;
pub mod tokens;
