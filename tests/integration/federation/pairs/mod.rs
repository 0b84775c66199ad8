//! Two real servers, each with its own database and name, talk to each other.

mod emojis;
mod featured;
mod moves;
mod people;
mod polls;
mod posts;
mod quotes;
mod reactions;
mod reports;
pub mod side;
mod standing;
