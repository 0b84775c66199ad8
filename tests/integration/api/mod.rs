//! The client API over HTTP.

mod accounts;
mod admin;
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
mod oauth;
mod oembed;
mod push;
mod relations;
mod reports;
mod scheduled_statuses;
mod sign_up;
mod statuses;
mod streaming;
mod tags;
mod timelines;
mod translate;
