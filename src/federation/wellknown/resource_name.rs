//! What the `resource` of a WebFinger request names.

use crate::domain::accounts::instance_actor;
use crate::federation::addresses::Addresses;

/// Longest resource that is read, in bytes.
const LONGEST: usize = 2_000;

/// Whom a resource names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Who {
    /// The server itself.
    Server,
    /// A member, if there is one of this name.
    Member(String),
    /// Somebody elsewhere, or something that is nobody.
    Nobody,
}

/// The resource is neither a handle nor an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A resource is acct:name@host or an address that begins with https.")]
pub(super) struct Malformed;

/// Reads a resource.
pub(super) fn read(addresses: &Addresses, resource: &str) -> Result<Who, Malformed> {
    if resource.is_empty() || resource.len() > LONGEST {
        return Err(Malformed);
    }
    let web = ["https://", "http://"];
    if web.iter().any(|scheme| starts_with(resource, scheme)) {
        if url::Url::parse(resource).is_err() {
            return Err(Malformed);
        }
        return Ok(addresses
            .path_of(resource)
            .map_or(Who::Nobody, |path| by_path(&path)));
    }
    let handle = if starts_with(resource, "acct:") {
        resource.get(5..).unwrap_or_default()
    } else if resource.contains(':') && !resource.contains('@') {
        return Err(Malformed);
    } else {
        resource
    };
    let handle = handle.strip_prefix('@').unwrap_or(handle);
    let (name, host) = handle.rsplit_once('@').ok_or(Malformed)?;
    let broken = |text: &str| text.is_empty() || text.contains(['/', '@', ' ', '?', '#']);
    if broken(name) || broken(host) {
        return Err(Malformed);
    }
    Ok(if addresses.is_ours(host) {
        by_name(name)
    } else {
        Who::Nobody
    })
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn by_name(name: &str) -> Who {
    if name.eq_ignore_ascii_case(instance_actor::USERNAME) {
        Who::Server
    } else {
        Who::Member(name.to_owned())
    }
}

fn by_path(path: &str) -> Who {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() || path == "/actor" {
        return Who::Server;
    }
    let name = path.strip_prefix("/@").or(path.strip_prefix("/users/"));
    match name {
        Some(name) if !name.is_empty() && !name.contains(['/', '@']) => by_name(name),
        _ => Who::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::federation::addresses::tests::addresses;

    #[test]
    fn every_way_to_name_somebody() {
        let ana = || Ok(Who::Member("ana".to_owned()));
        for (resource, who) in [
            ("acct:ana@example.org", ana()),
            ("acct:ana@a.example", ana()),
            ("ACCT:ana@A.Example:443", ana()),
            ("acct:@ana@example.org", ana()),
            ("ana@example.org", ana()),
            ("https://a.example/@ana", ana()),
            ("https://a.example/users/ana/", ana()),
            ("https://a.example/actor", Ok(Who::Server)),
            ("https://a.example/", Ok(Who::Server)),
            ("https://a.example", Ok(Who::Server)),
            ("acct:instance.actor@example.org", Ok(Who::Server)),
            ("acct:ana@b.example", Ok(Who::Nobody)),
            ("https://a.example/@ana/1", Ok(Who::Nobody)),
            ("https://a.example/@ben@b.example", Ok(Who::Nobody)),
            ("https://b.example/@ana", Ok(Who::Nobody)),
            ("", Err(Malformed)),
            ("acct:ana", Err(Malformed)),
            ("acct:@a.example", Err(Malformed)),
            ("acct:ana@", Err(Malformed)),
            ("acct:a/b@a.example", Err(Malformed)),
            ("mailto:ana", Err(Malformed)),
            ("https://", Err(Malformed)),
            ("ana", Err(Malformed)),
        ] {
            assert_eq!(read(&addresses(), resource), who, "{resource}");
        }
        let long = format!("acct:{}@a.example", "a".repeat(LONGEST));
        assert_eq!(read(&addresses(), &long), Err(Malformed));
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "\\PC{0,60}") {
            let _ = read(&addresses(), &text);
            let _ = read(&addresses(), &format!("acct:{text}@a.example"));
            let _ = read(&addresses(), &format!("https://a.example/{text}"));
        }
    }
}
