//! Configuration: typed sections with documented defaults, loaded once at the
//! start and passed on as a value. Nothing else in the program reads the
//! environment.
//!
//! Weight rises from the built-in defaults over `ossm.toml` and environment
//! variables (`OSSM_SECTION__KEY`) to command-line flags; see [`load()`].

mod auth;
mod connection_url;
mod database;
mod domain;
mod federation;
mod instance;
mod jobs;
mod keys;
mod layer;
mod limits;
mod load;
mod log;
mod mail;
mod metrics;
mod oauth;
mod optional;
mod problem;
mod secret;
mod server;
mod show;
mod storage;
mod translation;
mod warnings;

use serde::{Deserialize, Serialize};

pub use auth::Auth;
pub use connection_url::ConnectionUrl;
pub use database::Database;
pub use domain::{Domain, InvalidDomain};
pub use federation::Federation;
pub use instance::{Instance, Registrations};
pub use jobs::Jobs;
pub use layer::Override;
pub use limits::Limits;
pub use load::{Inputs, Loaded, Origin, load};
pub use log::{Log, LogFormat};
pub use mail::Mail;
pub use metrics::Metrics;
pub use oauth::OAuth;
pub use problem::{ConfigError, Problem, Problems};
pub use secret::Secret;
pub use server::{ForwardedHeader, Https, Server};
pub use show::{Setting, settings};
pub use storage::Storage;
pub use translation::Translation;

/// Everything an operator can decide, with defaults that start a working
/// server on <http://localhost:3000>.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where the server listens and under which name.
    pub server: Server,
    /// Which PostgreSQL is used and how.
    pub database: Database,
    /// Where files live and how large they may be.
    pub storage: Storage,
    /// What visitors read about this server, and who may join.
    pub instance: Instance,
    /// Passwords, sessions and the sign-up captcha.
    pub auth: Auth,
    /// Programs that act for members.
    pub oauth: OAuth,
    /// How e-mail leaves the server.
    pub mail: Mail,
    /// What the server does towards other servers.
    pub federation: Federation,
    /// How much one address or member may do in a given time.
    pub limits: Limits,
    /// Who translates posts.
    pub translation: Translation,
    /// Background work.
    pub jobs: Jobs,
    /// Health and metrics on a port of their own.
    pub metrics: Metrics,
    /// What the log says and in which form.
    pub log: Log,
}

impl Config {
    /// The start of every public address of this server, without a slash at
    /// the end: `https://social.example` or `http://localhost:3000`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}://{}", self.scheme(), self.server.domain)
    }

    /// `"http"` or `"https"`, as public addresses of this server begin.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.server.is_https() {
            "https"
        } else {
            "http"
        }
    }

    /// What stands behind the second `@` of a member's handle.
    #[must_use]
    pub fn handle_domain(&self) -> &Domain {
        self.server
            .account_domain
            .as_ref()
            .unwrap_or(&self.server.domain)
    }

    /// Whether a host, or what stands behind the second `@` of a handle, is this
    /// server; upper and lower case are the same.
    #[must_use]
    pub fn is_own_domain(&self, domain: &str) -> bool {
        [self.handle_domain(), &self.server.domain]
            .iter()
            .any(|ours| ours.as_str().eq_ignore_ascii_case(domain))
    }

    /// The sender of the server's e-mail: `mail.from`, else `noreply@` and the
    /// host name.
    #[must_use]
    pub fn mail_from(&self) -> String {
        match &self.mail.from {
            Some(from) => from.clone(),
            None => format!("noreply@{}", self.server.domain.host()),
        }
    }

    /// Everything that is wrong with the values, section by section.
    #[must_use]
    pub fn validate(&self) -> Vec<Problem> {
        let mut problems = Problems::default();
        self.server.validate(&mut problems);
        self.database.validate(&mut problems);
        self.storage.validate(&mut problems);
        self.instance.validate(&mut problems);
        self.auth.validate(&mut problems);
        self.oauth.validate(&mut problems);
        self.mail.validate(&mut problems);
        self.federation.validate(&mut problems);
        self.limits.validate(&mut problems);
        self.translation.validate(&mut problems);
        self.jobs.validate(&mut problems);
        self.metrics.validate(&mut problems);
        self.log.validate(&mut problems);
        problems.into_vec()
    }

    /// One sentence for each setting that is allowed but risky; the server
    /// logs them at its start.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        warnings::warnings(self)
    }
}
