//! The domain's rules, against a real database.

mod cards;
mod conversations;
pub mod emojis;
mod federation_rules;
mod filters;
mod lists;
mod live;
pub mod media;
mod migrations;
mod oauth_tokens;
pub mod people;
mod pins;
mod polls;
mod posts;
mod posts_policy;
mod profile;
mod quotes;
mod relationships;
mod relationships_blocks;
mod relationships_terms;
mod reports;
mod retention;
mod search;
mod tags;
mod timelines;
mod trends;
