//! Floor 4: pages for people. Every task works by link and form post.

pub mod view;
