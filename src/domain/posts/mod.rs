//! Posts: writing, editing and deleting them, and what members do with them.

mod access;
pub mod bookmark;
pub mod boost;
pub mod content;
pub mod create;
pub mod delete;
mod draft;
pub mod edit;
pub mod fans;
pub mod favourite;
pub mod history;
mod introduce;
pub(in crate::domain) mod moderated;
pub mod policy;
pub mod react;
mod redraft;
pub mod remote;
pub mod thread;
mod versions;

pub use access::{Found, find, viewer};
pub(in crate::domain) use access::{Wish, acted_on, allowed};
pub use create::{NewPost, Submitted, check, create, submit, submit_in_place_of};
pub use delete::{delete, delete_to_redraft};
pub use draft::{CONTENT_WARNING_MAX, MENTIONS_MAX, PICTURES_MAX, STRANGERS_MAX, TAGS_MAX};
pub use edit::{PostChanges, edit, set_quote_policy};
pub use introduce::introduce;
pub use redraft::Replaced;
pub(in crate::domain) use redraft::make_way;
