//! What a page is told of something new: which post it is and how it is counted.
//! The page itself is drawn by the server when its reader asks for it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// The parts of a post or notification that a hint is made of.
#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow, default)]
    id: &'a str,
    #[serde(borrow, default)]
    reblog: Option<Post<'a>>,
    #[serde(borrow, default)]
    status: Option<Post<'a>>,
    #[serde(default)]
    filtered: Vec<Matched>,
    #[serde(default)]
    replies_count: Option<u64>,
    #[serde(default)]
    reblogs_count: Option<u64>,
    #[serde(default)]
    favourites_count: Option<u64>,
}

#[derive(Deserialize)]
struct Post<'a> {
    #[serde(borrow)]
    id: &'a str,
    #[serde(default)]
    replies_count: u64,
    #[serde(default)]
    reblogs_count: u64,
    #[serde(default)]
    favourites_count: u64,
    #[serde(default)]
    filtered: Vec<Matched>,
}

#[derive(Deserialize)]
struct Matched {
    filter: Filter,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    filter_action: String,
}

/// What the page reads; `of` is the post as the page names it.
#[derive(Serialize)]
struct Hint<'a> {
    of: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    counts: Option<[u64; 3]>,
}

/// Writes down an event with the ID of its post.
#[must_use]
pub fn named(event: &str, post: &impl std::fmt::Display) -> String {
    let of = post.to_string();
    line(
        event,
        &Hint {
            of: &of,
            counts: None,
        },
    )
}

/// The hint for a frame of the API; none for what is hidden or means nothing to a page.
pub(super) fn of(event: &str, payload: &str) -> Option<Bytes> {
    match event {
        "delete" => return Some(named(event, &payload).into()),
        "update" | "status.update" | "notification" => {}
        _ => return None,
    }
    let told: Told<'_> = serde_json::from_str(payload).ok()?;
    let post = told.reblog.as_ref().or(told.status.as_ref());
    let matched = post.map(|post| &post.filtered).into_iter();
    let mut matched = matched.chain([&told.filtered]).flatten();
    if event == "update" && matched.any(|one| one.filter.filter_action == "hide") {
        return None;
    }
    let own = told.replies_count.zip(told.reblogs_count);
    let own = own.zip(told.favourites_count);
    let own = own.map(|((replies, boosts), favourites)| [replies, boosts, favourites]);
    let counts = post.map(|post| {
        [
            post.replies_count,
            post.reblogs_count,
            post.favourites_count,
        ]
    });
    let of = match (event, post) {
        (_, Some(post)) => post.id,
        ("notification", None) => "",
        (_, None) => told.id,
    };
    let counts = counts.or(own);
    Some(line(event, &Hint { of, counts }).into())
}

fn line(event: &str, hint: &Hint<'_>) -> String {
    let json = serde_json::to_string(hint).unwrap_or_default();
    format!("event: {event}\ndata: {json}\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(event: &str, payload: &str) -> Option<String> {
        of(event, payload).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
    }

    #[test]
    fn a_hint_names_the_post_and_says_nothing_of_its_words() {
        let post = r#"{"id":"5","content":"<p>secret \" words</p>","reblog":null,
            "replies_count":1,"reblogs_count":2,"favourites_count":3,"filtered":[]}"#;
        let expected = "event: update\ndata: {\"of\":\"5\",\"counts\":[1,2,3]}\n\n";
        assert_eq!(said("update", post).unwrap(), expected);
        let boost = r#"{"id":"9","content":"","replies_count":0,"reblogs_count":0,
            "favourites_count":0,"reblog":{"id":"5","reblogs_count":4,"spoiler_text":"x"}}"#;
        let expected = "event: update\ndata: {\"of\":\"5\",\"counts\":[0,4,0]}\n\n";
        assert_eq!(said("update", boost).unwrap(), expected);
        let follow = r#"{"id":"77","type":"follow","account":{"id":"1"}}"#;
        let expected = "event: notification\ndata: {\"of\":\"\"}\n\n";
        assert_eq!(said("notification", follow).unwrap(), expected);
        assert_eq!(
            said("delete", "5").unwrap(),
            "event: delete\ndata: {\"of\":\"5\"}\n\n"
        );
    }

    #[test]
    fn what_a_filter_hides_is_not_hinted_at() {
        let hidden = r#"{"id":"5","filtered":[{"filter":{"filter_action":"hide"}}]}"#;
        assert_eq!(said("update", hidden), None);
        let warned = r#"{"id":"5","filtered":[{"filter":{"filter_action":"warn"}}]}"#;
        assert!(said("update", warned).is_some());
        let inside = r#"{"id":"6","reblog":{"id":"5","filtered":
            [{"filter":{"filter_action":"hide"}}]}}"#;
        assert_eq!(said("update", inside), None);
    }

    #[test]
    fn what_is_of_no_use_to_a_page_is_left_out() {
        assert_eq!(said("announcement", "{}"), None);
        assert_eq!(said("update", "not json"), None);
    }
}
