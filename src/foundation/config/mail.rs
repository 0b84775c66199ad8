//! How e-mail leaves the server. Everything works without it.

use serde::{Deserialize, Serialize};

use super::connection_url::ConnectionUrl;
use super::optional;
use super::problem::Problems;

/// Section `mail`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// A mail server: `smtps://user:password@host:465`, or
    /// `smtp://user:password@host:587?tls=required` for STARTTLS. Without it no
    /// mail is sent and addresses are not confirmed.
    #[serde(with = "optional")]
    pub smtp_url: Option<ConnectionUrl>,
    /// The sender, `name@host` or `Name <name@host>`. Without it `noreply@` and
    /// the host of `server.domain`.
    #[serde(with = "optional")]
    pub from: Option<String>,
}

impl Mail {
    /// Whether the server can send e-mail.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.smtp_url.is_some()
    }

    /// Notes every wrong value of this section.
    pub fn validate(&self, problems: &mut Problems) {
        if let Some(url) = &self.smtp_url
            && !matches!(url.scheme().as_str(), "smtp" | "smtps")
        {
            let message = "this is not an address of a mail server. Write it as \
                           smtps://user:password@host:465.";
            problems.add("mail.smtp_url", message);
        }
        if self.from.as_ref().is_some_and(|from| !from.contains('@')) {
            problems.add("mail.from", "an e-mail address has an @ in it.");
        }
    }
}
