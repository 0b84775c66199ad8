//! From what the domain returns to what templates show.

mod account;
mod extras;
mod post;
mod rules;
pub mod scopes;

pub use account::{account, author, handle_path, header, listed};
pub use extras::{illustrated, name_parts};
pub use post::{post, posts};
pub use rules::rules;
