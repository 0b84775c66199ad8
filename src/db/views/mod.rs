//! Read models over several tables: what a page needs in a constant number of statements.

pub mod accounts;
pub mod audience;
pub mod crowd;
pub mod discovery;
pub mod emojis;
pub mod extras;
pub mod figures;
pub mod home;
pub mod instance;
pub mod lists;
pub mod moderated;
pub mod notification_requests;
pub mod notifications;
pub mod people;
pub mod persons;
pub mod posts;
pub mod profiles;
pub mod relationships;
pub mod search;
pub mod statuses;
pub mod threads;
pub mod timelines;
pub mod traces;
pub mod viewer;
pub mod wire;
pub mod wire_lists;
