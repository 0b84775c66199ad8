//! Pages for people, as browsers without JavaScript see them.

mod admin;
mod auth;
mod member;
mod public;
mod statements;
mod visibility_matrix;
