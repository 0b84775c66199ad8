//! From what the domain returns to what templates show.

mod account;
mod post;

pub use account::{account, author, handle_path, header, listed};
pub use post::{post, posts};
