//! Where the server listens, under which name, and whom it believes.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use ipnetwork::IpNetwork;
use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::domain::Domain;
use super::optional;
use super::problem::Problems;

/// Section `server`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Addresses with ports to listen on; at least one. Port 0 takes a free one.
    pub bind: Vec<SocketAddr>,
    /// The public name, `host[:port]`. It is part of every address and handle,
    /// so it must not change once people have joined. Where it is not set, it
    /// is `localhost` with the port of the first `bind` address.
    pub domain: Domain,
    /// The name behind the second `@` of handles, when it is not `domain`.
    #[serde(with = "optional")]
    pub account_domain: Option<Domain>,
    /// Whether public addresses begin with `https://`.
    pub https: Https,
    /// Reverse proxies, as addresses or networks, whose `forwarded_header` is believed.
    #[serde(with = "networks")]
    pub trusted_proxies: Vec<IpNetwork>,
    /// The header in which trusted proxies name the visitor's address.
    pub forwarded_header: ForwardedHeader,
    /// Threads that answer requests, 0 to 256; 0 means one for each core.
    pub workers: usize,
    /// Largest body of a request without images, in bytes, 1 KiB to 64 MiB.
    pub max_body_bytes: usize,
    /// Seconds after which an unfinished request is given up, 1 to 600.
    pub request_timeout_seconds: u64,
    /// Seconds that running requests and jobs get to finish when the server
    /// stops, 0 to 600.
    pub shutdown_timeout_seconds: u64,
    /// A folder whose `templates/`, `static/` and `locales/` replace built-in
    /// files and texts; `ossm theme check` looks through it.
    #[serde(with = "optional")]
    pub theme_dir: Option<PathBuf>,
}

/// Whether public addresses begin with `https://`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Https {
    /// Unless the domain leads to the machine itself.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never; for tests and closed networks.
    Never,
}

/// A header that names the visitor's address behind a reverse proxy.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`, a list of addresses.
    #[default]
    XForwardedFor,
    /// `Forwarded`, RFC 7239.
    Forwarded,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            bind: vec![SocketAddr::from(([127, 0, 0, 1], 3000))],
            domain: Domain::localhost(3000),
            account_domain: None,
            https: Https::Auto,
            trusted_proxies: Vec::new(),
            forwarded_header: ForwardedHeader::XForwardedFor,
            workers: 0,
            max_body_bytes: 1024 * 1024,
            request_timeout_seconds: 30,
            shutdown_timeout_seconds: 20,
            theme_dir: None,
        }
    }
}

impl Server {
    /// Whether public addresses begin with `https://`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        match self.https {
            Https::Auto => !self.domain.is_local(),
            Https::Always => true,
            Https::Never => false,
        }
    }

    /// Threads that answer requests, at least one.
    #[must_use]
    pub fn threads(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(2, NonZeroUsize::get),
            workers => workers,
        }
    }

    /// Whether `address` is a reverse proxy whose headers are believed.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted_proxies
            .iter()
            .any(|network| network.contains(address))
    }

    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        if self.bind.is_empty() {
            problems.add(
                "server.bind",
                "there is no address. Write one, such as 127.0.0.1:3000.",
            );
        }
        problems.range("server.workers", self.workers, 0..=256);
        problems.range(
            "server.max_body_bytes",
            self.max_body_bytes,
            1024..=64 * 1024 * 1024,
        );
        problems.range(
            "server.request_timeout_seconds",
            self.request_timeout_seconds,
            1..=600,
        );
        problems.range(
            "server.shutdown_timeout_seconds",
            self.shutdown_timeout_seconds,
            0..=600,
        );
        if let Some(folder) = self.theme_dir.as_ref().filter(|folder| !folder.is_dir()) {
            let message = format!(
                "{} is not a folder. Create it or clear the setting.",
                folder.display()
            );
            problems.add("server.theme_dir", message);
        }
    }
}

impl Serialize for Https {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Self::Auto => "auto",
            Self::Always => "true",
            Self::Never => "false",
        })
    }
}

impl<'de> Deserialize<'de> for Https {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(HttpsVisitor)
    }
}

/// Takes `true` as well as `"true"`: both are natural to write in a file.
struct HttpsVisitor;

impl Visitor<'_> for HttpsVisitor {
    type Value = Https;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"auto\", true or false")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Https, E> {
        Ok(if value { Https::Always } else { Https::Never })
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Https, E> {
        match value {
            "auto" => Ok(Https::Auto),
            "true" => Ok(Https::Always),
            "false" => Ok(Https::Never),
            _ => Err(E::invalid_value(serde::de::Unexpected::Str(value), &self)),
        }
    }
}

/// Networks are written as text: `10.0.0.0/8`, or `10.0.0.1` for one address.
mod networks {
    use super::{Deserialize, Deserializer, IpNetwork, Serializer};

    pub(super) fn serialize<S: Serializer>(
        networks: &[IpNetwork],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(networks.iter().map(ToString::to_string))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<IpNetwork>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let networks = texts.iter().map(|text| {
            text.trim().parse().map_err(|error| {
                let advice = "Write a network such as 10.0.0.0/8 or one address.";
                serde::de::Error::custom(format!("\"{text}\" is not a network ({error}). {advice}"))
            })
        });
        networks.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Domain, Https, Server};

    fn server(domain: &str, https: Https) -> Server {
        Server {
            domain: domain.parse::<Domain>().unwrap(),
            https,
            ..Server::default()
        }
    }

    #[test]
    fn public_names_are_https_unless_told_otherwise() {
        assert!(!server("localhost:3000", Https::Auto).is_https());
        assert!(!server("alpha.localhost:3001", Https::Auto).is_https());
        assert!(server("social.example", Https::Auto).is_https());
        assert!(!server("social.example", Https::Never).is_https());
        assert!(server("localhost", Https::Always).is_https());
    }

    #[test]
    fn trusts_only_listed_proxies() {
        let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap(), "::1".parse().unwrap()];
        let server = Server {
            trusted_proxies,
            ..Server::default()
        };
        assert!(server.trusts("10.2.3.4".parse().unwrap()));
        assert!(server.trusts("::ffff:10.2.3.4".parse().unwrap()));
        assert!(server.trusts("::1".parse().unwrap()));
        assert!(!server.trusts("127.0.0.1".parse().unwrap()));
        assert!(!Server::default().trusts("127.0.0.1".parse().unwrap()));
    }
}
