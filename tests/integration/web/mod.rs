//! Pages for people, as browsers without JavaScript see them.

mod admin;
mod auth;
mod late_forms;
mod live;
mod member;
mod notices;
mod public;
mod refusals;
mod statements;
mod statements_visitors;
mod visibility_matrix;
