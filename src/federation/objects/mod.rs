//! Rows as other servers read them: actors, posts, collections and activities
//! in ActivityStreams 2.0. Pure: rows in, JSON out.

pub mod activity;
pub mod actor;
pub mod addressing;
pub mod collection;
pub mod context;
pub mod emoji;
pub mod post;
pub mod published;
