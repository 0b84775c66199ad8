//! Pages for people, as browsers without JavaScript see them.

mod auth;
mod member;
