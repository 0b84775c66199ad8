//! Who may do what to whom. Pure: facts in, a verdict out.

use crate::db::models::user::Role;
use crate::foundation::error::{Error, Result};

/// What somebody needs a role for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// Reads and settles reports, acts on accounts, reads figures.
    Moderate,
    /// Also decides about servers, addresses and networks, and deletes for good.
    Administer,
}

/// Refuses who does not have a power.
///
/// # Errors
/// `Forbidden`.
pub fn may(role: Role, power: Power) -> Result<()> {
    let has = match power {
        Power::Moderate => role.is_moderator(),
        Power::Administer => role.is_admin(),
    };
    if has {
        return Ok(());
    }
    Err(Error::forbidden("This action is not allowed"))
}

/// How far a role reaches.
fn rank(role: Role) -> u8 {
    match role {
        Role::User => 0,
        Role::Moderator => 1,
        Role::Admin => 2,
        Role::Owner => 3,
    }
}

/// Refuses what would be done to somebody of the same or a higher role, or to
/// oneself. People of other servers have no role.
///
/// # Errors
/// `Forbidden`.
pub(super) fn may_act_on(actor: Role, target: Option<Role>) -> Result<()> {
    if rank(actor) > rank(target.unwrap_or(Role::User)) {
        return Ok(());
    }
    let message = "This cannot be done to somebody who looks after this server, too.";
    Err(Error::forbidden(message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_their_powers() {
        for (role, moderates, administers) in [
            (Role::User, false, false),
            (Role::Moderator, true, false),
            (Role::Admin, true, true),
            (Role::Owner, true, true),
        ] {
            assert_eq!(may(role, Power::Moderate).is_ok(), moderates);
            assert_eq!(may(role, Power::Administer).is_ok(), administers);
        }
    }

    #[test]
    fn nobody_acts_on_equals_and_betters() {
        for (n, actor) in Role::ALL.iter().enumerate() {
            for (m, target) in Role::ALL.iter().enumerate() {
                assert_eq!(may_act_on(*actor, Some(*target)).is_ok(), n > m);
            }
        }
        assert!(may_act_on(Role::Moderator, None).is_ok());
    }
}
