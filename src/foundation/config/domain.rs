//! The name of a server: a host and, if it is not the usual one, a port.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use url::Host;

/// `host[:port]` in the form in which it is compared and stored: lower case,
/// international names as punycode, no dot at the end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub struct Domain {
    name: String,
    /// What [`Domain::is_local`] says, which each request asks.
    local: bool,
}

/// Why a text is not a [`Domain`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a host name. Write the name and, if needed, a port, for instance \
     social.example or localhost:3000, without http:// and without a path."
)]
pub struct InvalidDomain;

impl Domain {
    /// `localhost` with a port, the name of a server nobody has named yet.
    #[must_use]
    pub fn localhost(port: u16) -> Self {
        Self {
            name: format!("localhost:{port}"),
            local: true,
        }
    }

    /// The name with its port, if it has one.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The name without a port. An IPv6 address keeps its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        split_port(&self.name).0
    }

    /// The port, if one is written.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        split_port(&self.name).1.and_then(|port| port.parse().ok())
    }

    /// Whether the name leads back to the machine itself: `localhost`, any
    /// name below it, or a loopback address.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.local
    }
}

fn leads_back(host: &Host) -> bool {
    match host {
        Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

/// Splits at the last colon, unless that colon is part of an IPv6 address.
fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    }
}

impl FromStr for Domain {
    type Err = InvalidDomain;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = split_port(text.trim());
        let Ok(host) = Host::parse(host.strip_suffix('.').unwrap_or(host)) else {
            return Err(InvalidDomain);
        };
        let local = leads_back(&host);
        let host = Some(host.to_string())
            .filter(|host| !host.is_empty() && host.len() <= 253)
            .filter(|host| host.starts_with('[') || !host.split('.').any(str::is_empty))
            .ok_or(InvalidDomain)?;
        let name = match port {
            None => host,
            Some(port) => match port.parse::<u16>() {
                Ok(number) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                    format!("{host}:{number}")
                }
                _ => return Err(InvalidDomain),
            },
        };
        Ok(Self { name, local })
    }
}

impl From<Domain> for String {
    fn from(domain: Domain) -> Self {
        domain.name
    }
}

impl<'de> Deserialize<'de> for Domain {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl AsRef<str> for Domain {
    fn as_ref(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use super::Domain;
    use proptest::prelude::*;

    fn parse(text: &str) -> Option<String> {
        text.parse::<Domain>().ok().map(|domain| domain.to_string())
    }

    #[test]
    fn normalises_names() {
        for (typed, stored) in [
            ("Social.Example", "social.example"),
            ("social.example.", "social.example"),
            ("müller.example:8080", "xn--mller-kva.example:8080"),
            ("alpha.localhost:03001", "alpha.localhost:3001"),
            ("[::1]:3000", "[::1]:3000"),
            ("[::1]", "[::1]"),
            ("127.0.0.1:80", "127.0.0.1:80"),
        ] {
            assert_eq!(parse(typed).as_deref(), Some(stored), "{typed}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_name() {
        for typed in [
            "",
            ".",
            ":3000",
            "https://social.example",
            "social.example/path",
            "a b",
            "a@b",
            "a:b",
            "a:+80",
            "a:70000",
            "::1",
            "a..b",
            "a\0b",
            "social.example:",
        ] {
            assert_eq!(parse(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn knows_names_of_the_machine_itself() {
        for (name, local) in [
            ("localhost:3000", true),
            ("alpha.localhost:3001", true),
            ("127.0.0.2", true),
            ("[::1]:3000", true),
            ("localhost.example", false),
            ("10.0.0.1", false),
        ] {
            assert_eq!(name.parse::<Domain>().unwrap().is_local(), local, "{name}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(text in "\\PC{0,40}") {
            if let Some(once) = parse(&text) {
                prop_assert_eq!(parse(&once), Some(once.clone()));
            }
        }
    }
}
