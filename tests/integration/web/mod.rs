//! Pages for people, as browsers without JavaScript see them.

mod auth;
mod member;
mod public;
mod visibility_matrix;
