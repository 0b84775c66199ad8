//! What apps read: one file for each entity, with exactly the documented
//! attributes.

pub mod account;
pub mod custom_emoji;
pub mod media_attachment;
pub mod poll;
pub mod relationship;
pub mod status;
pub mod status_edit;
pub mod status_parts;
pub mod time;
