//! What apps read: one file for each entity, with exactly the documented
//! attributes.

pub mod account;
pub mod admin_account;
pub mod admin_figures;
pub mod admin_report;
pub mod admin_rules;
pub mod admin_trends;
pub mod announcement;
pub mod application;
pub mod collection;
pub mod conversation;
pub mod credential_account;
pub mod custom_emoji;
pub mod filter;
pub mod list;
pub mod marker;
pub mod media_attachment;
pub mod moderation;
pub mod muted_account;
pub mod notification;
pub mod poll;
pub mod preview_card;
pub mod profile;
pub mod reaction;
pub mod relationship;
pub mod role;
pub mod scheduled_status;
pub mod status;
pub mod status_edit;
pub mod status_parts;
pub mod tag;
pub mod time;
pub mod token;
