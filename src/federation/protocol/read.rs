//! Small readers over hostile JSON. Each takes what it understands and answers
//! "nothing" to everything else.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use url::Url;

/// The collection of everybody (ActivityPub, section 5.6), in its full spelling.
pub const PUBLIC: &str = "https://www.w3.org/ns/activitystreams#Public";

/// Longest address that is read, in bytes.
pub const URL_MAX: usize = 2048;
/// Most entries of `to`, and of `cc`.
pub const AUDIENCE_MAX: usize = 1000;

/// Why something cannot be read at all. The text is for logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("unreadable: {0}")]
pub struct Unreadable(pub &'static str);

/// The members of an object; an array of one object counts as that object.
#[must_use]
pub fn object(value: &Value) -> Option<&Map<String, Value>> {
    match value {
        Value::Object(map) => Some(map),
        Value::Array(items) if items.len() == 1 => items.first()?.as_object(),
        _ => None,
    }
}

/// The entries of a list, or a lone entry as a list of one; at most `max`.
pub fn many(value: Option<&Value>, max: usize) -> impl Iterator<Item = &Value> {
    let slice = match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
    };
    slice.iter().take(max)
}

/// The first entry of a list, or the lone entry.
#[must_use]
pub fn first(value: Option<&Value>) -> Option<&Value> {
    many(value, 1).next()
}

/// The names of an object's types, without the namespaces some servers write.
pub fn types(value: &Value) -> impl Iterator<Item = &str> {
    many(value.get("type"), 8)
        .filter_map(Value::as_str)
        .map(|name| name.rsplit(['#', ':', '/']).next().unwrap_or(name))
}

/// Whether an object has this type.
#[must_use]
pub fn is_a(value: &Value, wanted: &str) -> bool {
    types(value).any(|name| name == wanted)
}

/// Text without null characters, at most `max` bytes of it. The first string
/// of a list counts.
#[must_use]
pub fn text(value: Option<&Value>, max: usize) -> Option<String> {
    let text = first(value)?.as_str()?;
    Some(cut(text, max).replace('\0', ""))
}

/// The longest beginning of `text` that has at most `max` bytes.
#[must_use]
pub fn cut(text: &str, max: usize) -> &str {
    let mut end = max.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// A web address as written, if it is one that may be shown and fetched:
/// `http` or `https`, with a host, without user names, at most [`URL_MAX`] bytes.
#[must_use]
pub fn web_address(text: &str) -> Option<String> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if text.len() > URL_MAX || text.contains(odd) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    let plain = url.username().is_empty() && url.password().is_none();
    (web && plain).then(|| text.to_owned())
}

/// The ID in a string, or of an embedded object, if it is a web address.
#[must_use]
pub fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => web_address(text),
        Value::Object(map) => web_address(map.get("id")?.as_str()?),
        _ => None,
    }
}

/// The first ID of a field that holds one, as a string, object or list.
#[must_use]
pub fn first_id(value: Option<&Value>) -> Option<String> {
    many(value, 8).find_map(id)
}

/// Every ID of a field, at most `max`.
#[must_use]
pub fn ids(value: Option<&Value>, max: usize) -> Vec<String> {
    many(value, max).filter_map(id).collect()
}

/// Whom something is for: IDs, with every spelling of "everybody" as [`PUBLIC`].
#[must_use]
pub fn audience(value: Option<&Value>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for entry in many(value, AUDIENCE_MAX) {
        let everybody = entry.as_str().is_some_and(is_public)
            || entry
                .get("id")
                .and_then(Value::as_str)
                .is_some_and(is_public);
        let entry = if everybody {
            Some(PUBLIC.to_owned())
        } else {
            id(entry)
        };
        found.extend(entry);
    }
    found
}

/// Whether this spells the collection of everybody.
#[must_use]
pub fn is_public(text: &str) -> bool {
    matches!(text, PUBLIC | "as:Public" | "as#Public" | "Public")
}

/// The address in a string, in a `Link`'s `href` or an object's `url` or `id`.
#[must_use]
pub fn address(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => web_address(text),
        Value::Object(map) => ["href", "url", "id"]
            .into_iter()
            .find_map(|key| first(map.get(key)).and_then(|inner| web_address(inner.as_str()?))),
        _ => None,
    }
}

/// A truth value; some servers write it as a string.
#[must_use]
pub fn flag(value: Option<&Value>) -> Option<bool> {
    match first(value)? {
        Value::Bool(flag) => Some(*flag),
        Value::String(text) if text == "true" => Some(true),
        Value::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// A whole number from 0 up; fractions, negative and huge ones are nothing.
#[must_use]
pub fn count(value: Option<&Value>) -> Option<u32> {
    u32::try_from(first(value)?.as_u64()?).ok()
}

/// A point in time as RFC 3339 writes it, between the years 1970 and 9999.
#[must_use]
pub fn date(value: Option<&Value>) -> Option<DateTime<Utc>> {
    let text = first(value)?.as_str().filter(|text| text.len() <= 64)?;
    let date = DateTime::parse_from_rfc3339(text.trim()).ok()?.to_utc();
    (0..253_402_300_800)
        .contains(&date.timestamp())
        .then_some(date)
}

/// Seconds of a duration such as `PT1H2M3S`, at most a year; a number is taken
/// as seconds.
#[must_use]
pub fn seconds(value: Option<&Value>) -> Option<f64> {
    const YEAR: f64 = 31_536_000.0;
    let value = first(value)?;
    let seconds = match value.as_str() {
        None => value.as_f64()?,
        Some(text) => iso_seconds(text)?,
    };
    (0.0..=YEAR).contains(&seconds).then_some(seconds)
}

fn iso_seconds(text: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut number = String::new();
    for c in text.strip_prefix('P')?.chars().take(40) {
        let unit = match c {
            'D' => 86_400.0,
            'H' => 3600.0,
            'M' => 60.0,
            'S' => 1.0,
            'T' => continue,
            '0'..='9' | '.' => {
                number.push(c);
                continue;
            }
            _ => return None,
        };
        total += std::mem::take(&mut number).parse::<f64>().ok()? * unit;
    }
    number.is_empty().then_some(total)
}

/// Whether two addresses have the same scheme, host and port (FEP-fe34).
#[must_use]
pub fn same_origin(a: &str, b: &str) -> bool {
    match (Url::parse(a), Url::parse(b)) {
        (Ok(a), Ok(b)) => a.has_host() && a.origin() == b.origin(),
        _ => false,
    }
}

/// Whether two addresses are of one host or of hosts one below the other, such
/// as `example.org` and `www.example.org`.
#[must_use]
pub fn related_hosts(a: &str, b: &str) -> bool {
    let host = |text: &str| Some(Url::parse(text).ok()?.host_str()?.to_owned());
    let (Some(a), Some(b)) = (host(a), host(b)) else {
        return false;
    };
    let below = |low: &str, high: &str| {
        high.contains('.')
            && low
                .strip_suffix(high)
                .is_some_and(|rest| rest.ends_with('.'))
    };
    a == b || below(&a, &b) || below(&b, &a)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_web_addresses_come_through() {
        assert_eq!(
            web_address("https://a.example/x?y#z").as_deref(),
            Some("https://a.example/x?y#z")
        );
        for wrong in [
            "",
            "/x",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://a.example/",
            "https://a.example@b.example/",
            "https://a:b@c.example/",
            "https://",
            "https://a.example/\n",
            "https:\\\\a.example/",
            "at://did:plc:x/y",
        ] {
            assert_eq!(web_address(wrong), None, "{wrong:?}");
        }
        assert_eq!(
            web_address(&format!("https://a.example/{}", "x".repeat(3000))),
            None
        );
    }

    #[test]
    fn one_is_as_good_as_many() {
        let list = json!([{"id": "https://a.example/1"}, "https://a.example/2", 3, null]);
        assert_eq!(
            ids(Some(&list), 10),
            ["https://a.example/1", "https://a.example/2"]
        );
        assert_eq!(ids(Some(&json!("https://a.example/1")), 10).len(), 1);
        assert_eq!(ids(Some(&Value::Null), 10).len(), 0);
        assert_eq!(
            first_id(Some(&json!([7, "https://a.example/1"]))).as_deref(),
            Some("https://a.example/1")
        );
        assert_eq!(text(Some(&json!(["a\0b"])), 10).as_deref(), Some("ab"));
        assert_eq!(text(Some(&json!("äöü")), 3).as_deref(), Some("ä"));
        assert_eq!(text(Some(&json!({"x": 1})), 10), None);
    }

    #[test]
    fn everybody_has_four_spellings() {
        for name in [PUBLIC, "as:Public", "as#Public", "Public"] {
            assert_eq!(audience(Some(&json!(name))), [PUBLIC]);
            assert_eq!(audience(Some(&json!([{"id": name}]))), [PUBLIC]);
        }
        assert!(audience(Some(&json!(["https://a.example/#Public", "x"]))).len() == 1);
    }

    #[test]
    fn dates_and_durations() {
        assert!(date(Some(&json!("2026-02-03T04:05:06.789Z"))).is_some());
        assert!(date(Some(&json!("2026-02-03T04:05:06+01:00"))).is_some());
        for wrong in [
            json!("yesterday"),
            json!(1_700_000_000),
            json!("0001-01-01T00:00:00Z"),
        ] {
            assert_eq!(date(Some(&wrong)), None);
        }
        assert_eq!(seconds(Some(&json!("PT1H2M3.5S"))), Some(3723.5));
        assert_eq!(seconds(Some(&json!(12))), Some(12.0));
        for wrong in ["", "P", "1", "PT", "PTxS", "PT5", "P99999D"] {
            let read = seconds(Some(&json!(wrong)));
            assert!(read.is_none() || read == Some(0.0), "{wrong}: {read:?}");
        }
    }

    #[test]
    fn origins_and_hosts() {
        assert!(same_origin(
            "https://a.example/1",
            "https://a.example:443/2"
        ));
        assert!(!same_origin("https://a.example/1", "http://a.example/1"));
        assert!(!same_origin("https://a.example/1", "https://b.example/1"));
        assert!(!same_origin("tag:x", "tag:x"));
        assert!(related_hosts(
            "https://www.a.example/",
            "https://a.example/x"
        ));
        assert!(!related_hosts("https://ba.example/", "https://a.example/x"));
        assert!(!related_hosts("https://a.example/", "https://example/"));
    }

    #[test]
    fn types_lose_their_namespace() {
        let value = json!({"type": ["as:Note", "https://www.w3.org/ns/activitystreams#Page"]});
        assert!(is_a(&value, "Note") && is_a(&value, "Page") && !is_a(&value, "Video"));
    }
}
