//! `Role` and `AccountRole`: what a member may do beyond their own account.

use serde::Serialize;

use crate::db::models::user;
use crate::domain::collections::COLLECTIONS_MAX;

/// What every member may: invite others.
const EVERYBODY: u32 = 1 << 16;
/// See the audit log and the dashboard; manage reports, taxonomies and users.
const MODERATORS: u32 = EVERYBODY | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 8 | 1 << 10;
/// Everything but what is the owner's alone, the first two flags.
const ADMINS: u32 = OWNERS & !0b11;
/// Every flag.
const OWNERS: u32 = 0xF_FFFF;

/// A role with its powers as a sum of Mastodon's flags.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct Role {
    pub id: String,
    pub name: String,
    pub color: String,
    pub permissions: String,
    pub highlighted: bool,
    pub collection_limit: i64,
}

/// A role that everybody may see.
#[derive(Debug, Clone, Serialize)]
#[expect(missing_docs, reason = "the attributes are documented by Mastodon")]
pub struct AccountRole {
    pub id: String,
    pub name: String,
    pub color: String,
}

impl Role {
    /// A role; members without one have the one of everybody.
    #[must_use]
    pub fn new(role: user::Role) -> Self {
        let (id, name, permissions) = match role {
            user::Role::User => ("-99", "", EVERYBODY),
            user::Role::Moderator => ("1", "Moderator", MODERATORS),
            user::Role::Admin => ("2", "Admin", ADMINS),
            user::Role::Owner => ("3", "Owner", OWNERS),
        };
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            color: String::new(),
            permissions: permissions.to_string(),
            highlighted: role.is_moderator(),
            collection_limit: COLLECTIONS_MAX,
        }
    }
}

impl AccountRole {
    /// What everybody sees of a role; members without one have none.
    #[must_use]
    pub fn new(role: user::Role) -> Option<Self> {
        let Role {
            id,
            name,
            color,
            highlighted,
            ..
        } = Role::new(role);
        highlighted.then_some(Self { id, name, color })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_grow_with_the_role() {
        assert_eq!([EVERYBODY, MODERATORS], [65_536, 66_844]);
        assert_eq!([ADMINS, OWNERS], [1_048_572, 1_048_575]);
        assert!(AccountRole::new(user::Role::User).is_none());
    }
}
