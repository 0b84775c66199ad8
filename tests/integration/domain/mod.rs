//! The domain's rules, against a real database.

mod people;
mod profile;
mod relationships;
mod relationships_blocks;
