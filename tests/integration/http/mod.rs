//! What all surfaces share, over real HTTP.

mod media;
mod metrics;
mod page_cache;
