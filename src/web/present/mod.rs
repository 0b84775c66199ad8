//! From what the domain returns to what templates show.

mod account;
mod extras;
mod noted;
mod post;
mod rules;
pub mod scopes;
mod sieve;

pub use account::{account, author, handle_path, header, in_order, listed};
pub use extras::{illustrated, name_parts, reaction};
pub use noted::noted;
pub use post::post;
pub use rules::rules;
pub use sieve::{Sieve, Verdict};
