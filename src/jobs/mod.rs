//! Floor 4: background work. A worker claims jobs from the table, runs their
//! handlers and settles; see `worker.rs` for the order of things.
//!
//! A handler holds no connection and no transaction while it waits for the
//! outside world, and bears being run twice.

pub mod backoff;
pub mod cards;
pub mod cleanup;
pub mod dispatch;
pub mod federation;
pub mod figures;
pub mod job;
pub mod legal;
pub mod mail;
pub mod mailing;
mod outcome;
pub mod own_links;
pub mod process_media;
pub mod push;
pub mod removals;
pub mod remove_files;
pub mod retention;
pub mod scheduled;
pub mod signals;
pub mod social;
pub mod tidy_files;
pub mod trends;
pub mod webhooks;
pub mod worker;
