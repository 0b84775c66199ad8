//! The client API over HTTP.

mod guard;
mod matrix;
mod statuses;
mod timelines;
