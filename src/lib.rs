//! OSSM: a social server that people own, in one executable.
//!
//! The library is laid out in floors; `docs/architecture.md` draws them and
//! `tests/integration/architecture.rs` holds them: a file imports only from
//! floors below its own.

#![recursion_limit = "512"]

pub mod api;
pub mod app;
pub mod cli;
pub mod db;
pub mod domain;
pub mod federation;
pub mod feeds;
pub mod foundation;
pub mod http;
pub mod jobs;
pub mod server;
pub mod web;
