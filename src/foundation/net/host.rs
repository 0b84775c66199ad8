//! One way to write the name of a host, for rules, tables and comparisons.

use url::{Host, Url};

/// Longest name of a host, in bytes (RFC 1035).
const MAX_HOST_BYTES: usize = 253;

/// The host of `url` as it is compared and stored: lower case, international
/// names as punycode, no dot at the end, `:port` only when it is not the usual
/// one of the scheme. None where the address has no host (`mailto:`).
#[must_use]
pub fn host_key(url: &Url) -> Option<String> {
    let host = plain_host(&url.host()?.to_owned())?;
    Some(match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host,
    })
}

/// The same form for a host that was typed or sent as text, `host[:port]`, such
/// as the second half of a handle. None where it is not a host.
#[must_use]
pub fn normal_host(text: &str) -> Option<String> {
    let text = text.trim();
    let odd = |c: char| matches!(c, '/' | '\\' | '@' | '?' | '#') || c.is_whitespace();
    if text.is_empty() || text.contains(odd) {
        return None;
    }
    host_key(&Url::parse(&format!("https://{text}/")).ok()?)
}

/// Whether two addresses have the same origin: scheme, host and port
/// (RFC 6454). Addresses without a host never have.
#[must_use]
pub fn same_origin(a: &Url, b: &Url) -> bool {
    a.scheme() == b.scheme() && host_key(a).is_some_and(|key| host_key(b) == Some(key))
}

fn plain_host(host: &Host<String>) -> Option<String> {
    let text = match host {
        Host::Domain(name) => {
            // An opaque host (of a scheme that is not http) keeps its case.
            let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
            let sound = !name.is_empty() && !name.split('.').any(str::is_empty);
            sound.then_some(name)?
        }
        other => other.to_string(),
    };
    (text.len() <= MAX_HOST_BYTES).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::{host_key, normal_host, same_origin};
    use proptest::prelude::*;
    use url::Url;

    fn key(text: &str) -> Option<String> {
        host_key(&Url::parse(text).unwrap())
    }

    #[test]
    fn hosts_have_one_form() {
        for (address, expected) in [
            ("https://Social.Example/a", "social.example"),
            ("https://social.example./", "social.example"),
            ("https://social.example:443/", "social.example"),
            ("http://social.example:80/", "social.example"),
            ("http://social.example:443/", "social.example:443"),
            ("https://MÜLLER.example/", "xn--mller-kva.example"),
            ("https://xn--mller-kva.example/", "xn--mller-kva.example"),
            ("https://social.example:8443/", "social.example:8443"),
            ("https://social。example/", "social.example"),
            ("https://[2606:4700:0::1]/", "[2606:4700::1]"),
            ("https://0x08.8.8.8/", "8.8.8.8"),
            ("https://134744072/", "8.8.8.8"),
        ] {
            assert_eq!(key(address).as_deref(), Some(expected), "{address}");
        }
        assert_eq!(key("mailto:a@social.example"), None);
        assert_eq!(key("data:text/plain,a"), None);
    }

    #[test]
    fn typed_hosts_have_the_same_form() {
        for (typed, expected) in [
            ("Social.Example", Some("social.example")),
            ("social.example.", Some("social.example")),
            ("social.example:443", Some("social.example")),
            ("social.example:3000", Some("social.example:3000")),
            ("müller.example", Some("xn--mller-kva.example")),
            ("", None),
            (".", None),
            ("a..b", None),
            ("a/b", None),
            ("a\\b", None),
            ("user@social.example", None),
            ("social.example?x", None),
            ("social.example#x", None),
            ("a b", None),
            ("social.example:port", None),
        ] {
            assert_eq!(normal_host(typed).as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn origins_are_scheme_host_and_port() {
        let url = |text| Url::parse(text).unwrap();
        let a = url("https://social.example/a");
        assert!(same_origin(&a, &url("https://SOCIAL.example:443/b")));
        assert!(!same_origin(&a, &url("http://social.example/a")));
        assert!(!same_origin(&a, &url("https://social.example:444/a")));
        assert!(!same_origin(&a, &url("https://a.social.example/a")));
        let mail = url("mailto:a@social.example");
        assert!(!same_origin(&mail, &mail));
    }

    proptest! {
        #[test]
        fn the_form_is_stable(text in "\\PC{0,40}") {
            if let Some(once) = normal_host(&text) {
                prop_assert_eq!(normal_host(&once), Some(once.clone()));
                prop_assert!(!once.ends_with('.'));
                prop_assert!(once.is_ascii());
                prop_assert!(!once.bytes().any(|byte| byte.is_ascii_uppercase()));
            }
        }

        #[test]
        fn case_dots_and_usual_ports_make_no_difference(
            name in "[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\\.[a-z]{2,8}){1,3}",
        ) {
            prop_assume!(normal_host(&name).is_some());
            let plain = normal_host(&name);
            prop_assert_eq!(normal_host(&name.to_uppercase()), plain.clone());
            prop_assert_eq!(normal_host(&format!("{name}.")), plain.clone());
            prop_assert_eq!(normal_host(&format!("{name}:443")), plain.clone());
            prop_assert_eq!(key(&format!("http://{name}:80/x")), plain);
        }
    }
}
