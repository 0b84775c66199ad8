//! Sends mail by SMTP, where a mail server is configured.

use std::time::Duration;

use lettre::address::AddressError;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use crate::foundation::config::Config;
use crate::foundation::error::{Error, Result};

/// How long the mail server may take for each step.
const TIMEOUT: Duration = Duration::from_secs(20);

/// What RFC 8058 asks for, section 3.1.
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";

/// Why a mail was not sent.
#[derive(Debug)]
pub enum Failure {
    /// The mail server certainly did not take it.
    NotTaken(Error),
    /// The line broke; it may have taken it.
    Unknown(Error),
}

/// A mail in plain text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// One address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Lines ended by `\n`.
    pub body: String,
}

/// The way to the mail server; clones share its connections.
#[derive(Clone)]
pub struct Mailer {
    smtp: Option<AsyncSmtpTransport<Tokio1Executor>>,
    from: Mailbox,
}

impl Mailer {
    /// The mailer of a configuration. It connects when the first mail is sent.
    ///
    /// # Errors
    /// `Invalid` when the mail server's address or the sender cannot be read.
    pub fn new(config: &Config) -> Result<Self> {
        let from = config.mail_from().parse().map_err(|error| {
            Error::invalid("mail.from is not an e-mail address.").because(error)
        })?;
        let smtp = match &config.mail.smtp_url {
            None => None,
            Some(url) => Some(transport(url.expose())?),
        };
        Ok(Self { smtp, from })
    }

    /// Whether mail can be sent at all.
    #[must_use]
    pub fn is_configured(&self) -> bool {
        self.smtp.is_some()
    }

    /// Whether the mail server answers now.
    ///
    /// # Errors
    /// `Unavailable` when it does not.
    pub async fn check(&self) -> Result<()> {
        let Some(smtp) = &self.smtp else {
            return Ok(());
        };
        match smtp.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::unavailable("the mail server does not answer")),
            Err(error) => Err(Error::unavailable(error)),
        }
    }

    /// As [`Mailer::send`], for mail to many: says whether the mail server certainly
    /// did not take it, and names the address at which people stop such mail (RFC
    /// 8058).
    ///
    /// # Errors
    /// Why it was not sent.
    pub async fn send_news(&self, mail: &Mail, stop: Option<&str>) -> Result<(), Failure> {
        let Some(smtp) = &self.smtp else {
            return Ok(());
        };
        let refused = |error| Failure::NotTaken(never(error));
        let to: Mailbox = mail
            .to
            .parse()
            .map_err(|error: AddressError| Failure::NotTaken(never(error)))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN);
        if let Some(link) = stop {
            message = message
                .raw_header(named("List-Unsubscribe", format!("<{link}>")))
                .raw_header(named("List-Unsubscribe-Post", ONE_CLICK.to_owned()));
        }
        let message = message.body(mail.body.clone()).map_err(refused)?;
        match smtp.send(message).await {
            Ok(_accepted) => Ok(()),
            Err(error) if error.is_permanent() || error.is_client() => {
                Err(Failure::NotTaken(never(error)))
            }
            Err(error) if error.is_transient() => Err(Failure::NotTaken(Error::unavailable(error))),
            Err(error) => Err(Failure::Unknown(Error::unavailable(error))),
        }
    }

    /// Sends a mail; does nothing where no mail server is configured.
    ///
    /// # Errors
    /// `Unavailable` when the mail server does not take it now; `Invalid` when
    /// it never will.
    pub async fn send(&self, mail: &Mail) -> Result<()> {
        let Some(smtp) = &self.smtp else {
            return Ok(());
        };
        let to: Mailbox = mail.to.parse().map_err(never)?;
        let message = Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone())
            .map_err(never)?;
        match smtp.send(message).await {
            Ok(_accepted) => Ok(()),
            Err(error) if error.is_permanent() => Err(never(error)),
            Err(error) => Err(Error::unavailable(error)),
        }
    }
}

fn named(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

fn transport(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| {
        Error::invalid("mail.smtp_url is not an address of a mail server.").because(error)
    })?;
    Ok(builder.timeout(Some(TIMEOUT)).build())
}

fn never(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::invalid("The mail server refuses this mail.").because(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::config::ConnectionUrl;

    #[tokio::test]
    async fn without_a_mail_server_nothing_is_sent() {
        let mailer = Mailer::new(&Config::default()).unwrap();
        assert!(!mailer.is_configured());
        let mail = Mail {
            to: "nobody@example.com".into(),
            subject: String::new(),
            body: String::new(),
        };
        assert!(mailer.send(&mail).await.is_ok());
    }

    #[test]
    fn a_wrong_address_is_noticed_at_the_start() {
        let mut config = Config::default();
        config.mail.smtp_url = Some(ConnectionUrl::new("smtp://:::"));
        assert!(Mailer::new(&config).is_err());
        config.mail.smtp_url = None;
        config.mail.from = Some("@".into());
        assert!(Mailer::new(&config).is_err());
    }
}
