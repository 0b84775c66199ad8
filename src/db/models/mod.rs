//! One file per table: rows, new rows, changes, and the queries that touch that table.

pub mod account;
pub mod account_stats;
pub mod actor_key;
pub mod audit;
pub mod block;
pub mod bookmark;
pub mod captcha;
pub mod event;
pub mod favourite;
pub mod follow;
pub mod invite;
pub mod media;
pub mod mention;
pub mod mute;
pub mod notification;
pub mod one_time_token;
pub mod post;
pub mod post_edit;
pub mod post_stats;
pub mod post_submission;
pub mod remote_actor;
pub mod session;
pub mod tag;
pub mod throttle;
pub mod user;
