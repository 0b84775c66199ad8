//! `Profile`: what members change of themselves, as typed.

use serde::Serialize;

use crate::api::entities::account::Account;
use crate::api::entities::credential_account::{TypedField, typed_fields};
use crate::db::models::account::{Account as Row, AccountKind};

/// A member's profile as typed.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
#[expect(clippy::struct_excessive_bools, reason = "so it is documented")]
pub struct Profile {
    pub id: String,
    pub display_name: String,
    pub note: String,
    pub fields: Vec<TypedField>,
    pub avatar: Option<String>,
    pub avatar_static: Option<String>,
    pub avatar_description: String,
    pub header: Option<String>,
    pub header_static: Option<String>,
    pub header_description: String,
    pub locked: bool,
    pub bot: bool,
    pub hide_collections: Option<bool>,
    pub discoverable: Option<bool>,
    pub indexable: bool,
    pub show_media: bool,
    pub show_media_replies: bool,
    pub show_featured: bool,
    pub attribution_domains: Vec<String>,
}

impl Profile {
    /// The profile of a row; `account` is the same one as everybody sees it.
    #[must_use]
    pub fn new(row: &Row, account: Account) -> Self {
        let (face, top) = (row.avatar.is_some(), row.header.is_some());
        Self {
            id: account.id,
            display_name: row.display_name.clone(),
            note: row.bio.clone(),
            fields: typed_fields(row),
            avatar: face.then_some(account.avatar),
            avatar_static: face.then_some(account.avatar_static),
            avatar_description: row.avatar_description.clone(),
            header: top.then_some(account.header),
            header_static: top.then_some(account.header_static),
            header_description: row.header_description.clone(),
            locked: row.locked,
            bot: row.kind == AccountKind::Service,
            hide_collections: Some(row.hide_collections),
            discoverable: Some(row.discoverable),
            indexable: row.indexable,
            show_media: row.show_media,
            show_media_replies: row.show_media_replies,
            show_featured: row.show_featured,
            attribution_domains: row.attribution_domains.clone(),
        }
    }
}
