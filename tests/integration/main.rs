//! The integration tests: one binary whose modules mirror `src/`.
//!
//! Each module is marked `cfg(test)`, so that clippy takes helper functions for
//! test code too.

#[cfg(test)]
mod api;
#[cfg(test)]
mod architecture;
#[cfg(test)]
mod cli;
#[cfg(test)]
mod db;
#[cfg(test)]
mod domain;
#[cfg(test)]
mod federation;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod foundation;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod http;
#[cfg(test)]
mod jobs;
#[cfg(test)]
mod server;
#[cfg(test)]
mod web;
