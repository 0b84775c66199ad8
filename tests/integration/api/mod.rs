//! The client API over HTTP.

mod accounts;
mod announcements;
mod collections;
mod conversations;
mod credentials;
mod discovery;
mod filters;
mod guard;
mod instance;
mod lists;
mod matrix;
mod media;
mod notifications;
mod oembed;
mod relations;
mod scheduled_statuses;
mod media;
mod oauth;
mod relations;
mod sign_up;
mod push;
mod statuses;
mod streaming;
mod tags;
mod timelines;
mod translate;
