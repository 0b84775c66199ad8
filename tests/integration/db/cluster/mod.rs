//! The private cluster: real servers in throw-away folders, and real kills.

mod archive;
mod crash;
pub mod helper;
mod root;
mod start;
