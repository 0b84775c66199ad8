//! The client API over HTTP.

mod guard;
mod statuses;
mod timelines;
