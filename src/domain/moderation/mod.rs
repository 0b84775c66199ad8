//! What moderators do about people and servers. Everything is written down.

pub mod domains;
