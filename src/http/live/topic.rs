//! What a stream can be about.

use std::fmt;

use crate::db::ids::AccountId;

/// Which posts a public stream shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Those of every server.
    All,
    /// Those written here.
    Local,
    /// Those written elsewhere.
    Remote,
}

/// One stream. Members' own are named by their account, so that nobody can ask
/// for another's.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Topic {
    /// A member's home timeline and notifications.
    User(AccountId),
    /// A member's notifications.
    Notifications(AccountId),
    /// A member's conversations of direct posts.
    Direct(AccountId),
    /// A public timeline.
    Public {
        /// Whose posts.
        origin: Origin,
        /// Only posts with pictures, films or sounds.
        media: bool,
    },
    /// Public posts with a tag.
    Hashtag {
        /// The tag, normalised.
        tag: Box<str>,
        /// Only posts written here.
        local: bool,
    },
    /// A list, by its ID.
    List(i64),
}

impl Topic {
    /// Whether it shows public posts.
    #[must_use]
    pub fn is_public(&self) -> bool {
        matches!(self, Self::Public { .. } | Self::Hashtag { .. })
    }

    /// The name in the protocol: what Mastodon calls the stream.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Notifications(_) => "user:notification",
            Self::Direct(_) => "direct",
            Self::Public { origin, media } => match (origin, media) {
                (Origin::All, false) => "public",
                (Origin::All, true) => "public:media",
                (Origin::Local, false) => "public:local",
                (Origin::Local, true) => "public:local:media",
                (Origin::Remote, false) => "public:remote",
                (Origin::Remote, true) => "public:remote:media",
            },
            Self::Hashtag { local: false, .. } => "hashtag",
            Self::Hashtag { local: true, .. } => "hashtag:local",
            Self::List(_) => "list",
        }
    }

    /// What of its kind it is about: the tag or the list.
    #[must_use]
    pub fn detail(&self) -> Option<String> {
        match self {
            Self::Hashtag { tag, .. } => Some(tag.to_string()),
            Self::List(id) => Some(id.to_string()),
            _ => None,
        }
    }

    /// The public streams that show a post.
    #[must_use]
    pub fn of_public(local: bool, media: bool) -> Vec<Self> {
        let origin = if local { Origin::Local } else { Origin::Remote };
        let kinds: &[bool] = if media { &[false, true] } else { &[false] };
        [Origin::All, origin]
            .into_iter()
            .flat_map(|origin| kinds.iter().map(move |media| (origin, *media)))
            .map(|(origin, media)| Self::Public { origin, media })
            .collect()
    }

    /// The streams of tags that show a post.
    #[must_use]
    pub fn of_tags(tags: &[String], local: bool) -> Vec<Self> {
        let kinds: &[bool] = if local { &[false, true] } else { &[false] };
        tags.iter()
            .flat_map(|tag| kinds.iter().map(move |local| (tag, *local)))
            .map(|(tag, local)| Self::Hashtag {
                tag: tag.as_str().into(),
                local,
            })
            .collect()
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_is_on_the_public_streams_of_its_kind() {
        let names = |local, media| -> Vec<&str> {
            let topics = Topic::of_public(local, media);
            topics.iter().map(Topic::name).collect()
        };
        assert_eq!(names(true, false), ["public", "public:local"]);
        assert_eq!(
            names(false, true),
            [
                "public",
                "public:media",
                "public:remote",
                "public:remote:media"
            ]
        );
        let tags = Topic::of_tags(&["rain".to_owned()], true);
        let names: Vec<&str> = tags.iter().map(Topic::name).collect();
        assert_eq!(names, ["hashtag", "hashtag:local"]);
    }
}
