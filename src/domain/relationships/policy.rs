//! Who may follow, block and mute whom. Pure: facts in, a verdict out.

use crate::db::ids::AccountId;
use crate::db::models::account::Account;
use crate::db::models::follow::FollowState;
use crate::domain::relationships::Relationship;
use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Refuses what makes no sense towards oneself; `key` is that of what is said then.
pub fn not_oneself(actor: AccountId, target: AccountId, key: &'static str) -> Result<()> {
    if actor == target {
        return Err(Error::invalid(Message::of(key)));
    }
    Ok(())
}

/// Whether a new follow of `target` may begin.
pub fn may_follow(target: &Account, relation: &Relationship) -> Result<()> {
    let gone = target.suspended_at.is_some() || target.deleted_at.is_some();
    if gone || target.is_instance_actor() {
        return Err(Error::not_found());
    }
    if relation.blocking {
        let values = [("name", target.acct().into())];
        let message = Message::about("refused-follow-blocking", values);
        return Err(Error::forbidden(message));
    }
    if relation.domain_blocking {
        let host = target.domain.as_deref().unwrap_or_default();
        let values = [("host", host.to_owned().into())];
        let message = Message::about("refused-follow-server-blocked", values);
        return Err(Error::forbidden(message));
    }
    if relation.blocked_by {
        let values = [("name", target.acct().into())];
        let message = Message::about("refused-follow-blocked", values);
        return Err(Error::forbidden(message));
    }
    Ok(())
}

/// How a new follow of `target` begins: locked accounts are asked, and other
/// servers answer for themselves (ActivityPub, section 7.5).
#[must_use]
pub fn starts_as(target: &Account) -> FollowState {
    if target.locked || !target.is_local() {
        FollowState::Pending
    } else {
        FollowState::Accepted
    }
}

/// Whether the viewer may see the target's pages; `None` is a visitor.
pub fn may_see(target: &Account, relation: Option<&Relationship>) -> Result<()> {
    if target.deleted_at.is_some() {
        return Err(Error::gone());
    }
    let hidden = target.suspended_at.is_some() || target.is_instance_actor();
    if hidden || relation.is_some_and(|relation| relation.blocked_by) {
        return Err(Error::not_found());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::db::models::account::AccountKind;
    use crate::foundation::error::ErrorKind;

    fn somebody() -> Account {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        Account {
            id: AccountId(2),
            username: "bob".into(),
            domain: None,
            kind: AccountKind::Person,
            display_name: String::new(),
            bio: String::new(),
            bio_html: String::new(),
            fields: serde_json::json!([]),
            avatar: None,
            header: None,
            locked: false,
            discoverable: true,
            uri: String::new(),
            url: String::new(),
            suspended_at: None,
            deleted_at: None,
            created_at: now,
            updated_at: now,
            indexable: false,
            also_known_as: Vec::new(),
            moved_to_id: None,
            moved_at: None,
            avatar_description: String::new(),
            header_description: String::new(),
            hide_collections: false,
            attribution_domains: Vec::new(),
            show_media: true,
            show_media_replies: true,
            show_featured: true,
        }
    }

    fn kind(result: Result<()>) -> Option<ErrorKind> {
        result.err().map(|error| error.kind())
    }

    #[test]
    fn nobody_follows_themselves() {
        let refused = not_oneself(AccountId(1), AccountId(1), "refused-follow-self").unwrap_err();
        assert_eq!(refused.message(), "You cannot follow yourself.");
        assert!(not_oneself(AccountId(1), AccountId(2), "refused-follow-self").is_ok());
    }

    #[test]
    fn a_block_in_either_direction_stops_a_follow() {
        let bob = somebody();
        let none = Relationship::default();
        assert_eq!(kind(may_follow(&bob, &none)), None);
        let blocking = Relationship {
            blocking: true,
            ..none
        };
        let refused = may_follow(&bob, &blocking).unwrap_err();
        assert_eq!(refused.message(), "You block @bob. Unblock @bob first.");
        let blocked = Relationship {
            blocked_by: true,
            ..none
        };
        assert_eq!(kind(may_follow(&bob, &blocked)), Some(ErrorKind::Forbidden));
        let elsewhere = Relationship {
            domain_blocking: true,
            ..none
        };
        assert_eq!(
            kind(may_follow(&bob, &elsewhere)),
            Some(ErrorKind::Forbidden)
        );
    }

    #[test]
    fn suspended_and_deleted_accounts_are_not_there() {
        let mut bob = somebody();
        bob.suspended_at = Some(bob.created_at);
        let none = Relationship::default();
        assert_eq!(kind(may_follow(&bob, &none)), Some(ErrorKind::NotFound));
        assert_eq!(kind(may_see(&bob, None)), Some(ErrorKind::NotFound));
        bob.deleted_at = Some(bob.created_at);
        assert_eq!(kind(may_see(&bob, None)), Some(ErrorKind::Gone));
    }

    #[test]
    fn locked_and_remote_accounts_are_asked() {
        let mut bob = somebody();
        assert_eq!(starts_as(&bob), FollowState::Accepted);
        bob.locked = true;
        assert_eq!(starts_as(&bob), FollowState::Pending);
        bob.locked = false;
        bob.domain = Some("elsewhere.example".into());
        assert_eq!(starts_as(&bob), FollowState::Pending);
    }

    #[test]
    fn the_blocked_do_not_see_and_the_blocking_do() {
        let bob = somebody();
        let blocked = Relationship {
            blocked_by: true,
            ..Relationship::default()
        };
        let blocking = Relationship {
            blocking: true,
            ..Relationship::default()
        };
        assert_eq!(
            kind(may_see(&bob, Some(&blocked))),
            Some(ErrorKind::NotFound)
        );
        assert_eq!(kind(may_see(&bob, Some(&blocking))), None);
        assert_eq!(kind(may_see(&bob, None)), None);
    }
}
