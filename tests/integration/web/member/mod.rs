//! A member's pages, through forms only: no script runs here.

mod browser;
mod compose;
mod follows;
mod notifications;
mod posts;
mod profile;
