//! Which usernames people may take, and which look like each other.

use std::fmt;

use unicode_security::confusable_detection::skeleton as confusable_skeleton;

use crate::foundation::error::{Error, Result};
use crate::foundation::message::Message;

/// Most characters a username has, as in Mastodon.
pub const USERNAME_MAX: usize = 30;

/// Names that speak for the server; whatever looks like one of them is refused too.
const AUTHORITY: &str = "\
    abuse admin administration administrator helpdesk hostmaster mastodon mod moderation \
    moderator moderators noreply official operator ossm owner postmaster root security staff \
    superuser support sysadmin sysop system webmaster";

/// Names that address everybody or nobody, or that are paths of the server.
const WORDS: &str = "\
    about account accounts activity actor all anonymous api assets auth bookmarks captcha \
    channel contact css everyone explore export favicon favourites feed feeds follow followers \
    following ghost health help here home inbox instance invite invites join js local login \
    logout media metrics nobody nodeinfo notifications null oauth outbox privacy public register \
    search server settings setup static tags terms undefined users";

/// A username of this server: 1 to 30 ASCII letters, digits and underscores.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Username(String);

impl Username {
    /// The username that somebody who signs up may take, as typed.
    ///
    /// # Errors
    /// Field `username` when its characters or length are wrong or it is reserved
    /// (see [`is_reserved`]). Whether it is taken is for others to say.
    pub fn parse(input: &str) -> Result<Self> {
        let name = Self::parse_shape(input)?;
        if is_reserved(&name.0) {
            let named = [("name", name.0.into())];
            let message = Message::about("refused-username-reserved", named);
            return Err(Error::field("username", message));
        }
        Ok(name)
    }

    /// A username that may be a reserved one, for operators of the server.
    ///
    /// # Errors
    /// Field `username` when its characters or length are wrong.
    pub fn parse_shape(input: &str) -> Result<Self> {
        let name = input.trim();
        let name = name.strip_prefix('@').unwrap_or(name);
        let refused = |message: Message| Err(Error::field("username", message));
        if name.is_empty() {
            return refused(Message::of("refused-username-none"));
        }
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return refused(Message::of("refused-username-letters"));
        }
        if name.len() > USERNAME_MAX {
            let most = [("max", USERNAME_MAX.into())];
            return refused(Message::about("refused-username-long", most));
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case: what uniqueness and look-up go by.
    #[must_use]
    pub fn lower(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// See [`skeleton`].
    #[must_use]
    pub fn skeleton(&self) -> String {
        skeleton(&self.0)
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a name is kept back: it looks like one that speaks for the server, or
/// it is a word such as `everyone` or a path of the server.
#[must_use]
pub fn is_reserved(name: &str) -> bool {
    let lower = name.to_lowercase();
    let looks = skeleton(name);
    WORDS.split(' ').any(|kept| kept == lower)
        || AUTHORITY.split(' ').any(|kept| skeleton(kept) == looks)
}

/// What is left of a name when all that looks alike is made equal, so that `a1ice`
/// clashes with `alice`: the skeleton of Unicode's UTS 39 without regard to case,
/// with 0 as o, 1 and i as l, rn as m, vv as w, and without underscores.
///
/// Takes names of any script, for names of other servers. Applying it twice
/// changes nothing. Two different people may have to share one; it is for
/// clashes at sign-up, not for look-up.
#[must_use]
pub fn skeleton(name: &str) -> String {
    // Case first: UTS 39 makes I an l, but knows nothing of i.
    let lower = name.to_lowercase();
    let looks: String = confusable_skeleton(&lower).collect();
    let plain: String = looks
        .to_lowercase()
        .chars()
        .filter(|c| *c != '_')
        .map(|c| match c {
            '0' => 'o',
            '1' | 'i' | '|' => 'l',
            _ => c,
        })
        .collect();
    let joined = plain.replace("rn", "m").replace("vv", "w");
    if joined.is_empty() { lower } else { joined }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn shapes() {
        assert_eq!(
            Username::parse(" @Demo_Alice1 ").unwrap().as_str(),
            "Demo_Alice1"
        );
        assert_eq!(Username::parse("Alice").unwrap().lower(), "alice");
        assert!(Username::parse(&"a".repeat(30)).is_ok());
        for name in [
            "",
            "a b",
            "müller",
            "a.b",
            "a-b",
            "al\u{456}ce",
            "a\0",
            &"a".repeat(31),
        ] {
            let refused = Username::parse(name).unwrap_err();
            assert_eq!(refused.fields()[0].field, "username", "{name:?}");
        }
        assert_eq!(
            Username::parse("a.b").unwrap_err().message(),
            "Usernames have letters a to z, digits and underscores."
        );
    }

    #[test]
    fn reserved_and_what_looks_reserved() {
        for name in [
            "admin",
            "Admin",
            "adm1n",
            "a_d_m_i_n",
            "rnoderator",
            "r00t",
            "0ssm",
            "api",
            "Home",
        ] {
            assert_eq!(
                Username::parse(name).unwrap_err().message(),
                format!("'{name}' is reserved.")
            );
        }
        for name in ["horne", "alice", "modest", "owned", "a1pine"] {
            assert!(Username::parse(name).is_ok(), "{name}");
        }
        assert_eq!(Username::parse_shape("admin").unwrap().as_str(), "admin");
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        let groups: [&[&str]; 4] = [
            &[
                "alice",
                "a1ice",
                "AlIcE",
                "_a_lice_",
                "al\u{456}ce",
                "\u{430}lice",
            ],
            &["mom", "rnom", "m0rn", "MOM"],
            &["wave", "vvave"],
            &["bob", "b0b", "BOB", "b_o_b"],
        ];
        for group in groups {
            for name in group {
                assert_eq!(skeleton(name), skeleton(group[0]), "{name}");
            }
        }
        assert_ne!(skeleton("alice"), skeleton("alive"));
        assert_ne!(skeleton("_"), skeleton("__"));
    }

    proptest! {
        #[test]
        fn skeletons_are_stable(name in "[a-zA-Z0-9_]{1,30}") {
            let once = skeleton(&name);
            prop_assert_eq!(skeleton(&once), once.clone());
            prop_assert_eq!(skeleton(&name.to_uppercase()), once);
        }

        #[test]
        fn any_text(name in ".*") {
            if let Ok(username) = Username::parse(&name) {
                prop_assert!(username.as_str().len() <= USERNAME_MAX);
                prop_assert_eq!(Username::parse(username.as_str()).unwrap(), username);
            }
        }
    }
}
