//! Floor 4: pages for people. Every task works by link and form post.

pub mod paging;
pub mod present;
pub mod view;
