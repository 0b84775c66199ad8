//! The client API over HTTP.

mod accounts;
mod announcements;
mod collections;
mod conversations;
mod credentials;
mod filters;
mod guard;
mod lists;
mod matrix;
mod notifications;
mod relations;
mod scheduled_statuses;
mod media;
mod statuses;
mod tags;
mod timelines;
