//! The domain's rules, against a real database.

mod people;
mod posts;
mod posts_policy;
mod profile;
mod relationships;
mod relationships_blocks;
mod timelines;
