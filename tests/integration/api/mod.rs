//! The client API over HTTP.

mod accounts;
mod credentials;
mod guard;
mod matrix;
mod relations;
mod statuses;
mod tags;
mod timelines;
