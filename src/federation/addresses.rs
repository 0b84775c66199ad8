//! The addresses of this server's objects. What has a row keeps its address in
//! it; the rest is built here and nowhere else.

use url::Url;

use crate::foundation::config::Config;
use crate::foundation::text::path_segment;

/// Where this server is and what its handles end in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    base: String,
    domain: String,
    handle_domain: String,
}

impl Addresses {
    /// The addresses of a server with this configuration.
    #[must_use]
    pub fn new(config: &Config) -> Self {
        Self {
            base: config.base_url(),
            domain: config.server.domain.to_string(),
            handle_domain: config.handle_domain().to_string(),
        }
    }

    /// `https://host`, without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// What handles end in.
    #[must_use]
    pub fn handle_domain(&self) -> &str {
        &self.handle_domain
    }

    /// `name@host` of a local account.
    #[must_use]
    pub fn handle(&self, username: &str) -> String {
        format!("{username}@{}", self.handle_domain)
    }

    /// The inbox for everybody here.
    #[must_use]
    pub fn shared_inbox(&self) -> String {
        format!("{}/inbox", self.base)
    }

    /// The server's own actor.
    #[must_use]
    pub fn instance_actor(&self) -> String {
        format!("{}/actor", self.base)
    }

    /// A stored file.
    #[must_use]
    pub fn media(&self, key: &str) -> String {
        format!("{}/media/{key}", self.base)
    }

    /// The ID of a custom emoji of this server.
    #[must_use]
    pub fn emoji(&self, shortcode: &str) -> String {
        format!("{}/emojis/{shortcode}", self.base)
    }

    /// The page of a hashtag; `name` is its stored form.
    #[must_use]
    pub fn tag(&self, name: &str) -> String {
        let name = path_segment(name);
        format!("{}/tags/{name}", self.base)
    }

    /// Whether handles may end in this: the handle domain or the server's own
    /// name, in any case of letters, with or without the port that is usual.
    #[must_use]
    pub fn is_ours(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let usual = if self.base.starts_with("https:") {
            ":443"
        } else {
            ":80"
        };
        let host = host.strip_suffix(usual).unwrap_or(&host);
        [&self.domain, &self.handle_domain]
            .into_iter()
            .any(|ours| ours.strip_suffix(usual).unwrap_or(ours) == host)
    }

    /// The path of an address on this server, without query and fragment; None
    /// for addresses elsewhere.
    #[must_use]
    pub fn path_of(&self, address: &str) -> Option<String> {
        let (base, address) = (Url::parse(&self.base).ok()?, Url::parse(address).ok()?);
        (address.origin() == base.origin()).then(|| address.path().to_owned())
    }
}

#[cfg(test)]
pub(in crate::federation) mod tests {
    use super::*;

    /// A server at `https://a.example` whose handles end in `example.org`.
    pub(in crate::federation) fn addresses() -> Addresses {
        let mut config = Config::default();
        config.server.domain = "a.example".parse().unwrap();
        config.server.account_domain = Some("example.org".parse().unwrap());
        config.server.https = crate::foundation::config::Https::Always;
        Addresses::new(&config)
    }

    #[test]
    fn addresses_of_this_server() {
        let addresses = addresses();
        assert_eq!(addresses.base(), "https://a.example");
        assert_eq!(addresses.handle("ana"), "ana@example.org");
        assert_eq!(addresses.shared_inbox(), "https://a.example/inbox");
        assert_eq!(addresses.instance_actor(), "https://a.example/actor");
        assert_eq!(
            addresses.tag("größe"),
            "https://a.example/tags/gr%C3%B6%C3%9Fe"
        );
    }

    #[test]
    fn hosts_that_are_ours() {
        let addresses = addresses();
        for ours in ["example.org", "EXAMPLE.org", "a.example", "a.example:443"] {
            assert!(addresses.is_ours(ours), "{ours}");
        }
        for other in [
            "",
            "b.example",
            "a.example.b.example",
            "a.example:8443",
            "xa.example",
        ] {
            assert!(!addresses.is_ours(other), "{other}");
        }
    }

    #[test]
    fn paths_of_our_addresses_only() {
        let addresses = addresses();
        let path = |address| addresses.path_of(address);
        assert_eq!(path("https://a.example/@ana?x#y").as_deref(), Some("/@ana"));
        assert_eq!(path("https://A.example:443").as_deref(), Some("/"));
        for other in [
            "http://a.example/@ana",
            "https://b.example/@ana",
            "@ana",
            "acct:a@b",
        ] {
            assert_eq!(path(other), None, "{other}");
        }
    }
}
