//! Whether what came back is a document of the protocol, and whose it says it is.

use serde_json::Value;
use url::Url;

/// Whether a content type is ActivityPub's. Uploaded files have others, so that
/// nobody's file is taken for a document.
pub fn is_activity(content_type: &str) -> bool {
    match essence(content_type).as_str() {
        "application/activity+json" => true,
        "application/ld+json" => content_type.contains("https://www.w3.org/ns/activitystreams"),
        _ => false,
    }
}

/// Whether a content type is one that WebFinger answers with.
pub fn is_jrd(content_type: &str) -> bool {
    matches!(
        essence(content_type).as_str(),
        "application/jrd+json" | "application/json" | "application/activity+json"
    )
}

fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// The document's `id`.
pub fn id_of(document: &Value) -> Option<&str> {
    document.get("id")?.as_str()
}

/// Whether an ID is the address `url`. The fragment is not sent, so it is not
/// compared.
pub fn names(id: &str, url: &Url) -> bool {
    Url::parse(id).is_ok_and(|mut id| {
        let mut url = url.clone();
        id.set_fragment(None);
        url.set_fragment(None);
        id == url
    })
}

/// Whether the document is a collection or a page of one.
pub fn is_collection(document: &Value) -> bool {
    document
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|kind| {
            matches!(
                kind,
                "Collection" | "OrderedCollection" | "CollectionPage" | "OrderedCollectionPage"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_protocols_types_count() {
        assert!(is_activity("application/activity+json"));
        assert!(is_activity("Application/Activity+JSON; charset=utf-8"));
        assert!(is_activity(
            "application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\""
        ));
        for other in [
            "",
            "text/html",
            "application/json",
            "application/ld+json",
            "image/png",
        ] {
            assert!(!is_activity(other), "{other}");
        }
        assert!(is_jrd("application/jrd+json; charset=utf-8") && is_jrd("application/json"));
        assert!(!is_jrd("text/html"));
    }

    #[test]
    fn an_id_is_the_address_without_the_fragment() {
        let url = Url::parse("https://a.example/users/b").unwrap();
        assert!(names("https://a.example/users/b", &url));
        assert!(names("https://A.example/users/b#main-key", &url));
        for other in ["https://a.example/users/B", "http://a.example/users/b", "b"] {
            assert!(!names(other, &url), "{other}");
        }
    }
}
