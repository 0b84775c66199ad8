//! Whom a post is for, as `to` and `cc` say it.

use activitypub_federation::kinds;
use serde::Serialize;

use crate::db::models::post::Visibility;

/// The address that stands for everybody (ActivityPub, section 5.6), spelled
/// out, which is the one spelling that everybody reads.
#[must_use]
pub fn public() -> String {
    kinds::public().into()
}

/// `to` and `cc` of an object and of the activity that carries it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Addressing {
    /// The primary audience.
    pub to: Vec<String>,
    /// The secondary audience.
    pub cc: Vec<String>,
}

impl Addressing {
    /// The addresses of a post of this visibility by somebody with this
    /// followers collection that names `people`.
    #[must_use]
    pub fn of(visibility: Visibility, followers: &str, people: &[String]) -> Self {
        let followers = followers.to_owned();
        let (to, cc) = match visibility {
            Visibility::Public => (vec![public()], [vec![followers], people.to_vec()].concat()),
            Visibility::Unlisted => (vec![followers], [vec![public()], people.to_vec()].concat()),
            Visibility::Followers => (vec![followers], people.to_vec()),
            Visibility::Direct => (people.to_vec(), Vec::new()),
        };
        Self { to, cc }
    }

    /// Only these people.
    #[must_use]
    pub fn people(to: impl Into<Vec<String>>) -> Self {
        Self {
            to: to.into(),
            cc: Vec::new(),
        }
    }

    /// Everybody, and the followers are told.
    #[must_use]
    pub fn everybody(followers: impl Into<String>) -> Self {
        Self {
            to: vec![public()],
            cc: vec![followers.into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_visibility_has_its_addresses() {
        let (followers, bob) = ("https://a.example/f", "https://b.example/bob".to_owned());
        let of = |visibility| {
            let addressing = Addressing::of(visibility, followers, std::slice::from_ref(&bob));
            (addressing.to.join(" "), addressing.cc.join(" "))
        };
        let everybody = "https://www.w3.org/ns/activitystreams#Public";
        let own = |to: &str, cc: &str| (to.to_owned(), cc.to_owned());
        assert_eq!(
            of(Visibility::Public),
            own(everybody, &format!("{followers} {bob}"))
        );
        assert_eq!(
            of(Visibility::Unlisted),
            own(followers, &format!("{everybody} {bob}"))
        );
        assert_eq!(of(Visibility::Followers), own(followers, &bob));
        assert_eq!(of(Visibility::Direct), own(&bob, ""));
    }
}
