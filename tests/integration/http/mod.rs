//! What all surfaces share, over real HTTP.

mod live;
mod media;
mod metrics;
mod page_cache;
mod traffic;
