//! One file per table: rows, new rows, changes, and the queries that touch that table.

pub mod account;
pub mod actor_key;
pub mod audit;
pub mod captcha;
pub mod event;
pub mod invite;
pub mod one_time_token;
pub mod post;
pub mod session;
pub mod throttle;
pub mod user;
