//! `Role` and `AccountRole`: what a member may do beyond their own account.

use serde::Serialize;

use crate::db::models::custom_role::CustomRole;
use crate::db::models::user;
use crate::domain::collections::COLLECTIONS_MAX;
use crate::domain::moderation::Permission;
use crate::domain::moderation::permission::{Permissions, Powers};

/// What every member may: invite others.
const EVERYBODY: u32 = 1 << 16;
/// Everything, and what is the owner's alone: the first two flags.
const OWNERS: u32 = 0xF_FFFF;

/// Mastodon's flag of a permission; none for those that it does not know.
const fn flag(permission: Permission) -> u32 {
    let bit = match permission {
        Permission::ViewAuditLog => 2,
        Permission::ViewDashboard => 3,
        Permission::ManageReports => 4,
        Permission::ManageFederation => 5,
        Permission::ManageSettings => 6,
        Permission::ManageBlocks => 7,
        Permission::ManageTaxonomies => 8,
        Permission::ManageAppeals => 9,
        Permission::ManageUsers => 10,
        Permission::ManageInvites => 11,
        Permission::ManageRules => 12,
        Permission::ManageAnnouncements => 13,
        Permission::ManageCustomEmojis => 14,
        Permission::ManageWebhooks => 15,
        Permission::ManageRoles => 17,
        Permission::ManageUserAccess => 18,
        Permission::DeleteUserData => 19,
        Permission::ManageContent
        | Permission::ManageMedia
        | Permission::ManageLegal
        | Permission::ManageStorage => return 0,
    };
    1 << bit
}

/// The sum of the flags of these permissions.
fn flags(permissions: Permissions) -> u32 {
    let all = Permission::ALL.iter();
    let had = all.filter(|permission| permissions.has(**permission));
    had.fold(EVERYBODY, |sum, permission| sum | flag(*permission))
}

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
    /// A role, built in or made here; members without one have the one of
    /// everybody.
    #[must_use]
    pub fn new(role: user::Role, custom: Option<&CustomRole>) -> Self {
        let (id, name, permissions) = match (custom, role) {
            (Some(custom), _) => {
                let words = custom.permissions.iter().map(String::as_str);
                let sum = flags(Permissions::of_words(words));
                (custom.id.to_string(), custom.name.as_str(), sum)
            }
            (None, user::Role::User) => ("-99".to_owned(), "", EVERYBODY),
            (None, user::Role::Moderator) => ("1".to_owned(), "Moderator", of(role)),
            (None, user::Role::Admin) => ("2".to_owned(), "Admin", of(role)),
            (None, user::Role::Owner) => ("3".to_owned(), "Owner", OWNERS),
        };
        Self {
            id,
            name: name.to_owned(),
            color: String::new(),
            permissions: permissions.to_string(),
            highlighted: custom.is_some() || role.is_moderator(),
            collection_limit: COLLECTIONS_MAX,
        }
    }
}

/// The flags of a role that is built in.
fn of(role: user::Role) -> u32 {
    flags(Powers::of(role).permissions)
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
        } = Role::new(role, None);
        highlighted.then_some(Self { id, name, color })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_grow_with_the_role() {
        let (few, many) = (of(user::Role::Moderator), of(user::Role::Admin));
        assert_eq!([EVERYBODY, few], [65_536, 67_356]);
        assert_eq!([many, OWNERS], [1_048_572, 1_048_575]);
        assert!(AccountRole::new(user::Role::User).is_none());
    }
}
