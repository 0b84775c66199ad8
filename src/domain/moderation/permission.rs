//! Who may do what: the permissions that roles are made of, and who acts. Pure:
//! facts in, a verdict out.

use crate::db::ids::{AccountId, UserId};
use crate::db::models::user::Role;
use crate::domain::member::Member;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// One thing that a role allows.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Permission { $($(#[$doc])* $name,)+ }

        impl Permission {
            /// Every permission, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word in the database, in forms and in tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

permissions! {
    /// Reads what waits, figures and costs.
    ViewDashboard = "view_dashboard",
    /// Reads the log of what was done.
    ViewAuditLog = "view_audit_log",
    /// Reads and settles reports.
    ManageReports = "manage_reports",
    /// Answers those who object to a measure.
    ManageAppeals = "manage_appeals",
    /// Reads accounts with what is private about them, and acts on them.
    ManageUsers = "manage_users",
    /// Changes how people sign in: passwords, second steps, addresses, roles.
    ManageUserAccess = "manage_user_access",
    /// Deletes accounts and their data at once.
    DeleteUserData = "delete_user_data",
    /// Looks through everybody's invitations, and ends them.
    ManageInvites = "manage_invites",
    /// Decides about other servers, lists of them, relays and deliveries.
    ManageFederation = "manage_federation",
    /// Closes mail addresses and networks, and guards the door.
    ManageBlocks = "manage_blocks",
    /// Decides what trends.
    ManageTaxonomies = "manage_taxonomies",
    /// Makes rules about what is written, and looks through what they hold back.
    ManageContent = "manage_content",
    /// Finds, blocks and removes pictures and other media.
    ManageMedia = "manage_media",
    /// Adds, copies and removes custom emoji.
    ManageCustomEmojis = "manage_custom_emojis",
    /// Tells everybody something, here and by mail.
    ManageAnnouncements = "manage_announcements",
    /// Writes the rules, the terms and the privacy page.
    ManageRules = "manage_rules",
    /// Answers authorities: orders, holds, exports.
    ManageLegal = "manage_legal",
    /// Changes what the server is called and how it behaves.
    ManageSettings = "manage_settings",
    /// Sets how much is kept, and for how long.
    ManageStorage = "manage_storage",
    /// Tells other programs what happens.
    ManageWebhooks = "manage_webhooks",
    /// Makes roles, and gives them to people.
    ManageRoles = "manage_roles",
}

impl Permission {
    /// The permission of a word; none for words that this version does not know.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|permission| permission.as_str() == word)
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of permissions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// None at all.
    pub const NONE: Self = Self(0);
    /// Every one.
    pub const ALL: Self = Self(u32::MAX);
    /// What moderators have.
    pub const MODERATOR: Self = Self(
        Permission::ViewDashboard.bit()
            | Permission::ViewAuditLog.bit()
            | Permission::ManageReports.bit()
            | Permission::ManageAppeals.bit()
            | Permission::ManageUsers.bit()
            | Permission::ManageTaxonomies.bit()
            | Permission::ManageContent.bit()
            | Permission::ManageMedia.bit(),
    );

    /// Those of these words that are known.
    pub fn of_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let known = words.into_iter().filter_map(Permission::parse);
        Self(known.fold(0, |set, permission| set | permission.bit()))
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & permission.bit() != 0
    }

    /// Whether there is any.
    #[must_use]
    pub fn any(self) -> bool {
        self != Self::NONE
    }

    /// Whether all of `others` are among them.
    #[must_use]
    pub const fn include(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Their words, in the order of declaration.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let all = Permission::ALL.iter().copied();
        all.filter(move |permission| self.has(*permission))
            .map(Permission::as_str)
    }
}

/// How far a role reaches: who has it acts on those of lower ranks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(pub i32);

impl Rank {
    /// People without a role, and people of other servers.
    pub const NOBODY: Self = Self(0);
    /// Moderators.
    pub const MODERATOR: Self = Self(100);
    /// Admins.
    pub const ADMIN: Self = Self(200);
    /// Owners.
    pub const OWNER: Self = Self(300);

    /// The rank of a role that is built in.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        match role {
            Role::User => Self::NOBODY,
            Role::Moderator => Self::MODERATOR,
            Role::Admin => Self::ADMIN,
            Role::Owner => Self::OWNER,
        }
    }
}

/// What somebody's role gives them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Powers {
    /// How far it reaches.
    pub rank: Rank,
    /// What it allows.
    pub permissions: Permissions,
    /// It gives nothing until they have a second step for signing in.
    pub held_back: bool,
}

impl Powers {
    /// What a role gives that is built in.
    #[must_use]
    pub const fn of(role: Role) -> Self {
        let permissions = match role {
            Role::User => Permissions::NONE,
            Role::Moderator => Permissions::MODERATOR,
            Role::Admin | Role::Owner => Permissions::ALL,
        };
        Self {
            rank: Rank::of(role),
            permissions,
            held_back: false,
        }
    }

    /// Nothing, for as long as they have no second step.
    #[must_use]
    pub const fn hold_back(self) -> Self {
        Self {
            permissions: Permissions::NONE,
            held_back: true,
            ..self
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, Copy)]
pub enum Authority<'a> {
    /// A member, as far as their role goes.
    Member(&'a Member),
    /// Whoever is at the command line, or the server itself: everything.
    Operator,
}

impl<'a> From<&'a Member> for Authority<'a> {
    fn from(member: &'a Member) -> Self {
        Self::Member(member)
    }
}

impl Authority<'_> {
    /// The member's sign-in.
    #[must_use]
    pub const fn user_id(self) -> Option<UserId> {
        match self {
            Self::Member(member) => Some(member.user_id),
            Self::Operator => None,
        }
    }

    /// The member's account.
    #[must_use]
    pub const fn account_id(self) -> Option<AccountId> {
        match self {
            Self::Member(member) => Some(member.account_id),
            Self::Operator => None,
        }
    }

    /// What they may.
    #[must_use]
    pub const fn powers(self) -> Powers {
        match self {
            Self::Member(member) => member.powers,
            Self::Operator => Powers {
                rank: Rank(i32::MAX),
                permissions: Permissions::ALL,
                held_back: false,
            },
        }
    }
}

/// Refuses who does not have a permission.
///
/// # Errors
/// `Forbidden`.
pub fn may<'a>(by: impl Into<Authority<'a>>, permission: Permission) -> Result<()> {
    let powers = by.into().powers();
    if powers.permissions.has(permission) {
        return Ok(());
    }
    if powers.held_back {
        return Err(Error::forbidden(Message::of("refused-role-two-factor")));
    }
    Err(Error::forbidden(Message::of("refused-not-allowed")))
}

/// Refuses what would be done to somebody of the same or a higher role, or to
/// oneself.
///
/// # Errors
/// `Forbidden`.
pub fn may_act_on<'a>(by: impl Into<Authority<'a>>, target: Rank) -> Result<()> {
    if by.into().powers().rank > target {
        return Ok(());
    }
    Err(Error::forbidden(Message::of("refused-person-of-staff")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_roles_have_their_permissions() {
        let few = [
            "view_dashboard",
            "view_audit_log",
            "manage_reports",
            "manage_appeals",
            "manage_users",
            "manage_taxonomies",
            "manage_content",
            "manage_media",
        ];
        let words = |role| Powers::of(role).permissions.words().collect::<Vec<_>>();
        assert!(words(Role::User).is_empty());
        assert_eq!(words(Role::Moderator), few);
        assert_eq!(words(Role::Admin).len(), Permission::ALL.len());
        assert_eq!(words(Role::Owner).len(), Permission::ALL.len());
    }

    #[test]
    fn words_that_nobody_knows_give_nothing() {
        let set = Permissions::of_words(["manage_roles", "manage_everything", ""]);
        assert_eq!(set.words().collect::<Vec<_>>(), ["manage_roles"]);
        assert!(Permissions::ALL.include(set) && !Permissions::MODERATOR.include(set));
        for permission in Permission::ALL {
            assert_eq!(Permission::parse(permission.as_str()), Some(*permission));
        }
    }

    #[test]
    fn ranks_follow_the_roles() {
        let ranks: Vec<Rank> = Role::ALL.iter().map(|role| Rank::of(*role)).collect();
        assert!(ranks.is_sorted() && ranks.len() == 4);
        assert!(may_act_on(Authority::Operator, Rank::OWNER).is_ok());
    }
}
