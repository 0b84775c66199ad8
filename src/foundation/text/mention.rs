//! Finds `@name` and `@name@host` in text.

use std::ops::Range;

/// Longest name in a mention; longer runs are not taken for one.
const NAME_MAX: usize = 100;
/// Longest host in a mention, as in the DNS, with room for a port.
const HOST_MAX: usize = 260;

/// Whom a mention names, as far as the text says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Handle {
    /// The name as typed, without `@`.
    pub name: String,
    /// The host in ASCII (punycode), lower case, with its port if one was typed.
    /// None means an account on this server.
    pub host: Option<String>,
}

impl Handle {
    /// How the handle is looked up: lower case, `alice` or `bob@example.org`.
    #[must_use]
    pub fn key(&self) -> String {
        let name = self.name.to_lowercase();
        match &self.host {
            Some(host) => format!("{name}@{host}"),
            None => name,
        }
    }
}

/// The mention whose `@` stands at byte `at`, if one does.
pub(super) fn mention_at(text: &str, at: usize) -> Option<(Range<usize>, Handle)> {
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '=' | '@')) {
        return None;
    }
    let rest = text.get(at..)?.strip_prefix('@')?;
    let name = take_name(rest);
    if name.is_empty() || name.len() > NAME_MAX {
        return None;
    }
    let local_end = at + 1 + name.len();
    let after = rest.get(name.len()..)?;
    // "@name" glued to letters of another script is not a handle of ours.
    if after.chars().next().is_some_and(char::is_alphanumeric) {
        return None;
    }
    if let Some((typed, host)) = after.strip_prefix('@').and_then(take_host) {
        let handle = Handle {
            name: name.to_owned(),
            host: Some(host),
        };
        return Some((at..local_end + 1 + typed, handle));
    }
    Some((
        at..local_end,
        Handle {
            name: name.to_owned(),
            host: None,
        },
    ))
}

/// ASCII letters, digits and underscores, with dots and hyphens inside.
fn take_name(text: &str) -> &str {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
    let end = text.find(|c| !inner(c)).unwrap_or(text.len());
    let name = text
        .get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', '-']);
    if name.starts_with(['.', '-']) {
        ""
    } else {
        name
    }
}

/// A host with an optional port: how many bytes were typed, and its ASCII form.
fn take_host(text: &str) -> Option<(usize, String)> {
    let inner = |c: char| c.is_alphanumeric() || is_mark(c) || matches!(c, '.' | '-');
    let end = text.find(|c| !inner(c)).unwrap_or(text.len());
    let host = text.get(..end)?.trim_end_matches(['.', '-']);
    if host.is_empty() || host.len() > HOST_MAX || host.contains("..") {
        return None;
    }
    let ascii = url::Host::parse(host).ok()?.to_string();
    match text.get(host.len()..).and_then(take_port) {
        Some((typed, port)) => Some((host.len() + typed, format!("{ascii}:{port}"))),
        None => Some((host.len(), ascii)),
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `:` and a port number from 1 to 65535.
fn take_port(text: &str) -> Option<(usize, u16)> {
    let digits = text.strip_prefix(':')?;
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let port = digits
        .get(..end)?
        .parse::<u16>()
        .ok()
        .filter(|port| *port > 0)?;
    Some((1 + end, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handle(text: &str) -> Option<String> {
        mention_at(text, text.find('@')?)
            .map(|(range, handle)| format!("{}|{}", text.get(range).unwrap(), handle.key()))
    }

    #[test]
    fn names_and_hosts() {
        assert_eq!(handle("hi @Alice!").as_deref(), Some("@Alice|alice"));
        assert_eq!(handle("@a.b-c_d.").as_deref(), Some("@a.b-c_d|a.b-c_d"));
        assert_eq!(
            handle("(@Bob@Example.ORG)").as_deref(),
            Some("@Bob@Example.ORG|bob@example.org")
        );
        assert_eq!(
            handle("@bob@beta.localhost:3002: hi").as_deref(),
            Some("@bob@beta.localhost:3002|bob@beta.localhost:3002")
        );
        assert_eq!(
            handle("@bob@bücher.example.").as_deref(),
            Some("@bob@bücher.example|bob@xn--bcher-kva.example")
        );
        assert_eq!(
            handle("@bob@host.example:99999").as_deref(),
            Some("@bob@host.example|bob@host.example")
        );
        assert_eq!(handle("@bob@ hi").as_deref(), Some("@bob|bob"));
    }

    #[test]
    fn what_is_no_mention() {
        for text in [
            "mail alice@example.org",
            "/@alice",
            "x=@alice",
            "@",
            "@-a",
            "@müller",
            "@ a",
        ] {
            assert_eq!(handle(text), None, "{text}");
        }
        assert_eq!(handle(&format!("@{}", "a".repeat(101))), None);
    }
}
