//! Talking to other machines: whatever goes out over HTTP passes here.

pub mod download;
