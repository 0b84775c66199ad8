//! Which addresses (URLs) this server talks to at all, judged before anything
//! is resolved.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;
use super::error::{NetError, NetErrorKind};
use super::host::host_key;

/// What a client may talk to.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Whether `http` is allowed beside `https`.
    pub http: bool,
    /// Whether ports other than the usual ones and names without a dot are allowed.
    pub any_port: bool,
    /// Which addresses may be connected to.
    pub addresses: fn(IpAddr) -> bool,
}

impl Policy {
    /// `https` on its usual port to the public internet.
    pub const PUBLIC: Self = Self {
        http: false,
        any_port: false,
        addresses: is_public,
    };

    /// The public internet, and what the development switches open beyond.
    #[must_use]
    pub fn with_switches(allow_http: bool, allow_private_addresses: bool) -> Self {
        Self {
            http: allow_http,
            any_port: allow_http || allow_private_addresses,
            addresses: if allow_private_addresses {
                |_| true
            } else {
                is_public
            },
        }
    }

    /// Whether a connection to `address` is allowed.
    #[must_use]
    pub fn allows_address(self, address: IpAddr) -> bool {
        (self.addresses)(address)
    }

    /// Checks an address and returns its host key.
    pub fn check(self, url: &Url) -> Result<String, NetError> {
        let Some(key) = host_key(url) else {
            return Err(refused(url.scheme(), "the address has no host"));
        };
        let why = if !self.allows_scheme(url.scheme()) {
            "the address does not begin with https"
        } else if !url.username().is_empty() || url.password().is_some() {
            "the address has a user part"
        } else if url.port().is_some() && !self.any_port {
            "the port is not the usual one"
        } else if !self.allows_host(url) {
            "this is not a host of the public internet"
        } else {
            return Ok(key);
        };
        Err(refused(&key, why))
    }

    fn allows_scheme(self, scheme: &str) -> bool {
        scheme == "https" || (self.http && scheme == "http")
    }

    /// Names are judged again when they are resolved; addresses only here.
    fn allows_host(self, url: &Url) -> bool {
        match url.host() {
            Some(Host::Ipv4(address)) => self.allows_address(address.into()),
            Some(Host::Ipv6(address)) => self.allows_address(address.into()),
            // With a dot at the end the same host would have two names.
            Some(Host::Domain(name)) => {
                !name.ends_with('.') && (self.any_port || name.contains('.'))
            }
            None => false,
        }
    }
}

fn refused(host: &str, why: &str) -> NetError {
    NetError::new(NetErrorKind::NotAllowed, host, why)
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use url::Url;

    const STRICT: Policy = Policy::PUBLIC;

    fn loose() -> Policy {
        Policy::with_switches(true, true)
    }

    fn allowed(policy: Policy, text: &str) -> bool {
        policy.check(&Url::parse(text).unwrap()).is_ok()
    }

    #[test]
    fn public_https_only() {
        assert!(allowed(STRICT, "https://social.example/a?b=c"));
        assert!(allowed(STRICT, "https://social.example:443/a"));
        assert!(allowed(STRICT, "https://8.8.8.8/"));
        for text in [
            "http://social.example/",
            "ftp://social.example/",
            "file:///etc/passwd",
            "data:text/plain,a",
            "gopher://social.example/",
            "https://social.example:8443/",
            "https://social.example:22/",
            "https://social.example./",
            "https://localhost/",
            "https://intranet/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f000001/",
            "https://0177.0.0.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::a00:1]/",
        ] {
            assert!(!allowed(STRICT, text), "{text}");
        }
    }

    #[test]
    fn user_parts_are_refused_everywhere() {
        for text in [
            "https://social.example@evil.example/",
            "https://social.example:pass@evil.example/",
            "https://:pass@evil.example/",
            "https://social.example%2f@evil.example/",
        ] {
            assert!(!allowed(STRICT, text), "{text}");
            assert!(!allowed(loose(), text), "{text}");
        }
        // A backslash ends the host, so what follows is no user part.
        let url = Url::parse("https://evil.example\\@social.example/").unwrap();
        assert_eq!(STRICT.check(&url).unwrap(), "evil.example");
    }

    #[test]
    fn development_switches_open_what_they_say() {
        assert!(allowed(loose(), "http://alpha.localhost:3001/"));
        assert!(allowed(loose(), "http://127.0.0.1:3001/"));
        let http_only = Policy::with_switches(true, false);
        assert!(allowed(http_only, "http://social.example:8080/"));
        assert!(!allowed(http_only, "http://127.0.0.1/"));
        assert!(!allowed(loose(), "ftp://social.example/"));
    }
}
