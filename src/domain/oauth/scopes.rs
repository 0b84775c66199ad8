//! What a program may do, in the words of Mastodon's API.

use std::fmt;

use crate::foundation::error::{Error, Result};

/// Longest list of scopes that is read, in bytes.
const LONGEST: usize = 2_000;

/// What unknown scopes are answered with.
pub const INVALID: &str = "The requested scope is invalid, unknown, or malformed.";

/// Every scope that there is, in the order of the documentation. A place in
/// this list is a bit of [`Scopes`].
pub const ALL: [&str; 47] = [
    "profile",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
    "follow",
    "push",
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
];

/// What the deprecated scope `follow` stands for.
const FOLLOW: [&str; 6] = [
    "read:blocks",
    "write:blocks",
    "read:follows",
    "write:follows",
    "read:mutes",
    "write:mutes",
];

/// A set of scopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scopes(u64);

impl Scopes {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Reads scopes with spaces between them; an empty text gives none.
    ///
    /// # Errors
    /// `Invalid` when one of them is unknown, or the list is longer than 2,000 bytes.
    pub fn parse(text: &str) -> Result<Self> {
        if text.len() > LONGEST {
            return Err(Error::invalid(INVALID));
        }
        text.split_ascii_whitespace()
            .try_fold(Self::NONE, |all, name| {
                let one = bit(name).ok_or_else(|| Error::invalid(INVALID))?;
                Ok(Self(all.0 | one))
            })
    }

    /// Whether these scopes are enough for what needs `wanted`, by its own name
    /// or by a wider one: `read` for `read:statuses`, `admin:read` for
    /// `admin:read:reports`, `follow` for what it stood for.
    #[must_use]
    pub fn allow(&self, wanted: &str) -> bool {
        bit(wanted).is_some_and(|one| self.0 & (one | wider(wanted)) != 0)
    }

    /// Whether these scopes are enough for all of `others`.
    #[must_use]
    pub fn includes(&self, others: &Self) -> bool {
        others.names().all(|name| self.allow(name))
    }

    /// These and the other ones.
    #[must_use]
    pub fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Their names, in the order of [`ALL`].
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        ALL.into_iter()
            .filter(move |name| bit(name).is_some_and(|one| self.0 & one != 0))
    }
}

fn bit(name: &str) -> Option<u64> {
    ALL.iter()
        .position(|known| *known == name)
        .map(|place| 1 << place)
}

/// The scopes that contain this one.
fn wider(name: &str) -> u64 {
    let group = name.rsplit_once(':').map(|(group, _)| group);
    let follow = FOLLOW.contains(&name).then_some("follow");
    let bits = [group, follow].into_iter().flatten().filter_map(bit);
    bits.fold(0, |all, one| all | one)
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, name) in self.names().enumerate() {
            if place > 0 {
                f.write_str(" ")?;
            }
            f.write_str(name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scopes(text: &str) -> Scopes {
        Scopes::parse(text).unwrap()
    }

    #[test]
    fn a_wide_scope_contains_its_narrow_ones_and_no_others() {
        for name in ALL {
            assert!(scopes(name).allow(name), "{name}");
            assert_eq!(
                scopes("read").allow(name),
                name.starts_with("read"),
                "{name}"
            );
            assert_eq!(
                scopes("write").allow(name),
                name.starts_with("write"),
                "{name}"
            );
            let admin = name.starts_with("admin:read");
            assert_eq!(scopes("admin:read").allow(name), admin, "{name}");
        }
        assert!(!scopes("read:statuses").allow("read"));
        assert!(!scopes("read:statuses").allow("read:accounts"));
        assert!(!scopes("admin:read:accounts").allow("admin:read"));
    }

    #[test]
    fn follow_is_short_for_six_scopes() {
        let follow = scopes("follow");
        for name in FOLLOW {
            assert!(follow.allow(name), "{name}");
        }
        assert!(follow.allow("follow"));
        assert!(!follow.allow("read") && !follow.allow("write:statuses"));
        assert!(!scopes("read write").allow("follow"));
        assert!(!scopes("write:follows").allow("follow"));
    }

    #[test]
    fn profile_and_push_are_in_no_other_scope() {
        let all = scopes("read write follow admin:read admin:write");
        assert!(!all.allow("profile") && !all.allow("push"));
    }

    #[test]
    fn a_set_includes_what_it_allows() {
        assert!(scopes("read write").includes(&scopes("read:lists write:media")));
        assert!(!scopes("read write").includes(&scopes("read push")));
        assert!(scopes("").includes(&Scopes::NONE));
        assert!(!scopes("read").allow("nothing"));
    }

    #[test]
    fn unknown_words_are_refused() {
        for text in [
            "read:everything",
            "READ",
            "read,write",
            "read+write",
            "admin",
        ] {
            assert!(Scopes::parse(text).is_err(), "{text}");
        }
        assert!(Scopes::parse(&"read ".repeat(1_000)).is_err());
        assert_eq!(scopes(" write  read read ").to_string(), "read write");
    }

    proptest! {
        #[test]
        fn printed_scopes_read_the_same(places in proptest::collection::vec(0..ALL.len(), 0..8)) {
            let text: Vec<&str> = places.iter().map(|place| ALL[*place]).collect();
            let set = scopes(&text.join(" "));
            prop_assert_eq!(scopes(&set.to_string()), set);
        }

        #[test]
        fn nothing_panics(text in ".{0,60}") {
            let _ = Scopes::parse(&text);
            let _ = scopes("read").allow(&text);
        }
    }
}
