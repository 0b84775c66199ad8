//! What other servers send, read into plain bounded structs: ActivityStreams 2.0
//! in every shape that servers write it.
//!
//! Nothing here trusts anything. A wrong type in an optional field drops that
//! field and not the object; lists are cut; only `http` and `https` addresses
//! come through; `bto` and `bcc` are never read. Whether a sender may say what
//! it says is for `federation::activities` to decide.

pub mod activity;
pub mod actor;
pub mod collection;
pub mod poll;
pub mod post;
pub mod read;

#[cfg(test)]
mod proptests;

pub use activity::{Activity, Kind, Node};
pub use actor::Actor;
pub use collection::Collection;
pub use poll::Poll;
pub use post::Post;
pub use read::{PUBLIC, Unreadable, same_origin};
