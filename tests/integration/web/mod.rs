//! Pages for people, as browsers without JavaScript see them.

mod admin;
mod auth;
mod late_forms;
mod live;
mod member;
mod public;
mod statements;
mod visibility_matrix;
