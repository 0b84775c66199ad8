//! Floor 0.

mod config;
mod net;
mod storage;
