//! Floor 4: pages for people. Every task works by link and form post.

pub mod admin;
pub mod auth;
pub mod bodies;
pub mod live;
pub mod member;
pub mod paging;
pub mod present;
pub mod public;
mod refused;
pub mod security;
pub mod theme;
pub mod view;
