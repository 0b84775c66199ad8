//! Accounts: who is who, and what they say about themselves.

pub mod profile;
