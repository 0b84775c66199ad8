//! Floor 0.

mod config;
