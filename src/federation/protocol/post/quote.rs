//! Quotes: what a post quotes, and who may quote it (FEP-044f and what came
//! before it).

use serde_json::Value;

use crate::federation::protocol::post::tags;
use crate::federation::protocol::read;

/// Most entries of a policy.
const POLICY_MAX: usize = 50;

/// Who may quote a post: actors, their followers' and following collections, or
/// [`read::PUBLIC`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuotePolicy {
    /// These may at once.
    pub automatic: Vec<String>,
    /// These may when the author says yes.
    pub manual: Vec<String>,
}

impl QuotePolicy {
    /// The policy that an object states.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let policy = value.get("interactionPolicy")?.get("canQuote")?;
        let list = |new: &str, old: &str| {
            let list = policy.get(new).or_else(|| policy.get(old));
            let mut list = read::audience(list);
            list.truncate(POLICY_MAX);
            list
        };
        policy.is_object().then(|| Self {
            automatic: list("automaticApproval", "always"),
            manual: list("manualApproval", "approvalRequired"),
        })
    }
}

/// The ID of the post that an object quotes, in the order that peers read it.
pub(super) fn quoted(value: &Value) -> Option<String> {
    let gone = value
        .get("quote")
        .is_some_and(|quote| read::is_a(quote, "Tombstone"));
    if gone {
        return None;
    }
    [
        "quote",
        "_misskey_quote",
        "quoteUrl",
        "quoteUri",
        "quoteURL",
    ]
    .into_iter()
    .find_map(|key| read::first_id(value.get(key)))
    .or_else(|| tags::quote(value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_new_name_comes_first() {
        let all = json!({"quoteUri": "https://a.example/4", "quoteUrl": "https://a.example/3",
            "_misskey_quote": "https://a.example/2", "quote": {"id": "https://a.example/1"}});
        let mut value = all;
        for (key, id) in [
            ("quote", 1),
            ("_misskey_quote", 2),
            ("quoteUrl", 3),
            ("quoteUri", 4),
        ] {
            assert_eq!(quoted(&value), Some(format!("https://a.example/{id}")));
            value.as_object_mut().unwrap().remove(key);
        }
        assert_eq!(quoted(&value), None);
        let link = json!({"tag": {"type": "Link", "href": "https://a.example/5",
            "mediaType": "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\"",
            "rel": ["https://misskey-hub.net/ns#_misskey_quote"]}});
        assert_eq!(quoted(&link).as_deref(), Some("https://a.example/5"));
        let gone = json!({"quote": {"type": "Tombstone", "id": "https://a.example/1"},
            "quoteUri": "https://a.example/1"});
        assert_eq!(quoted(&gone), None);
    }

    #[test]
    fn policies() {
        let value = json!({"interactionPolicy": {"canQuote": {
            "automaticApproval": "as:Public", "manualApproval": ["https://a.example/f", 7]}}});
        let policy = QuotePolicy::read(&value).unwrap();
        assert_eq!(policy.automatic, [read::PUBLIC]);
        assert_eq!(policy.manual, ["https://a.example/f"]);
        let old = json!({"interactionPolicy": {"canQuote": {"always": ["Public"]}}});
        assert_eq!(QuotePolicy::read(&old).unwrap().automatic, [read::PUBLIC]);
        assert_eq!(
            QuotePolicy::read(&json!({"interactionPolicy": {"canQuote": []}})),
            None
        );
        assert_eq!(QuotePolicy::read(&json!({"interactionPolicy": "x"})), None);
    }
}
