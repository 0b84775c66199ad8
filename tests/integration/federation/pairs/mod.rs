//! Two real servers, each with its own database and name, talk to each other.

mod people;
mod posts;
mod side;
