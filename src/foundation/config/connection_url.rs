//! Addresses that may carry a password: shown masked wherever they are printed.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// An address such as `postgres://user:password@host/name`. `Debug`,
/// `Display` and serialisation mask the password; [`ConnectionUrl::expose`]
/// gives the real text to the one who connects.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ConnectionUrl(String);

impl ConnectionUrl {
    /// Wraps an address as it was configured.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The address with its password, for connecting only.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What stands before `://`, in lower case; empty when there is no `://`.
    #[must_use]
    pub fn scheme(&self) -> String {
        self.0
            .split_once("://")
            .map(|(scheme, _)| scheme.to_lowercase())
            .unwrap_or_default()
    }

    /// The address with `***` in place of every password in it.
    #[must_use]
    pub fn masked(&self) -> String {
        let Some((scheme, rest)) = self.0.split_once("://") else {
            return "***".to_owned();
        };
        let rest = mask_user_info(rest);
        match rest.split_once('?') {
            Some((address, query)) => format!("{scheme}://{address}?{}", mask_query(query)),
            None => format!("{scheme}://{rest}"),
        }
    }
}

/// Masks the part between the first `:` and the last `@`: a password may
/// itself contain `/`, `?` or `@` when somebody forgot to escape it.
fn mask_user_info(address: &str) -> String {
    let Some((user_info, host)) = address.rsplit_once('@') else {
        return address.to_owned();
    };
    match user_info.split_once(':') {
        Some((user, _)) => format!("{user}:***@{host}"),
        None => address.to_owned(),
    }
}

fn mask_query(query: &str) -> String {
    let parts = query.split('&').map(|part| match part.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}=***"),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("&")
}

impl fmt::Display for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionUrl({})", self.masked())
    }
}

impl Serialize for ConnectionUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::ConnectionUrl;
    use proptest::prelude::*;

    fn masked(url: &str) -> String {
        ConnectionUrl::new(url).masked()
    }

    #[test]
    fn masks_passwords_only() {
        assert_eq!(
            masked("postgres://ossm:s3cret@db:5432/x"),
            "postgres://ossm:***@db:5432/x"
        );
        assert_eq!(masked("postgres://ossm@db/x"), "postgres://ossm@db/x");
        assert_eq!(
            masked("postgres:///x?host=/run&password=p"),
            "postgres:///x?host=/run&password=***"
        );
        assert_eq!(
            masked("smtp://u:p/w@x@mail.example"),
            "smtp://u:***@mail.example"
        );
        assert_eq!(masked("host=db password=s3cret"), "***");
    }

    #[test]
    fn debug_and_serde_mask_too() {
        let url = ConnectionUrl::new("postgres://ossm:s3cret@db/x");
        assert!(!format!("{url:?}{url}").contains("s3cret"));
        assert!(!serde_json::to_string(&url).unwrap().contains("s3cret"));
        assert!(url.expose().contains("s3cret"));
    }

    proptest! {
        #[test]
        fn a_password_never_shows(user in "[a-z]{1,8}", password in "[A-Z0-9:/@%!?&=]{1,20}ZQ") {
            let text = masked(&format!("postgres://{user}:{password}@db.example/x"));
            prop_assert!(!text.contains(&password), "{}", text);
        }
    }
}
