//! Going on under another account: aliases say that two accounts are one
//! person's, a move sends the followers of one to the other.

mod aliases;
mod followers;
mod leave;

pub use aliases::{ALIASES_MAX, add_alias, aliases, remove_alias};
pub use followers::{CARRY_JOB, carry_followers, receive_move};
pub use leave::{COOLDOWN_DAYS, move_to, stay};
