//! Reads a database URL: takes out what `tokio-postgres` does not know
//! (`sslmode=verify-full`, `sslrootcert`) and lets it read the rest.

use std::path::PathBuf;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use url::form_urlencoded;

use crate::foundation::error::{Error, Result};

/// How far a server's certificate is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verification {
    /// Not at all: `prefer` and `require`.
    None,
    /// It leads to a trusted root: `verify-ca`.
    Chain,
    /// The same, and it names the host: `verify-full`.
    Full,
}

/// A database URL taken apart.
#[derive(Debug)]
pub(super) struct Parsed {
    pub config: Config,
    pub verification: Verification,
    /// The PEM file of trusted roots; none means the public ones.
    pub roots: Option<PathBuf>,
}

/// What was taken out of the URL.
#[derive(Debug, Default)]
struct Ssl {
    mode: Option<String>,
    roots: Option<String>,
}

impl Ssl {
    /// Keeps the pair if it is about TLS; says whether it did.
    fn take(&mut self, key: &str, value: &str) -> bool {
        match key {
            "sslmode" => self.mode = Some(value.to_owned()),
            "sslrootcert" => self.roots = Some(value.to_owned()),
            _ => return false,
        }
        true
    }
}

/// Takes a database URL or a libpq connection string apart.
pub(super) fn parse(text: &str) -> Result<Parsed> {
    let text = text.trim();
    let mut ssl = Ssl::default();
    let is_url = text.starts_with("postgres://") || text.starts_with("postgresql://");
    let other_scheme = text
        .split('=')
        .next()
        .is_some_and(|head| head.contains("://"));
    if !is_url && other_scheme {
        return Err(Error::invalid(
            "The database URL has to start with postgres:// or be of the form \
             'host=… user=… dbname=…'. OSSM works with PostgreSQL only.",
        ));
    }
    let rest = if is_url {
        from_url(text, &mut ssl)
    } else {
        from_pairs(text, &mut ssl)?
    };
    let mut config: Config = rest.parse().map_err(|error: tokio_postgres::Error| {
        let why = std::error::Error::source(&error)
            .map(ToString::to_string)
            .unwrap_or_default();
        Error::invalid(format!("The database URL cannot be read: {why}.")).because(error)
    })?;
    let (mode, verification) = mode(ssl.mode.as_deref(), ssl.roots.is_some())?;
    // A Unix socket never speaks TLS, and nobody listens in on it.
    let local = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_socket);
    config.ssl_mode(if local { SslMode::Disable } else { mode });
    if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
        return Err(Error::invalid(
            "The database URL names no host. Write for instance postgres://user@localhost/ossm.",
        ));
    }
    let roots = ssl
        .roots
        .filter(|roots| roots != "system")
        .map(PathBuf::from);
    Ok(Parsed {
        config,
        verification,
        roots,
    })
}

fn is_socket(host: &Host) -> bool {
    !matches!(host, Host::Tcp(_))
}

fn mode(mode: Option<&str>, has_roots: bool) -> Result<(SslMode, Verification)> {
    Ok(match mode.unwrap_or("prefer") {
        "disable" => (SslMode::Disable, Verification::None),
        "allow" | "prefer" => (SslMode::Prefer, Verification::None),
        // As libpq does it, for configurations that come from there.
        "require" if has_roots => (SslMode::Require, Verification::Chain),
        "require" => (SslMode::Require, Verification::None),
        "verify-ca" => (SslMode::Require, Verification::Chain),
        "verify-full" => (SslMode::Require, Verification::Full),
        other => {
            return Err(Error::invalid(format!(
                "The database URL has sslmode={other}; it may be disable, prefer, require, \
                 verify-ca or verify-full."
            )));
        }
    })
}

fn from_url(url: &str, ssl: &mut Ssl) -> String {
    let Some((front, query)) = url.split_once('?') else {
        return url.to_owned();
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let mut decoded = form_urlencoded::parse(pair.as_bytes());
            !decoded
                .next()
                .is_some_and(|(key, value)| ssl.take(&key, &value))
        })
        .collect();
    if kept.is_empty() {
        front.to_owned()
    } else {
        format!("{front}?{}", kept.join("&"))
    }
}

/// `key = value` pairs; a value with spaces stands in single quotes, in which
/// a backslash protects the next character.
fn from_pairs(text: &str, ssl: &mut Ssl) -> Result<String> {
    let mut kept = String::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or_else(|| {
            Error::invalid("The database URL cannot be read: a name without a value.")
        })?;
        let (value, after) = value(after.trim_start())?;
        let key = key.trim();
        if !ssl.take(key, &value) {
            let quoted = value.replace('\\', r"\\").replace('\'', r"\'");
            kept.extend([key, "='", &quoted, "' "]);
        }
        rest = after.trim_start();
    }
    Ok(kept)
}

fn value(text: &str) -> Result<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut letters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, letter)) = letters.next() {
        let ends = if quoted {
            letter == '\''
        } else {
            letter.is_whitespace()
        };
        if ends {
            let rest = text.get(at + letter.len_utf8()..).unwrap_or_default();
            return Ok((value, rest));
        }
        match letter {
            '\\' => value.extend(letters.next().map(|(_, protected)| protected)),
            letter => value.push(letter),
        }
    }
    if quoted {
        return Err(Error::invalid(
            "The database URL cannot be read: a quote is not closed.",
        ));
    }
    Ok((value, ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn urls_keep_what_is_not_about_tls() {
        let url = "postgres://me:p%40ss@db.example:5433/ossm?sslmode=verify-full\
                   &connect_timeout=3&sslrootcert=%2Fetc%2Fca.pem";
        let parsed = parse(url).unwrap();
        assert_eq!(parsed.verification, Verification::Full);
        assert_eq!(parsed.roots, Some(PathBuf::from("/etc/ca.pem")));
        assert_eq!(parsed.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(parsed.config.get_password(), Some(b"p@ss".as_slice()));
        assert_eq!(parsed.config.get_ports(), [5433]);
        assert_eq!(parsed.config.get_connect_timeout().unwrap().as_secs(), 3);
    }

    #[test]
    fn pairs_are_read_like_libpq_does() {
        let parsed =
            parse(r"host=db.example user = me password='it\'s \\' sslmode=verify-ca").unwrap();
        assert_eq!(parsed.verification, Verification::Chain);
        assert_eq!(parsed.config.get_user(), Some("me"));
        assert_eq!(parsed.config.get_password(), Some(br"it's \".as_slice()));
    }

    #[test]
    fn sockets_need_no_tls() {
        if !crate::foundation::platform::UNIX_SOCKETS {
            return;
        }
        for text in [
            "postgres://me@%2Frun%2Fpg/ossm?sslmode=require",
            "host=/run/pg user=me",
        ] {
            assert_eq!(
                parse(text).unwrap().config.get_ssl_mode(),
                SslMode::Disable,
                "{text}"
            );
        }
    }

    #[test]
    fn require_with_roots_checks_the_chain() {
        let parsed = parse("postgres://h/d?sslmode=require&sslrootcert=ca.pem").unwrap();
        assert_eq!(parsed.verification, Verification::Chain);
        let parsed = parse("postgres://h/d?sslmode=verify-full&sslrootcert=system").unwrap();
        assert_eq!(parsed.roots, None);
        assert_eq!(
            parse("postgres://h/d").unwrap().config.get_ssl_mode(),
            SslMode::Prefer
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("mysql://root@localhost/x", "PostgreSQL only"),
            ("postgres://h/d?sslmode=maybe", "sslmode=maybe"),
            ("postgres:///ossm", "names no host"),
            ("host=h password='x", "quote is not closed"),
            ("hello", "name without a value"),
            ("postgres://h/d?frobnicate=1", "frobnicate"),
            ("", "names no host"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(
                error.message().contains(part),
                "{text}: {}",
                error.message()
            );
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_the_reader(text in ".{0,80}") {
            let _ = parse(&text);
            let _ = parse(&format!("postgres://{text}"));
        }

        #[test]
        fn any_password_survives_the_pairs(password in "[^\\x00]{1,30}") {
            let quoted = password.replace('\\', r"\\").replace('\'', r"\'");
            let parsed = parse(&format!("host=h password='{quoted}' sslmode=disable")).unwrap();
            prop_assert_eq!(parsed.config.get_password(), Some(password.as_bytes()));
        }
    }
}
