//! Polls: what makes a note a `Question`.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::federation::protocol::read;
use crate::foundation::text::remote_line;

/// Most options that are read.
pub const OPTIONS_MAX: usize = 20;
/// Longest option, in graphemes.
const OPTION_MAX: usize = 200;

/// One thing to vote for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollOption {
    /// What a vote names.
    pub name: String,
    /// Votes so far.
    pub votes: u32,
}

/// The options of a question and what is known of the votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Several options may be chosen.
    pub multiple: bool,
    /// At least two, each name once.
    pub options: Vec<PollOption>,
    /// When votes end.
    pub ends_at: Option<DateTime<Utc>>,
    /// Votes have ended, whatever `ends_at` says.
    pub closed: bool,
    /// How many people voted.
    pub voters: Option<u32>,
}

impl Poll {
    /// The poll of an object; None when it has fewer than two options.
    #[must_use]
    pub fn read(value: &Value) -> Option<Self> {
        let (multiple, list) = match (value.get("oneOf"), value.get("anyOf")) {
            (Some(list), _) if read::first(Some(list)).is_some() => (false, list),
            (_, Some(list)) => (true, list),
            _ => return None,
        };
        let mut options: Vec<PollOption> = Vec::new();
        for option in read::many(Some(list), OPTIONS_MAX) {
            let Some(name) = read::text(option.get("name"), 2000) else {
                continue;
            };
            let name = remote_line(&name, OPTION_MAX);
            if name.is_empty() || options.iter().any(|other| other.name == name) {
                continue;
            }
            let replies = option.get("replies");
            let votes = read::count(replies.and_then(|replies| replies.get("totalItems")))
                .or_else(|| read::count(option.get("_misskey_votes")));
            options.push(PollOption {
                name,
                votes: votes.unwrap_or_default(),
            });
        }
        let closed = value.get("closed");
        Some(Self {
            multiple,
            ends_at: read::date(value.get("endTime")).or_else(|| read::date(closed)),
            closed: read::flag(closed) == Some(true) || read::date(closed).is_some(),
            voters: read::count(value.get("votersCount")),
            options,
        })
        .filter(|poll| poll.options.len() >= 2)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_or_several_choices() {
        let poll = Poll::read(
            &json!({"type": "Question", "endTime": "2026-05-01T00:00:00Z",
            "votersCount": 4, "oneOf": [
                {"type": "Note", "name": "Tea", "replies": {"type": "Collection", "totalItems": 3}},
                {"type": "Note", "name": "Tea"},
                {"type": "Note", "name": "Coffee", "replies": {"totalItems": "many"},
                 "_misskey_votes": 1}, 7]}),
        )
        .unwrap();
        assert!(!poll.multiple && !poll.closed && poll.ends_at.is_some());
        let options: Vec<_> = poll
            .options
            .iter()
            .map(|o| (o.name.as_str(), o.votes))
            .collect();
        assert_eq!(options, [("Tea", 3), ("Coffee", 1)]);
        assert_eq!(poll.voters, Some(4));
        let poll = Poll::read(&json!({"closed": true, "anyOf": [{"name": "a"}, {"name": "b"}]}));
        assert!(poll.is_some_and(|poll| poll.multiple && poll.closed && poll.ends_at.is_none()));
        let poll = Poll::read(&json!({"closed": "2026-05-01T00:00:00Z", "oneOf": [],
            "anyOf": [{"name": "a"}, {"name": "b"}]}));
        assert!(poll.is_some_and(|poll| poll.closed && poll.ends_at.is_some()));
    }

    #[test]
    fn what_is_no_poll() {
        for value in [
            json!({}),
            json!({"oneOf": {"name": "alone"}}),
            json!({"oneOf": [{"name": 1}, {"name": null}]}),
            json!({"anyOf": "x"}),
        ] {
            assert_eq!(Poll::read(&value), None, "{value}");
        }
        let many: Vec<_> = (0..100).map(|n| json!({"name": n.to_string()})).collect();
        let poll = Poll::read(&json!({"oneOf": many})).unwrap();
        assert_eq!(poll.options.len(), OPTIONS_MAX);
    }
}
