//! Checks of the network: the server's name, its port, and the proxy in front.

use std::io::ErrorKind;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use crate::foundation::config::Config;

use super::Finding;

/// Looking up a name may take so long before it counts as failed.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the server's public name leads anywhere.
pub(super) async fn name(config: &Config) -> Finding {
    let domain = &config.server.domain;
    let host = domain.host().trim_matches(['[', ']']).to_owned();
    let lookup = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host.clone(), 0))).await;
    let addresses: Vec<String> = match lookup {
        Ok(Ok(found)) => found.map(|address| address.ip().to_string()).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    };
    match (addresses.is_empty(), domain.is_local()) {
        (false, false) => Finding::ok("name", format!("{host} leads to {}.", addresses.join(", "))),
        (false, true) => {
            let text = format!(
                "{host} leads to this machine only. Before others join, set server.domain to a \
                 public name."
            );
            Finding::ok("name", text)
        }
        (true, true) => {
            let text = format!(
                "{host} is not known to this system. Browsers find it all the same; for other \
                 programs add \"127.0.0.1 {host}\" to the hosts file."
            );
            Finding::warning("name", text)
        }
        (true, false) => {
            let text = format!(
                "{host} cannot be resolved. Create an A or AAAA record for it at your DNS \
                 provider, correct server.domain, or check this machine's DNS settings."
            );
            Finding::problem("name", text)
        }
    }
}

/// Whether the server can listen on `address`.
pub(super) fn port(address: SocketAddr) -> Finding {
    let Err(error) = TcpListener::bind(address) else {
        return Finding::ok("port", format!("{address} is free."));
    };
    match error.kind() {
        ErrorKind::AddrInUse => {
            let text = format!(
                "Something listens on {address} already. That is right if it is this server; \
                 otherwise stop it or choose another port with --bind."
            );
            Finding::warning("port", text)
        }
        ErrorKind::PermissionDenied => {
            let text = format!(
                "This account may not listen on {address}. Choose a port above 1023 with --bind \
                 and put a reverse proxy in front."
            );
            Finding::problem("port", text)
        }
        _ => {
            let text = format!(
                "Cannot listen on {address} ({error}). Choose an address of this machine with \
                 --bind, such as 127.0.0.1:3000 or [::]:3000."
            );
            Finding::problem("port", text)
        }
    }
}

/// Whether a server that looks as if it stood behind a proxy trusts it.
pub(super) fn proxy(config: &Config) -> Option<Finding> {
    let server = &config.server;
    let public = !server.domain.is_local() && server.is_https();
    if !public || !server.trusted_proxies.is_empty() {
        return None;
    }
    let text = "The domain is public and https comes from a proxy in front, but no proxy is \
                trusted: all visitors seem to have the proxy's address and share its limits. Set \
                server.trusted_proxies to the proxy's address.";
    Some(Finding::warning("proxy", text))
}

#[cfg(test)]
mod tests {
    use super::super::Level;
    use super::*;

    fn named(domain: &str) -> Config {
        let mut config = Config::default();
        config.server.domain = domain.parse().unwrap();
        config
    }

    #[tokio::test]
    async fn a_name_that_leads_nowhere_is_a_problem() {
        let found = name(&named("nowhere.invalid")).await;
        assert_eq!(found.level, Level::Problem, "{}", found.text);
        assert_eq!(name(&named("127.0.0.1:3000")).await.level, Level::Ok);
        assert_eq!(name(&named("[::1]:3000")).await.level, Level::Ok);
    }

    #[test]
    fn a_taken_port_is_told_from_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = taken.local_addr().unwrap();
        assert_eq!(port(address).level, Level::Warning);
        drop(taken);
        assert_eq!(port("127.0.0.1:0".parse().unwrap()).level, Level::Ok);
        // An address of documentation (RFC 5737) is never one of this machine.
        assert_eq!(
            port("192.0.2.1:3000".parse().unwrap()).level,
            Level::Problem
        );
    }

    #[test]
    fn a_public_server_without_a_trusted_proxy_is_warned() {
        assert!(proxy(&Config::default()).is_none());
        let mut config = named("social.example");
        assert!(proxy(&config).is_some());
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
        assert!(proxy(&config).is_none());
    }
}
