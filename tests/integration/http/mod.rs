//! What all surfaces share, over real HTTP.

mod media;
