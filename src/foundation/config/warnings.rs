//! What is allowed but risky, said once at the start.

use super::instance::Registrations;
use super::{Config, Https};

pub(super) fn warnings(config: &Config) -> Vec<String> {
    let registrations = config.instance.registrations;
    let public = !config.server.domain.is_local();
    let candidates = [
        (
            config.federation.allow_http,
            "federation.allow_http is on: other servers are reached without TLS. Use it for tests only.",
        ),
        (
            config.federation.allow_private_addresses,
            "federation.allow_private_addresses is on: strangers can make this server call \
             machines of its own network. Use it for tests only.",
        ),
        (
            !config.limits.enabled,
            "limits.enabled is off: nothing slows down guessed passwords or floods of requests. \
             Use it for load tests only.",
        ),
        (
            config.auth.bcrypt_cost < 10,
            "auth.bcrypt_cost is below 10: stolen password hashes would be quick to break.",
        ),
        (
            !config.auth.captcha && public && registrations == Registrations::Open,
            "auth.captcha is off while everybody may sign up: expect automatic accounts.",
        ),
        (
            public && config.server.https == Https::Never,
            "server.https is false for a public domain: passwords and cookies travel in the open.",
        ),
        (
            config
                .server
                .trusted_proxies
                .iter()
                .any(|network| network.prefix() == 0),
            "server.trusted_proxies contains every address: anybody can claim to be anybody.",
        ),
    ];
    let raised = candidates.into_iter().filter(|(raised, _)| *raised);
    raised.map(|(_, warning)| warning.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::Config;

    #[test]
    fn defaults_give_no_warning() {
        assert_eq!(Config::default().warnings(), Vec::<String>::new());
    }

    #[test]
    fn the_switches_for_tests_warn() {
        let mut config = Config::default();
        config.federation.allow_http = true;
        config.federation.allow_private_addresses = true;
        config.limits.enabled = false;
        let warnings = config.warnings();
        assert_eq!(warnings.len(), 3);
        for key in [
            "federation.allow_http",
            "federation.allow_private_addresses",
            "limits.enabled",
        ] {
            assert!(
                warnings.iter().any(|warning| warning.starts_with(key)),
                "{key}"
            );
        }
    }
}
