//! One file per table: rows, new rows, changes, and the queries that touch that table.

pub mod account;
pub mod account_stats;
pub mod actor_key;
pub mod audit;
pub mod block;
pub mod captcha;
pub mod event;
pub mod follow;
pub mod invite;
pub mod mute;
pub mod notification;
pub mod one_time_token;
pub mod post;
pub mod session;
pub mod throttle;
pub mod user;
