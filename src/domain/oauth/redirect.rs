//! Where the browser goes with a code: addresses that programs register.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Stands for no address: the code is shown to the member, who copies it.
pub const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";

/// Longest address, in bytes.
pub const LONGEST: usize = 2_000;

/// Most addresses of one program.
pub const MOST: usize = 20;

/// Schemes that make a browser do something instead of going somewhere.
const REFUSED_SCHEMES: [&str; 9] = [
    "about",
    "blob",
    "chrome",
    "data",
    "file",
    "filesystem",
    "javascript",
    "vbscript",
    "view-source",
];

/// Whether a program may register this address: absolute, in plain ASCII,
/// without a fragment (RFC 6749, 3.1.2); a scheme of its own is fine.
#[must_use]
pub fn is_acceptable(uri: &str) -> bool {
    if uri == OUT_OF_BAND {
        return true;
    }
    if uri.len() > LONGEST || !uri.bytes().all(|byte| byte.is_ascii_graphic()) {
        return false;
    }
    let Ok(url) = Url::parse(uri) else {
        return false;
    };
    let web = matches!(url.scheme(), "http" | "https");
    url.fragment().is_none()
        && !REFUSED_SCHEMES.contains(&url.scheme())
        && (!web || url.has_host())
        && url.password().is_none()
}

/// Whether an asked-for address is the registered one, to the letter; at the
/// asker's own machine any port will do (RFC 8252, 7.3).
#[must_use]
pub fn matches(registered: &str, asked: &str) -> bool {
    registered == asked
        || (without_port(registered).is_some_and(|one| {
            is_acceptable(asked) && without_port(asked).is_some_and(|other| one == other)
        }))
}

/// An address at the asker's own machine without its port.
fn without_port(uri: &str) -> Option<Url> {
    let mut url = Url::parse(uri).ok()?;
    let loopback = match url.host()? {
        Host::Ipv4(ip) => ip == Ipv4Addr::LOCALHOST,
        Host::Ipv6(ip) => ip == Ipv6Addr::LOCALHOST,
        Host::Domain(name) => name == "localhost",
    };
    if url.scheme() != "http" || !loopback {
        return None;
    }
    url.set_port(None).ok()?;
    Some(url)
}

/// The address with these parameters behind what it has.
#[must_use]
pub fn with_parameters(uri: &str, parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    let joint = match uri.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{uri}{joint}{query}")
}

/// What a content security policy has to say so that a form may end at this
/// address: its origin, or its scheme.
#[must_use]
pub fn policy_source(uri: &str) -> Option<String> {
    if uri == OUT_OF_BAND {
        return None;
    }
    let url = Url::parse(uri).ok()?;
    // Policies have no way to write an IPv6 address.
    match (url.scheme(), url.host()) {
        ("http" | "https", Some(Host::Domain(_) | Host::Ipv4(_))) => {
            Some(url.origin().ascii_serialization())
        }
        (scheme, _) => Some(format!("{scheme}:")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn web_addresses_own_schemes_and_out_of_band_are_taken() {
        for uri in [
            OUT_OF_BAND,
            "https://app.example/callback?x=1",
            "http://127.0.0.1/cb",
            "http://[::1]:8080/",
            "com.example.app:/oauth",
            "demoapp://oauth-callback",
            "web+demo://x",
        ] {
            assert!(is_acceptable(uri), "{uri}");
        }
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        for uri in [
            "",
            "/callback",
            "app.example/cb",
            "https://",
            "https://app.example/#fragment",
            "javascript:alert(1)",
            "JavaScript:alert(1)",
            "data:text/html,x",
            "https://app.example/a b",
            "https://app.example/\n",
            "https://user:word@app.example/",
            "https://äpp.example/",
            &long,
        ] {
            assert!(!is_acceptable(uri), "{uri}");
        }
    }

    #[test]
    fn only_the_port_of_the_own_machine_may_differ() {
        assert!(matches("https://app.example/cb", "https://app.example/cb"));
        assert!(matches("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"));
        assert!(matches("http://[::1]:1/cb?a=1", "http://[::1]:2/cb?a=1"));
        assert!(matches("http://localhost:1/", "http://localhost:65535/"));
        for (registered, asked) in [
            ("https://app.example/cb", "https://app.example/cb/"),
            ("https://app.example/cb", "https://app.example/cb?x=1"),
            ("https://app.example/cb", "https://app.example:8443/cb"),
            ("https://app.example/cb", "https://evil.example/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1:80/other"),
            ("http://127.0.0.1/cb", "https://127.0.0.1/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.2/cb"),
            ("http://127.0.0.1/cb", "http://127.0.0.1/cb#x"),
            ("http://127.0.0.1/cb", "http://localhost/cb"),
            ("demoapp://a", "demoapp://b"),
        ] {
            assert!(!matches(registered, asked), "{registered} {asked}");
        }
    }

    #[test]
    fn parameters_are_added_and_encoded() {
        let to = |uri| with_parameters(uri, &[("code", "a b&c")]);
        assert_eq!(to("demoapp://x"), "demoapp://x?code=a+b%26c");
        assert_eq!(
            to("https://a.example/?x=1"),
            "https://a.example/?x=1&code=a+b%26c"
        );
        assert_eq!(to("https://a.example/?"), "https://a.example/?code=a+b%26c");
    }

    #[test]
    fn a_policy_names_origin_or_scheme() {
        let source = |uri| policy_source(uri).unwrap();
        assert_eq!(
            source("https://a.example:8443/x?y"),
            "https://a.example:8443"
        );
        assert_eq!(source("http://[::1]:1/"), "http:");
        assert_eq!(source("com.example.app:/x"), "com.example.app:");
        assert_eq!(policy_source(OUT_OF_BAND), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(uri in "[a-z+.-]{1,5}:.{0,40}|.{0,40}") {
            let _ = (is_acceptable(&uri), matches(&uri, &uri), policy_source(&uri));
            if let Some(source) = policy_source(&uri) {
                prop_assert!(!source.contains([';', ' ', ',']), "{}", source);
            }
        }
    }
}
