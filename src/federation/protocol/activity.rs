//! Activities: who says that they did what (ActivityPub, section 7).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::federation::protocol::read::{self, Unreadable};

/// Most objects of one activity that are read: votes for several options, and
/// reports that name several posts, come in one.
pub const OBJECTS_MAX: usize = 50;

/// Longest text of an activity (a report's reason, a reaction), in bytes.
const CONTENT_MAX: usize = 20_000;

/// What kind of activity it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the vocabulary")]
pub enum Kind {
    Accept,
    Add,
    Announce,
    Block,
    Create,
    Delete,
    Dislike,
    /// A reaction that is not a like (`LitePub`; FEP-c0e0).
    EmojiReact,
    Flag,
    Follow,
    Like,
    Move,
    /// FEP-044f: asks to be allowed to quote.
    QuoteRequest,
    Reject,
    Remove,
    Undo,
    Update,
    /// Not acted upon. The name is cut to 64 bytes.
    Other(String),
}

impl Kind {
    fn known(name: &str) -> Option<Self> {
        Some(match name {
            "Accept" | "TentativeAccept" => Self::Accept,
            "Add" => Self::Add,
            "Announce" => Self::Announce,
            "Block" => Self::Block,
            "Create" => Self::Create,
            "Delete" => Self::Delete,
            "Dislike" => Self::Dislike,
            "EmojiReact" => Self::EmojiReact,
            "Flag" => Self::Flag,
            "Follow" => Self::Follow,
            "Like" => Self::Like,
            "Move" => Self::Move,
            "QuoteRequest" => Self::QuoteRequest,
            "Reject" | "TentativeReject" => Self::Reject,
            "Remove" => Self::Remove,
            "Undo" => Self::Undo,
            "Update" => Self::Update,
            _ => return None,
        })
    }

    /// The kind of this object, the first that is known where it has several
    /// types. None when it has no type.
    #[must_use]
    pub fn of(value: &Value) -> Option<Self> {
        read::types(value).find_map(Self::known).or_else(|| {
            let name = read::types(value).next()?;
            Some(Self::Other(read::cut(name, 64).to_owned()))
        })
    }

    /// The name for metrics: bounded to the known kinds and `other`.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Add => "add",
            Self::Announce => "announce",
            Self::Block => "block",
            Self::Create => "create",
            Self::Delete => "delete",
            Self::Dislike => "dislike",
            Self::EmojiReact => "emoji_react",
            Self::Flag => "flag",
            Self::Follow => "follow",
            Self::Like => "like",
            Self::Move => "move",
            Self::QuoteRequest => "quote_request",
            Self::Reject => "reject",
            Self::Remove => "remove",
            Self::Undo => "undo",
            Self::Update => "update",
            Self::Other(_) => "other",
        }
    }
}

/// Something named by its ID or sent along.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Only its ID, a web address.
    Id(String),
    /// The object itself; it may lack an ID.
    Object(Value),
}

impl Node {
    /// Reads a string or object; other things are nothing.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => read::web_address(text).map(Self::Id),
            Value::Object(_) => Some(Self::Object(value.clone())),
            _ => None,
        }
    }

    /// The ID, if it has one that is a web address.
    #[must_use]
    pub fn id(&self) -> Option<String> {
        match self {
            Self::Id(id) => Some(id.clone()),
            Self::Object(value) => read::id(value),
        }
    }

    /// The object, if it was sent along.
    #[must_use]
    pub fn object(&self) -> Option<&Value> {
        match self {
            Self::Id(_) => None,
            Self::Object(value) => Some(value),
        }
    }

    /// Whether it was sent along and has this type.
    #[must_use]
    pub fn is_a(&self, wanted: &str) -> bool {
        self.object().is_some_and(|value| read::is_a(value, wanted))
    }
}

/// An activity. Nothing in it is verified but its shape.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// Its ID; some servers send activities without.
    pub id: Option<String>,
    /// What happened.
    pub kind: Kind,
    /// The ID of who did it.
    pub actor: String,
    /// What it was done to, at most [`OBJECTS_MAX`] things.
    pub object: Vec<Node>,
    /// Where to or from (Add, Remove, Move, Block).
    pub target: Option<Node>,
    /// What a request is about (FEP-044f and its kin).
    pub instrument: Option<Node>,
    /// What came of it: the stamp in an Accept (FEP-044f).
    pub result: Option<String>,
    /// Main recipients, "everybody" as [`read::PUBLIC`].
    pub to: Vec<String>,
    /// Further recipients.
    pub cc: Vec<String>,
    /// When it is said to have happened.
    pub published: Option<DateTime<Utc>>,
    /// Text: an emoji, or the reason of a report.
    pub content: Option<String>,
    /// What was sent, without `bto` and `bcc`.
    pub raw: Value,
}

impl Activity {
    /// Reads the bytes of a request's body.
    ///
    /// # Errors
    /// When it is not JSON in UTF-8, is nested more than 128 levels deep, or
    /// lacks what every activity has.
    pub fn parse(body: &[u8]) -> Result<Self, Unreadable> {
        let value = serde_json::from_slice(body).map_err(|error| {
            tracing::debug!(%error, "not JSON");
            Unreadable("not JSON")
        })?;
        Self::read(value)
    }

    /// Reads an activity.
    ///
    /// # Errors
    /// When it is no object, or has no type or no actor.
    pub fn read(mut raw: Value) -> Result<Self, Unreadable> {
        let map = raw.as_object_mut().ok_or(Unreadable("not an object"))?;
        map.remove("bto");
        map.remove("bcc");
        let kind = Kind::of(&raw).ok_or(Unreadable("no type"))?;
        let actor = read::first_id(raw.get("actor"))
            .or_else(|| read::first_id(raw.get("attributedTo")))
            .ok_or(Unreadable("no actor"))?;
        Ok(Self {
            id: raw.get("id").and_then(read::id),
            kind,
            actor,
            object: read::many(raw.get("object"), OBJECTS_MAX)
                .filter_map(Node::read)
                .collect(),
            target: read::first(raw.get("target")).and_then(Node::read),
            instrument: read::first(raw.get("instrument")).and_then(Node::read),
            result: read::first_id(raw.get("result")),
            to: read::audience(raw.get("to")),
            cc: read::audience(raw.get("cc")),
            published: read::date(raw.get("published")),
            content: read::text(raw.get("content"), CONTENT_MAX)
                .or_else(|| read::text(raw.get("_misskey_reaction"), CONTENT_MAX)),
            raw,
        })
    }

    /// The first object.
    #[must_use]
    pub fn first(&self) -> Option<&Node> {
        self.object.first()
    }

    /// The ID of the first object.
    #[must_use]
    pub fn object_id(&self) -> Option<String> {
        self.first()?.id()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_the_common_shapes() {
        let activity = Activity::read(json!({
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": "https://a.example/f/7", "type": "Follow",
            "actor": {"id": "https://a.example/ana", "type": "Person"},
            "object": ["https://b.example/ben"],
            "to": "as:Public", "bcc": ["https://c.example/"],
        }))
        .unwrap();
        assert_eq!(activity.kind, Kind::Follow);
        assert_eq!(activity.actor, "https://a.example/ana");
        assert_eq!(
            activity.object_id().as_deref(),
            Some("https://b.example/ben")
        );
        assert_eq!(activity.to, [read::PUBLIC]);
        assert!(activity.raw.get("bcc").is_none());
    }

    #[test]
    fn an_activity_may_lack_an_id_but_not_an_actor() {
        let add = json!({"type": "Add", "actor": "https://a.example/ana",
            "object": "https://a.example/1", "target": "https://a.example/featured"});
        let add = Activity::read(add).unwrap();
        assert_eq!((add.id, add.kind), (None, Kind::Add));
        for wrong in [
            json!({"type": "Like"}),
            json!({"actor": "https://a.example/ana"}),
            json!({"type": 7, "actor": "https://a.example/ana"}),
            json!({"type": "Like", "actor": "javascript:x"}),
            json!([]),
            json!("Like"),
        ] {
            assert!(Activity::read(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn unknown_kinds_are_known_as_such() {
        let travel = json!({"type": ["Travel", "x"], "actor": "https://a.example/ana"});
        let travel = Activity::read(travel).unwrap();
        assert_eq!(travel.kind, Kind::Other("Travel".to_owned()));
        assert_eq!(travel.kind.label(), "other");
        let both = json!({"type": ["Odd", "Like"], "actor": "https://a.example/ana"});
        assert_eq!(Activity::read(both).unwrap().kind, Kind::Like);
    }

    #[test]
    fn bytes_that_are_no_json() {
        assert!(Activity::parse(b"\xff{}").is_err());
        assert!(Activity::parse(b"{\"type\": \"\xc3\x28\"}").is_err());
        let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
        assert!(Activity::parse(deep.as_bytes()).is_err());
        let deep = format!("{}1{}", "{\"object\":".repeat(10_000), "}".repeat(10_000));
        assert!(Activity::parse(deep.as_bytes()).is_err());
    }

    #[test]
    fn many_objects_are_cut() {
        let ids: Vec<String> = (0..5000)
            .map(|n| format!("https://a.example/{n}"))
            .collect();
        let flag = json!({"type": "Flag", "actor": "https://a.example/ana", "object": ids});
        assert_eq!(Activity::read(flag).unwrap().object.len(), OBJECTS_MAX);
    }
}
