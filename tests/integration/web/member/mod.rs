//! A member's pages, through forms only: no script runs here.

mod appearance;
mod arranged;
pub(super) mod browser;
mod compose;
mod filters;
mod follows;
mod lists;
mod notices_kept;
mod notifications;
mod persons;
mod posts;
mod profile;
mod reactions;
mod writing;
